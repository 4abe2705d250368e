# want: raised|memory-limit|timeout|crashed
"""Starts threads without end."""

import threading
import time


def zero_padding(X, padding):
    while True:
        threading.Thread(target=time.sleep, args=(10**6,), daemon=True).start()
