# want: load-error
def zero_padding(X, padding):
    print "hello"
