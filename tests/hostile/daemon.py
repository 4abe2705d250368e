# want: raised
"""Leaves a daemon behind."""

import os
import time


def zero_padding(X, padding):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)
    return X.copy()
