"""What the shell offers for an option's value. Each key press waits for it: nothing heavy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer  # noqa: TC002 - typer reads the annotations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnncheck.cases.outline import Outline

_PACKAGE = Path(__file__).parent.parent


def complete_case(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the names of cases; the variants of one, once its bracket is open."""
    variants = "[" in incomplete
    return _fitting(
        incomplete,
        (word for each in _outlines(ctx) for word in (each.labels if variants else (each.name,))),
    )


def complete_tag(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the tags that some case carries."""
    return _fitting(incomplete, (tag for each in _outlines(ctx) for tag in each.tags))


def complete_operator(incomplete: str) -> list[str]:
    """Offer the operators."""
    return _fitting(incomplete, _schema_words("operator")["enum"])


def complete_pass(incomplete: str) -> list[str]:
    """Offer the passes of all operators."""
    return _fitting(incomplete, _schema_words("passes")["items"]["enum"])


def _fitting(incomplete: str, words: Iterable[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if word.startswith(incomplete)]


def _outlines(ctx: typer.Context) -> list[Outline]:
    """Read the files that stand on the command line already, else those that a run would take."""
    from cnncheck.cases.outline import outlines

    # the option that is being typed has no value yet, at which parsing stops: paths are left over
    given = ctx.params.get("paths") or ctx.args
    if given:
        return outlines([str(path) for path in given])
    places = (Path("cases"), _PACKAGE / "shipped_cases", _PACKAGE.parent / "cases")
    return outlines(next((place for place in places if place.is_dir()), Path("cases")))


def _schema_words(field: str) -> dict[str, Any]:
    """Return the published schema of a field, which names what the operators have."""
    schema = json.loads((_PACKAGE / "cases" / "case.schema.json").read_text("utf-8"))
    words: dict[str, Any] = schema["$defs"]["Case"]["properties"][field]["anyOf"][0]
    return words
