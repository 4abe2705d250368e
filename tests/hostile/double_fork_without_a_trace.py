# want: raised
# by: seccomp
"""Leaves a process behind that has an empty environment and another session."""

import os
import sys


def zero_padding(X, padding):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execve(sys.executable, [sys.executable, '-c', 'import time; time.sleep(20)'], {})
        os._exit(0)
    os.wait()
    return X.copy()
