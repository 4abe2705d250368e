"""``conv2d``: cross-correlation with a filter, and its gradients."""
