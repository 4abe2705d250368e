# want: raised
# by: landlock
"""Removes the report."""

import os


def zero_padding(X, padding):
    os.remove("@FOLDER@/report.json")
