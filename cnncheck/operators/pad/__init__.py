"""``pad1d``, ``pad2d``, ``pad3d``: padding of every kind, and its gradient."""
