# want: bad-value
"""Is a class, which makes objects of itself."""


class zero_padding:
    def __init__(self, X, padding):
        self.result = X
