# want: raised
"""Makes the report look old."""

import os


def zero_padding(X, padding):
    os.utime("@FOLDER@/report.json", (0, 0))
