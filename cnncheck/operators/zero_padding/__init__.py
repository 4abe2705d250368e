"""``zero_padding``: zeros around the two image axes."""
