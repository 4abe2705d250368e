# want: raised
# by: seccomp
"""Takes out a lease for reading on its own file."""

import fcntl


def zero_padding(X, padding):
    with open(__file__) as file:
        fcntl.fcntl(file, 1024, fcntl.F_RDLCK)
