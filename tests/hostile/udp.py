# want: raised
"""Sends a packet."""

import socket


def zero_padding(X, padding):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9))
