"""``cnncheck audit``: case files in, the bugs that they would miss out."""

from __future__ import annotations

import contextlib
from typing import Annotated

import typer

from cnncheck.cli import shared_options as options

EPILOG = (
    "Exit codes: 0 done, 1 the score is below --min-score, 2 bad usage or case file, "
    "3 no case asks about these functions, 4 cnncheck or a reference failed."
)


def audit(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="CASES...", help="Case files and folders.", show_default=False),
    ],
    function: Annotated[
        list[str],
        typer.Option(
            metavar="NAME",
            help="Only faults of this function, such as pool_back. May be given several times.",
        ),
    ] = [],
    min_score: Annotated[
        float | None,
        typer.Option(
            metavar="PERCENT",
            min=0,
            max=100,
            help="Exit 1 when the cases, as they are, catch less than this.",
            show_default=False,
        ),
    ] = None,
    fill: Annotated[
        bool,
        typer.Option("--fill", help="Propose the fewest cases that catch what survives."),
    ] = False,
    save: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="With --fill: write the proposed cases.", show_default=False
        ),
    ] = "",
    report: Annotated[
        list[str],
        typer.Option(
            metavar="FORMAT[:FILE]",
            help="Also write the audit: json or console, to FILE or to standard output.",
            rich_help_panel="Output",
        ),
    ] = [],
    reference: options.Reference = options.ReferenceName.TORCH,
    no_store: options.NoStore = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "-v", "--verbose", help="Show every survivor, with its hint.", rich_help_panel="Output"
        ),
    ] = False,
    no_color: options.NoColor = False,
) -> None:
    """Score a case set by the known bugs that it would catch.

    Every fault of the catalogue is planted in right functions and put to the cases. Those that
    pass would go unnoticed. Geometry that no case has is listed as well.

    Example: cnncheck audit cases/notebook.yaml --fill --save more.yaml
    """
    with contextlib.ExitStack() as stack:
        # Importing torch takes longest, so its process starts before anything else is imported.
        believed = reference.opened(stack, store=not no_store)
        from cnncheck.audit.auditing import AuditRequest, audit_files

        audit_files(
            AuditRequest(
                paths=tuple(paths),
                functions=tuple(dict.fromkeys(function)),
                min_score=min_score,
                fill=fill,
                save=save,
                reports=tuple(report),
                reference=believed,
                verbose=verbose,
                no_color=no_color,
            )
        )
