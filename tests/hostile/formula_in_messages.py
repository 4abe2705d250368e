# want: unsupported
"""A message that a spreadsheet would compute, wherever it cuts the line."""


def zero_padding(X, padding):
    raise type("=cmd", (Exception,), {"__module__": "=cmd"})(
        "=HYPERLINK(\"http://example.com\");=cmd|' /C calc'!A0;+1;-1;@SUM(A1)\t=1\n=2"
    )
