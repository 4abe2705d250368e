# want: raised
# by: landlock
"""Empties the report."""

import os


def zero_padding(X, padding):
    os.truncate("@FOLDER@/report.json", 0)
