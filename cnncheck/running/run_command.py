"""``cnncheck run``: case files in, tables and an exit code out."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Annotated

import typer

from cnncheck.cli import shared_options as options
from cnncheck.cli.code import NOTHING_TYPED, Code, takes_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.running.run_files import Request

EPILOG = (
    "Exit codes: 0 all passed, 1 a case failed, 2 bad usage or case file, 3 nothing ran, "
    "4 cnncheck or a reference failed."
)


LARGEST_SEED = 2**32 - 1


def seed_of(typed: str) -> int:
    """Return the seed that is typed, or one that nobody knew.

    Raises
    ------
    typer.BadParameter
    """
    if typed == "random":
        import secrets

        from cnncheck.cli.process import complain

        drawn = secrets.randbelow(LARGEST_SEED + 1)
        complain(f"to draw the same again: --seed {drawn}")
        return drawn
    if not (typed.isascii() and typed.isdigit() and int(typed) <= LARGEST_SEED):
        raise typer.BadParameter(f"{typed} is neither random nor a number up to {LARGEST_SEED}")
    return int(typed)


@takes_code(without=["submission_timeout"])
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
    operator: options.OnlyOperators = [],
    passes: options.OnlyPasses = [],
    tag: options.OnlyTags = [],
    case: options.OnlyCases = [],
    dtype: options.Dtypes = [],
    seed: Annotated[
        int | None,
        typer.Option(
            parser=seed_of,
            metavar="N|random",
            help="Use this seed in every case, in place of its own; random draws one from the "
            "system's entropy, and shows it.",
            rich_help_panel=options.CASES_PANEL,
        ),
    ] = None,
    last_failed: Annotated[
        bool,
        typer.Option(
            "--last-failed",
            "--lf",
            help="Only what failed when this code was last run here "
            "(kept in .cnncheck_cache); everything where nothing did.",
            rich_help_panel=options.CASES_PANEL,
        ),
    ] = False,
    list_: Annotated[
        bool,
        typer.Option(
            "--list",
            help="List what would run, and run nothing.",
            rich_help_panel=options.CASES_PANEL,
        ),
    ] = False,
    impl: options.Implementations = [],
    code: Code = NOTHING_TYPED,
    reference: options.Reference = options.ReferenceName.TORCH,
    no_store: options.NoStore = False,
    fail_fast: Annotated[
        bool, typer.Option("-x", "--fail-fast", help="Stop at the first failure.")
    ] = False,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch",
            help="Run again whenever the code or a case file is saved, until Ctrl-C (needs "
            "cnncheck\\[watch]).",
        ),
    ] = False,
    prove: Annotated[
        bool,
        typer.Option(
            "--prove",
            help="Also prove the code for the cases' shapes: what is wrong there fails the run, "
            "what is refused does not (see cnncheck guide prove).",
        ),
    ] = False,
    shrink_time: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=0,
            help="How long to look on an idle machine, for each failing function, for the smallest "
            "problem that fails alike; 0 for not at all.",
            rich_help_panel="Diagnosis",
        ),
    ] = 5.0,
    save_failures: Annotated[
        str | None,
        typer.Option(
            metavar="FILE.yaml",
            help="Write those smallest problems as cases.",
            rich_help_panel="Diagnosis",
        ),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option(
            "-j", "--jobs", min=1, max=1000, help="How many questions to work on at once."
        ),
    ] = 1,
    dask: options.Dask = "",
    baseline: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Fail only for what passed, or was not there, in this JSON report; name what "
            "is fixed.",
            show_default=False,
        ),
    ] = None,
    reference_work: Annotated[
        float,
        typer.Option(
            metavar="PRODUCTS",
            min=0,
            help="Check what takes the reference more products by random sums of the result "
            "(Freivalds' identity), where that can be done.",
            show_default="1e10",
        ),
    ] = 1e10,
    max_memory: Annotated[
        str, typer.Option(metavar="SIZE", help="Refuse cases that need more, such as 500MiB.")
    ] = "2GiB",
    report: options.Report = [],
    verbose: options.Verbose = 0,
    quiet: options.Quiet = False,
    tables: options.Tables = False,
    no_color: options.NoColor = False,
) -> None:
    """Check all cases of files and folders.

    Example: cnncheck run cases/ --operator conv2d --impl solution.py
    Example: cnncheck run cases/ --impl solution.py --watch
    Example: cnncheck run cases/ --report html:report.html --report junit:report.xml
    """
    with contextlib.ExitStack() as stack:
        # Both sides have processes, which start before anything else is imported: torch takes longest.
        elsewhere = list_ or dask
        if not elsewhere:
            code.begin(stack)
        believed = reference.value if elsewhere else reference.opened(stack, store=not no_store)
        from cnncheck.cases.selection import Selection
        from cnncheck.cases.sizes import parse_size
        from cnncheck.cli.output import Output
        from cnncheck.errors import UsageError
        from cnncheck.running.run_files import Request, run_files

        start: Callable[[Request], None] = run_files
        if prove and watch:
            raise UsageError("--prove and --watch exclude each other", "leave one of them out")
        if watch and not list_:
            from cnncheck.running.watching import watch_files

            start = watch_files
        start(
            Request(
                paths=tuple(paths or ()),
                selection=Selection(
                    operators=tuple(operator),
                    passes=tuple(passes),
                    tags=tuple(tag),
                    cases=tuple(case),
                    dtypes=tuple(each.value for each in dtype),
                    seed=seed,
                ),
                sources=tuple(dict.fromkeys(impl)) or (code.source(None),),
                options=code.options(workers=jobs),
                output=Output(tuple(report), verbose, quiet, no_color, tables),
                reference=believed,
                list_only=list_,
                fail_fast=fail_fast,
                prove=prove,
                jobs=jobs,
                dask=dask,
                reference_work=reference_work,
                max_memory=parse_size(max_memory),
                shrink_seconds=shrink_time,
                save_failures=save_failures,
                last_failed=last_failed,
                baseline=baseline,
            )
        )
