"""The Typer application: which commands there are."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncheck.cli import (
    audit,
    bench,
    conv,
    diff,
    explain,
    fuzz,
    grade,
    init,
    pad,
    pool,
    run,
    schema,
)
from cnncheck.cli.helping import Command

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

app.command("run", cls=Command, epilog=run.EPILOG)(run.run)
app.command("grade", cls=Command, epilog=grade.EPILOG)(grade.grade)
app.command("audit", cls=Command, epilog=audit.EPILOG)(audit.audit)
app.command("explain", cls=Command, epilog=explain.EPILOG)(explain.explain)
app.command("fuzz", cls=Command, epilog=fuzz.EPILOG)(fuzz.fuzz)
app.command("bench", cls=Command, epilog=bench.EPILOG)(bench.bench)
app.command("diff", cls=Command, epilog=diff.EPILOG)(diff.diff)
app.command("pad", cls=Command, epilog=pad.EPILOG)(pad.pad)
app.command("conv", cls=Command, epilog=conv.EPILOG)(conv.conv)
app.command("pool", cls=Command, epilog=pool.EPILOG)(pool.pool)
app.command("init", cls=Command, epilog=init.EPILOG)(init.init)
app.command("schema", cls=Command, epilog=schema.EPILOG)(schema.schema)


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
