# want: raised
"""Downloads the answer."""

import urllib.request


def zero_padding(X, padding):
    urllib.request.urlopen("http://127.0.0.1:9/answer", timeout=1)
