"""The formats that grades can be written in, and where each goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cnncheck.errors import UsageError
from cnncheck.grading.grades_csv import to_csv
from cnncheck.grading.gradescope import to_gradescope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.grading.gradebook import Gradebook
    from cnncheck.grading.submissions import Submission

FORMATS = ("csv", "json", "gradescope")

_NAME = "{name}"


class Target(NamedTuple):
    """Destination of a report; without a path, standard output."""

    format: str
    path: str | None


def parse_targets(options: Sequence[str], submissions: Sequence[Submission]) -> list[Target]:
    """Read all ``--report`` options.

    Raises
    ------
    UsageError
        When a format is unknown, several reports would go to one place, or Gradescope's format,
        which is of one submission, would have to hold several.
    """
    targets = [_parse(option) for option in options]
    places: set[str | None] = set()
    for target in targets:
        if target.path in places:
            raise UsageError(
                f"two reports would go to {target.path or 'standard output'}",
                "give each a file of its own: --report FORMAT:FILE",
            )
        places.add(target.path)
        if target.format == "gradescope":
            _check_gradescope(target, submissions)
    return targets


def rendered(book: Gradebook, target: Target) -> Iterator[tuple[str | None, str]]:
    """Yield each file of a report, its path and its text."""
    if target.format == "gradescope":
        for graded in book.graded:
            yield _path_for(target, graded.name), to_gradescope(graded)
    elif target.format == "csv":
        yield target.path, to_csv(book)
    else:
        from cnncheck.grading.grades_json import to_json

        yield target.path, to_json(book)


def _parse(option: str) -> Target:
    name, colon, path = option.partition(":")
    if name not in FORMATS:
        raise UsageError(
            f"there is no report format {name!r} (there are {', '.join(FORMATS)})",
            "write --report FORMAT:FILE, such as csv:grades.csv",
        )
    if colon and not path:
        raise UsageError(f"--report {option} names no file", f"write '{name}:FILE'")
    return Target(name, None if path in ("", "-") else path)


def _check_gradescope(target: Target, submissions: Sequence[Submission]) -> None:
    if len(submissions) == 1:
        return
    if target.path is None or _NAME not in target.path:
        raise UsageError(
            f"a gradescope report is of one submission, these are {len(submissions)}",
            f"put {_NAME} into the file's name for one file each, "
            f"such as gradescope:results/{_NAME}.json; or, if the folder is one submission, "
            "use --one",
        )
    files: dict[str | None, str] = {}
    for each in submissions:
        other = files.setdefault(_path_for(target, each.name), each.name)
        if other != each.name:
            raise UsageError(
                f"the gradescope reports of {other} and {each.name} would go to one file",
                "rename one of the submissions",
            )


def paths_of(target: Target, submissions: Sequence[Submission]) -> list[str | None]:
    """Return the files that a report goes to; ``None`` is standard output."""
    if target.format != "gradescope":
        return [target.path]
    return [_path_for(target, each.name) for each in submissions]


def _path_for(target: Target, name: str) -> str | None:
    return target.path and target.path.replace(_NAME, name.replace("/", "__"))
