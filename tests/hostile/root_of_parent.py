# want: raised
# by: landlock
"""Goes through its parent's root folder to the cases."""

import os


def zero_padding(X, padding):
    open(f'/proc/{os.getppid()}/root@FOLDER@/cases.yaml')
