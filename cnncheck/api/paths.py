"""Which case files are meant."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def case_paths(paths: str | Path | Sequence[str | Path] | None) -> list[Path]:
    """Return the given paths; without any ``./cases`` if there is one, else the shipped cases."""
    if paths is not None:
        return [Path(path) for path in as_list(paths)]
    here = Path("cases")
    return [here if here.is_dir() else shipped_cases()]


def shipped_cases() -> Path:
    """Return the folder of the cases that travel with cnncheck."""
    package = Path(__file__).parent.parent
    installed = package / "shipped_cases"
    return installed if installed.is_dir() else package.parent / "cases"


def as_list(paths: str | Path | Sequence[str | Path] | None) -> list[str | Path]:
    """Return one path or several as a list; an empty one for none."""
    if paths is None:
        return []
    return [paths] if isinstance(paths, str | Path) else list(paths)
