"""``avg_pool1d``, ``avg_pool2d``, ``avg_pool3d``: the average of each window, and its gradient."""
