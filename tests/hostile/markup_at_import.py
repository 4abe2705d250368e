# want: load-error
"""Cannot be loaded, in words that a browser runs."""

raise ImportError("</script><script>alert(1)</script><img src=x onerror=alert(1)>", name="<b>", path="<i>")
