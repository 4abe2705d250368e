"""``cnncheck guide``: the manual's pages."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncheck.cli import shared_options as options

EPILOG = "Exit codes: 0 shown, 2 there is no such page."


def guide(
    topic: Annotated[
        str,
        typer.Argument(
            metavar="[TOPIC]",
            help="A page of the guide; without one all are listed.",
            show_default=False,
        ),
    ] = "",
    no_color: options.NoColor = False,
) -> None:
    """Show a page of the guide: drawn on a terminal, as Markdown where it is piped.

    Example: cnncheck guide contained
    """
    import sys

    from cnncheck.cli.process import still_writing
    from cnncheck.guide import page, topics

    if not topic:
        width = max(map(len, topics()))
        text = "".join(f"{name:{width}}  {title}\n" for name, title in topics().items())
    else:
        text = page(topic)
    with still_writing():
        if topic and sys.stdout.isatty():
            from rich.markdown import Markdown

            from cnncheck.rendering.terminal import make_console

            make_console(color=False if no_color else None).print(Markdown(text))
        else:
            sys.stdout.write(text)
