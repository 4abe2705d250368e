"""``adaptive_max_pool1d`` to ``3d``: the largest value of each share of an image, and its gradient."""
