"""``cnncheck grade``: many submissions in, a table of points out."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncheck.cli import shared_options as options
from cnncheck.cli.code import NOTHING_TYPED, Code, takes_code

EPILOG = (
    "Exit codes: 0 all were graded, however badly they did; 1 some earned less than --fail-under; "
    "2 bad usage or case file; 3 no cases to grade with; 4 cnncheck or a reference failed."
)

_GRADING = "Grading"
_JOURNAL = "Journal"


@takes_code(without=["require_all"])
def grade(
    submissions: Annotated[
        list[str],
        typer.Argument(
            metavar="SUBMISSION",
            help="A .py file, an .ipynb notebook or a folder each. A single folder holds "
            "submissions, each entry is one; unless a file in it is named after a checked "
            "function (convolution2D.py), or --one is given: then it is one submission.",
            show_default=False,
        ),
    ],
    cases: Annotated[
        list[str],
        typer.Option(
            metavar="PATH",
            help="Case files and folders. By default ./cases if there is one, else the cases "
            "that come with cnncheck. May be given several times.",
            rich_help_panel=_GRADING,
            show_default=False,
        ),
    ] = [],
    dtype: options.Dtypes = [],
    one: Annotated[
        bool,
        typer.Option("--one", help="The folder is one submission.", rich_help_panel=_GRADING),
    ] = False,
    fail_under: Annotated[
        float | None,
        typer.Option(
            metavar="PERCENT",
            min=0,
            max=100,
            help="Exit 1 if a submission earns less.",
            rich_help_panel=_GRADING,
        ),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option(
            "-j",
            "--jobs",
            min=1,
            max=1000,
            help="How many submissions to grade at once.",
            rich_help_panel=_GRADING,
        ),
    ] = 1,
    dask: options.Dask = "",
    code: Code = NOTHING_TYPED,
    reference: options.Reference = options.ReferenceName.TORCH,
    journal: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="Where each finished submission is written before it is announced. By default "
            ".cnncheck-grade.jsonl in the current folder, and none for a single submission.",
            rich_help_panel=_JOURNAL,
        ),
    ] = "",
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Take from the journal what is unchanged: its code, the cases, the limits, "
            "cnncheck.",
            rich_help_panel=_JOURNAL,
        ),
    ] = False,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Overwrite the journal.", rich_help_panel=_JOURNAL),
    ] = False,
    report: Annotated[
        list[str],
        typer.Option(
            metavar="FORMAT[:FILE]",
            help="Also write csv, json or gradescope, to FILE or to standard output in place of "
            "the table. {name} in FILE makes one file for each submission (gradescope). May be "
            "given several times.",
            rich_help_panel="Output",
        ),
    ] = [],
    verbose: Annotated[
        bool,
        typer.Option("-v", "--verbose", help="Tell every failing case.", rich_help_panel="Output"),
    ] = False,
    quiet: Annotated[
        bool,
        typer.Option(
            "-q",
            "--quiet",
            help="No progress and no reasons: the table alone.",
            rich_help_panel="Output",
        ),
    ] = False,
    no_color: options.NoColor = False,
) -> None:
    """Grade submissions by the points of the cases.

    A case's points are shared equally by its passes; hidden cases never show their inputs.

    Example: cnncheck grade submissions/ --cases cases/ -j 4 --report csv:grades.csv
    """
    from cnncheck.grading.grade_files import Request, run_grading

    run_grading(
        Request(
            submissions=tuple(submissions),
            cases=tuple(cases),
            dtypes=tuple(each.value for each in dtype),
            options=code.options(),
            reference=reference.value,
            one=one,
            jobs=jobs,
            dask=dask,
            fail_under=fail_under,
            journal=journal,
            resume=resume,
            fresh=fresh,
            reports=tuple(report),
            verbose=verbose,
            quiet=quiet,
            color=not no_color,
        )
    )
