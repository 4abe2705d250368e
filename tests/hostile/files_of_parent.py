# want: raised
# by: landlock
"""Looks at what its parent has open."""

import os


def zero_padding(X, padding):
    os.listdir(f'/proc/{os.getppid()}/fd')
