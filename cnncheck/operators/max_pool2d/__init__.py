"""``max_pool2d``: the largest value of each square window, and its gradient."""
