"""Records how the console looks, as pictures for the README: python tests/looks/record.py.

Each picture is of a real run. Only how long it took, with what versions, and how far the code was
contained is written in by hand: these differ from machine to machine.
"""

from __future__ import annotations

import io
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from cnncheck.api import Settings, run
from cnncheck.operators.case import Case
from cnncheck.report.console import render

ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / ".github"
SOLUTION = ROOT / "tests" / "solutions" / "vectorised.py"
WIDTH = 100
# The classic mistake: where windows overlap, an index occurs twice, and += keeps the last.
BUG = ("np.add.at(dX, ({index}), grad_pool)", "dX[{index}] += grad_pool")
INDEX = "n, c, i * s + winner // f, j * s + winner % f"

THEME = TerminalTheme(
    (22, 27, 34),
    (230, 237, 243),
    [(72, 79, 88), (255, 123, 114), (63, 185, 80), (210, 153, 34)],
    [(72, 79, 88), (255, 123, 114), (63, 185, 80), (210, 153, 34)],
)


def record() -> dict[str, str]:
    """Return the pictures by file name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "solution.py"
        right = SOLUTION.read_text("utf-8")
        wrong = right.replace(*(part.format(index=INDEX) for part in BUG))
        assert wrong != right, f"{SOLUTION} does not have the line that is to be spoilt"
        path.write_text(wrong, "utf-8")
        settings = Settings(again=_again)
        report = run(ROOT / "cases" / "notebook.yaml", implementation=str(path), settings=settings)
    report = replace(
        report,
        results=tuple(
            replace(result, case=replace(result.case, file="cases/notebook.yaml"))
            for result in report.results
        ),
        implementations=(("solution.py", "own process, jailed (Landlock, seccomp)"),),
        environment=replace(report.environment, numpy="2.4.6", torch="2.13.0"),
        seconds=1.4,
    )
    console = Console(
        file=io.StringIO(),
        record=True,
        width=WIDTH,
        force_terminal=True,
        color_system="truecolor",
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    console.print("$ cnncheck run cases/notebook.yaml --impl solution.py", style="bold")
    console.print()
    console.print(render(report))
    picture = console.export_svg(title="cnncheck", theme=THEME, unique_id="cnncheck")
    return {"look.svg": "\n".join(line.rstrip() for line in picture.splitlines()) + "\n"}


def _again(case: Case, pass_name: str, _: str) -> str:
    return f"cnncheck run cases/notebook.yaml --case {case.name} --impl solution.py"


def main() -> None:
    """Write the pictures."""
    for name, picture in record().items():
        (PICTURES / name).write_text(picture, "utf-8")
        sys.stdout.write(f"wrote {PICTURES / name}\n")


if __name__ == "__main__":
    main()
