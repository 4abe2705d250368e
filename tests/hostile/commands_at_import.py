# want: load-error
"""Prints commands while it is loaded, and fails in their name."""

print("::error file=app.py::forged", "##[error]forged", "##vso[task.complete result=Succeeded;]", sep="\n")
raise type("::error::forged", (Exception,), {"__module__": "::warning"})("::notice::forged\n##[error]forged")
