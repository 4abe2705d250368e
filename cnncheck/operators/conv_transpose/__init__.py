"""``conv_transpose1d``, ``2d`` and ``3d``: what sends each pixel into a window, and its gradients."""
