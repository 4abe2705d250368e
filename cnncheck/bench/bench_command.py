"""``cnncheck bench``: timings beside PyTorch and others, in tables and for programs."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncheck.cli import shared_options as options
from cnncheck.cli.code import NOTHING_TYPED, Code, takes_code

EPILOG = (
    "Exit codes: 0 measured, 1 a result was wrong (or slower than --fail-slower allows), 2 bad "
    "usage or case file, 3 nothing ran, 4 cnncheck, a reference or a peer failed."
)

_MEASURE = "Measurement"
_OUTPUT = "Output"

_NOT_HERE = (
    "unsupported",
    "require_all",
    "patience",
    "submission_timeout",
    "isolated",
)
"""What a benchmark has its own way with: it times each function in a process of its own."""


@takes_code(without=_NOT_HERE, timeout=60.0, memory="4GiB")
def bench(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Case files and folders. By default ./cases/bench if there is one, else the "
            "benchmarks that come with cnncheck.",
            show_default=False,
        ),
    ] = None,
    operator: options.OnlyOperators = [],
    passes: options.OnlyPasses = [],
    tag: options.OnlyTags = [],
    case: options.OnlyCases = [],
    dtype: options.Dtypes = [],
    list_: Annotated[
        bool,
        typer.Option(
            "--list",
            help="List what would be timed, and time nothing.",
            rich_help_panel=options.CASES_PANEL,
        ),
    ] = False,
    peer: Annotated[
        list[str],
        typer.Option(
            metavar="NAME",
            help="What to compare with: torch, onnx or jax, where installed; im2col or einsum, as "
            "commonly written in NumPy. May be given several times.",
            rich_help_panel=_MEASURE,
        ),
    ] = ["torch"],
    threads: Annotated[
        str,
        typer.Option(
            metavar="N,N",
            help="Numbers of threads, one after the other.",
            rich_help_panel=_MEASURE,
        ),
    ] = "1",
    time: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=0,
            help="The longest that one measurement may take; it ends as soon as the ratio is "
            "known to 1 %.",
            rich_help_panel=_MEASURE,
        ),
    ] = 10.0,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify",
            help="Check results while they are timed, too, by random sums of them (Freivalds' "
            "identity; see cnncheck guide prove).",
            rich_help_panel=_MEASURE,
        ),
    ] = False,
    compare: Annotated[
        str | None,
        typer.Option(
            metavar="OLD.json",
            help="Say what became faster or slower since this JSON report.",
            show_default=False,
            rich_help_panel=_MEASURE,
        ),
    ] = None,
    fail_slower: Annotated[
        float | None,
        typer.Option(
            metavar="PERCENT",
            min=0,
            help="With --compare: exit 1 when something became slower by more than this, beyond "
            "what noise explains.",
            show_default=False,
            rich_help_panel=_MEASURE,
        ),
    ] = None,
    impl: options.Implementation = None,
    code: Code = NOTHING_TYPED,
    report: Annotated[
        list[str],
        typer.Option(
            metavar="FORMAT[:FILE]",
            help="Also write a report: console, json or markdown, to FILE or to standard output. "
            "May be given several times.",
            rich_help_panel=_OUTPUT,
        ),
    ] = [],
    plot: Annotated[
        str | None,
        typer.Option(
            metavar="FILE.png",
            help="Draw the ratios as bars, and a roofline (needs cnncheck\\[plot]).",
            show_default=False,
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    quiet: Annotated[
        bool,
        typer.Option("-q", "--quiet", help="Show no progress.", rich_help_panel=_OUTPUT),
    ] = False,
    no_color: options.NoColor = False,
) -> None:
    """Time an implementation beside PyTorch and others, each in a process of its own.

    Results are checked first: what is wrong is not timed.

    Example: cnncheck bench --case 'resnet*' --dtype float32 --threads 1,2
    """
    from cnncheck.bench.benching import Request, run_bench
    from cnncheck.cases.selection import Selection

    run_bench(
        Request(
            paths=tuple(paths or ()),
            selection=Selection(
                operators=tuple(operator),
                passes=tuple(passes),
                tags=tuple(tag),
                cases=tuple(case),
                dtypes=tuple(each.value for each in dtype),
            ),
            source=code.source(impl),
            options=code.options(),
            peers=tuple(dict.fromkeys(peer)),
            threads=threads,
            seconds=time,
            verify=verify,
            reports=tuple(report),
            compare=compare,
            fail_slower=fail_slower,
            plot=plot,
            list_only=list_,
            quiet=quiet,
            no_color=no_color,
        )
    )
