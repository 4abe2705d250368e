# want: raised
"""Opens a connection."""

import socket


def zero_padding(X, padding):
    socket.create_connection(("127.0.0.1", 9), 1)
