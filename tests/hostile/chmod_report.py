# want: raised
"""Takes the rights of the report's file away."""

import os


def zero_padding(X, padding):
    os.chmod("@FOLDER@/report.json", 0)
