# want: raised
"""Carries commands in the names of exceptions, of modules and of files."""


def zero_padding(X, padding):
    line = "::error file=app.py::forged ##[error]forged ##vso[task.complete result=Succeeded;]"
    kind = type(line, (Exception,), {"__module__": line, "__qualname__": line})
    exec(compile("raise kind(line)", "::notice::forged.py", "exec"), {"kind": kind, "line": line})
