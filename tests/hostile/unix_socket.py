# want: raised
"""Connects to a local service."""

import socket


def zero_padding(X, padding):
    socket.socket(socket.AF_UNIX).connect("/run/dbus/system_bus_socket")
