"""What was seen of a function, what it shows before any fault is tried on it, and where: places, in words."""
