# want: load-error
def zero_padding(X, padding):
	if True:
        return X
