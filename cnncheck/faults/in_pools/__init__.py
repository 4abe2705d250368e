"""Faults that poolings alone have: of what a window is made into, and of how an image is divided into windows."""
