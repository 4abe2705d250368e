"""Faults of what is made of an option: of strides, paddings, dilations, and of the size that follows from them."""
