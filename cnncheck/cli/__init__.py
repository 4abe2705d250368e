"""The command line: composition only. Nothing here imports NumPy or PyTorch until it must."""

from __future__ import annotations


def main() -> None:
    """Run ``cnncheck`` with the process's arguments and end the process."""
    import sys

    from cnncheck.cli.process import ending_well

    with ending_well():
        from cnncheck.cli.app import application_for

        application_for(sys.argv[1:])(prog_name="cnncheck")
