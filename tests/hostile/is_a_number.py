# want: not-asked
"""Is no function at all."""

zero_padding = 3
