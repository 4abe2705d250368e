"""``cnncheck run``: case files in, tables and an exit code out."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncheck.cli import options

EPILOG = (
    "Exit codes: 0 all passed, 1 a case failed, 2 bad usage or case file, 3 nothing ran, "
    "4 cnncheck or a reference failed."
)

_SELECT = "Which cases"


def run(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Case files and folders. By default ./cases if there is one, else the cases "
            "that come with cnncheck.",
            show_default=False,
        ),
    ] = None,
    operator: Annotated[
        list[str], typer.Option(metavar="NAME", help="Only this operator.", rich_help_panel=_SELECT)
    ] = [],
    passes: Annotated[
        list[str],
        typer.Option("--pass", metavar="NAME", help="Only this pass.", rich_help_panel=_SELECT),
    ] = [],
    tag: Annotated[
        list[str],
        typer.Option(metavar="TAG", help="Only cases with this tag.", rich_help_panel=_SELECT),
    ] = [],
    case: Annotated[
        list[str],
        typer.Option(
            metavar="GLOB",
            help="Only cases whose name or id is this, or matches it with * and ?.",
            rich_help_panel=_SELECT,
        ),
    ] = [],
    dtype: Annotated[
        list[options.Dtype], typer.Option(help="Only this dtype.", rich_help_panel=_SELECT)
    ] = [],
    seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=2**32 - 1,
            help="Use this seed in every case, in place of its own.",
            rich_help_panel=_SELECT,
        ),
    ] = None,
    list_: Annotated[
        bool,
        typer.Option(
            "--list", help="List what would run, and run nothing.", rich_help_panel=_SELECT
        ),
    ] = False,
    impl: options.Implementation = "builtin",
    fail_fast: Annotated[
        bool, typer.Option("-x", "--fail-fast", help="Stop at the first failure.")
    ] = False,
    jobs: Annotated[
        int, typer.Option("-j", "--jobs", min=1, help="Work on so many questions at once.")
    ] = 1,
    max_memory: Annotated[
        str, typer.Option(metavar="SIZE", help="Refuse cases that need more, such as 500MiB.")
    ] = "2GiB",
    report: options.Report = [],
    verbose: options.Verbose = 0,
    quiet: options.Quiet = False,
    no_color: options.NoColor = False,
) -> None:
    """Check all cases of files and folders.

    Example: cnncheck run cases/ --operator conv2d --impl solution.py
    """
    from cnncheck.references.remote import started_torch

    with started_torch() as reference:
        from cnncheck.cases.selection import Selection
        from cnncheck.cli.output import Output
        from cnncheck.cli.running import run_files

        run_files(
            paths,
            Selection(
                operators=tuple(operator),
                passes=tuple(passes),
                tags=tuple(tag),
                cases=tuple(case),
                dtypes=tuple(str(each) for each in dtype),
                seed=seed,
            ),
            impl=impl,
            list_only=list_,
            fail_fast=fail_fast,
            jobs=jobs,
            max_memory=max_memory,
            output=Output(tuple(report), verbose, quiet, no_color),
            reference=reference,
        )
