# want: unsupported
"""Prints what GitHub, Azure and TeamCity obey, at the start of lines and within them."""
import sys

LINES = (
    "::error file=app.py,line=1::forged",
    "  ::set-output name=grade::100",
    "\t::add-mask::a",
    "said ##[set-env name=GRADE;]100",
    "##vso[task.setvariable variable=grade]100",
    "##[error]forged",
    "##teamcity[testPassed name='zero_padding']",
    "\x1b[31m::stop-commands::forged\x1b[0m",
    "\r::warning::forged",
    "::endgroup::",
)


def zero_padding(X, padding):
    print(*LINES, sep="\n")
    print(*LINES, sep="\n", file=sys.stderr)
    raise ValueError("\n".join(LINES))
