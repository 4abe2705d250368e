# want: raised
# by: landlock
"""Writes the report."""


def zero_padding(X, padding):
    open("@FOLDER@/report.json", "w").write("passed")
