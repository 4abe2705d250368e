"""``cnncheck explain``: a fault of the catalogue in words and in small numbers."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncheck.cli import shared_options as options

EPILOG = "Exit codes: 0 explained, 2 there is no such fault."


def explain(
    fault: Annotated[
        str,
        typer.Argument(
            metavar="[FAULT]",
            help="The id that a report or an audit names, or a function, whose faults are listed.",
            show_default=False,
        ),
    ] = "",
    save: options.Save = "",
    no_color: options.NoColor = False,
) -> None:
    """Explain a known bug: what it is, what it does to small numbers, and where to look.

    Example: cnncheck explain conv-forward/kernel-flipped-h
    Example: cnncheck explain convolution2D
    """
    from cnncheck.cases.writing import cases_to_yaml
    from cnncheck.cli.process import still_writing
    from cnncheck.diagnose.explain import explain as explained
    from cnncheck.errors import UsageError
    from cnncheck.faults.catalogue import CATALOGUE, faults_of
    from cnncheck.guide.explanation import (
        print_catalogue,
        print_explanation,
        print_functions,
    )
    from cnncheck.rendering.atomic import write_atomically
    from cnncheck.rendering.terminal import make_console

    color = False if no_color else None
    if not fault:
        if save:
            raise UsageError("--save needs a fault", "name one: cnncheck explain lists them")
        with still_writing():
            print_functions(CATALOGUE.values(), make_console(color=color))
        return
    if its := faults_of(fault):
        with still_writing():
            print_catalogue(its, make_console(color=color))
        return
    found = explained(fault)
    yaml = cases_to_yaml([found.case]) if found.case else ""
    if save and yaml:
        write_atomically(save, yaml)
    with still_writing():
        print_explanation(found, make_console(color=color), yaml=yaml)
