# want: raised
"""Takes the supervisor's descriptors away."""

import os
import resource


def zero_padding(X, padding):
    resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0))
