# want: raised
# by: seccomp|landlock
"""Makes a link to what it may not read."""

import os


def zero_padding(X, padding):
    os.symlink('@FOLDER@/cases.yaml', __file__ + '.link')
