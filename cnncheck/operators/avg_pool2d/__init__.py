"""``avg_pool2d``: the average of each window, and its gradient."""
