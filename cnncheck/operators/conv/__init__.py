"""``conv1d``, ``conv2d`` and ``conv3d``: cross-correlation with a filter, and its gradients."""
