"""``max_pool1d``, ``max_pool2d``, ``max_pool3d``: the largest value of each square window, and its gradient."""
