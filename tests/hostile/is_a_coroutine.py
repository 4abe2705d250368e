# want: bad-value
"""Is asynchronous."""


async def zero_padding(X, padding):
    return X.copy()
