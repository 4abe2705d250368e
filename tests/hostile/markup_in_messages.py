# want: unsupported
"""Says what a browser runs, and what Markdown draws, in a message, a log and a name."""


def zero_padding(X, padding):
    said = (
        "</pre></td></table><script>alert(1)</script><img src=x onerror=alert(1)>\n"
        "| a | b |\n|---|---|\n# heading\n```\n![x](javascript:alert(1)) [y](https://example.com)\n"
        "]]><system-out/>&#x3c;script&#x3e; {{ 7 * 7 }} {% raw %} <!-- @everyone\n"
    )
    print(said)
    raise type("<script>alert(1)</script>", (Exception,), {})(said)
