"""The same layers as they are commonly written in NumPy, to compare with.

Functions are called like those under test, and have their shapes and arguments: the names say which
pass of which operator each one computes. They are right, and nobody's goal.
"""
