"""Help that ends in examples: they are what people look for first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

if TYPE_CHECKING:
    from collections.abc import Sequence

MARK = "Example:"


class Command(TyperCommand):
    """A command whose lines ``Example: ...`` are shown below its options, in a panel."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help without the examples, then these."""
        whole = self.help
        self.help, examples = split_examples(whole or "")
        try:
            super().format_help(ctx, formatter)
        finally:
            self.help = whole
        if not examples:
            return
        if self.rich_markup_mode is None:
            formatter.write("\n" + "".join(f"{MARK} {line}\n" for line in examples))
        else:
            _print_panel(examples)


def split_examples(text: str) -> tuple[str, list[str]]:
    """Return a help text without its examples, and these, one a line.

    Parameters
    ----------
    text : str
        Lines that begin with ``Example:`` are commands to copy.
    """
    lines = text.splitlines()
    examples = [line.strip() for line in lines if line.strip().startswith(MARK)]
    rest = [line for line in lines if not line.strip().startswith(MARK)]
    return "\n".join(rest).strip(), [line.removeprefix(MARK).strip() for line in examples]


def _print_panel(examples: Sequence[str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.panel import Panel
    from rich.text import Text

    console = Console(highlight=False, markup=False)
    frame = box.ROUNDED if console.encoding.startswith("utf") else box.ASCII
    # a command that is longer than the panel is wide must still be copied whole
    shown = Text("\n".join(examples), overflow="fold", style="bold")
    console.print(Panel(shown, title="Examples", title_align="left", border_style="dim", box=frame))
