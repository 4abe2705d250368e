# want: forbidden
"""Imports cnncheck's own layers by another way."""

import importlib


def zero_padding(X, padding):
    return importlib.import_module("cnncheck.layers").zero_padding(X, padding)
