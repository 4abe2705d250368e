# want: raised
# by: landlock
"""Lists the root folder after going there."""

import os


def zero_padding(X, padding):
    os.chdir('/')
    os.listdir('.')
