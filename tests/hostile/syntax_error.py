# want: load-error
def zero_padding(X, padding)
    return X
