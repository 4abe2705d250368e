"""Faults of where something is read or written: the place of a window, what is around an image, an index into it."""
