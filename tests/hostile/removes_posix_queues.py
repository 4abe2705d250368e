# want: raised
# by: seccomp
"""Removes a POSIX message queue, whoever made it."""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def refused(result):
    """Raise if the jail said no; other errors are not its merit."""
    if result == -1 and ctypes.get_errno() in (1, 13, 38):  # EPERM EACCES ENOSYS
        raise PermissionError(ctypes.get_errno())


def zero_padding(X, padding):
    refused(libc.mq_unlink(b'/cnncheck-hostile'))
