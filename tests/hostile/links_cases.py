# want: raised
# by: landlock
"""Links the case file to where it may read."""

import os


def zero_padding(X, padding):
    os.symlink("@FOLDER@/cases.yaml", "cases.yaml")
    open("cases.yaml").read()
