# want: raised
"""Runs a program."""

import subprocess


def zero_padding(X, padding):
    subprocess.run(["sleep", "600"])
