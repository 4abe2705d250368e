"""The command line: composition only. Nothing here imports NumPy or PyTorch until it must."""

from __future__ import annotations

FEW_LOOKS = 50_000
"""Objects that are made, and not yet freed, before garbage is looked for."""


def main() -> None:
    """Run ``cnncheck`` with the process's arguments and end the process."""
    import gc
    import sys

    # What is imported stays: to look through it for garbage took a tenth of a short command.
    gc.set_threshold(FEW_LOOKS)
    from cnncheck.cli.process import ending_well

    with ending_well():
        from cnncheck.cli.app import application_for

        application_for(sys.argv[1:])(prog_name="cnncheck")
