# want: raised
# by: landlock
"""Reads the case file."""


def zero_padding(X, padding):
    open("@FOLDER@/cases.yaml").read()
