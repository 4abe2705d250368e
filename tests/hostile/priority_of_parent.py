# want: raised
# by: seccomp
"""Takes its parent's priority away."""

import os


def zero_padding(X, padding):
    os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)
