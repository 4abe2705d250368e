# want: raised
# by: landlock
"""Puts another file in the report's place."""

import os


def zero_padding(X, padding):
    os.rename("@FOLDER@/cases.yaml", "@FOLDER@/report.json")
