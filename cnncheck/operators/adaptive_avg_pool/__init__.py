"""``adaptive_avg_pool1d`` to ``3d``: the average of each share of an image, and its gradient."""
