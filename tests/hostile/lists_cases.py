# want: raised
# by: landlock
"""Lists the folder of the cases."""

import os


def zero_padding(X, padding):
    os.listdir("@FOLDER@")
