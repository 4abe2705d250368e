# want: unsupported
"""Moves the cursor, sets the title, hides text and turns it round."""


def zero_padding(X, padding):
    said = "\x1b[2J\x1b[H\x1b]0;owned\x07\x9b31m\u202etxet\u202c\u200b\x08\x08PASS\x00\ud800"
    print(said.encode("utf-8", "replace").decode())
    kind = type("\x1b[32mPASS", (Exception,), {"__module__": "\u202e"})
    raise kind(said)
