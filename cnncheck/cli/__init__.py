"""The command line: composition only. Nothing here imports NumPy or PyTorch until it must."""

from __future__ import annotations


def main() -> None:
    """Run ``cnncheck`` with the process's arguments and end the process."""
    from cnncheck.cli.app import app
    from cnncheck.cli.process import ending_well

    with ending_well():
        app(prog_name="cnncheck")
