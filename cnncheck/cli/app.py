"""The Typer application: which commands there are."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncheck.cli import conv, diff, grade, init, pad, pool, run, schema

app = typer.Typer(
    name="cnncheck",
    help="Checks implementations of CNN layers against PyTorch and says who is right, by how "
    "much, and what the bug is.",
    epilog="Start with: cnncheck run cases/",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
)

app.command("run", epilog=run.EPILOG)(run.run)
app.command("grade", epilog=grade.EPILOG)(grade.grade)
app.command("diff", epilog=diff.EPILOG)(diff.diff)
app.command("pad", epilog=pad.EPILOG)(pad.pad)
app.command("conv", epilog=conv.EPILOG)(conv.conv)
app.command("pool", epilog=pool.EPILOG)(pool.pool)
app.command("init", epilog=init.EPILOG)(init.init)
app.command("schema", epilog=schema.EPILOG)(schema.schema)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"cnncheck {version('cnncheck')}")
        raise typer.Exit


@app.callback()
def cnncheck(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", is_eager=True, callback=_show_version
        ),
    ] = False,
) -> None:
    """Serve as the entry that every command hangs on."""
