"""The manual's pages, in Markdown, one file a topic; ``cnncheck guide`` shows them."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import resources

from cnncheck.errors import UsageError

SUFFIX = ".md"


def topics() -> dict[str, str]:
    """Return each page's topic with its title, by topic."""
    names = sorted(
        each.name.removesuffix(SUFFIX)
        for each in resources.files(__package__).iterdir()
        if each.name.endswith(SUFFIX)
    )
    return {name: _text(name).partition("\n")[0].removeprefix("# ") for name in names}


def page(topic: str) -> str:
    """Return a page as Markdown that ends with a line end.

    Raises
    ------
    UsageError
        When there is no such page.
    """
    known = topics()
    if topic not in known:
        close = get_close_matches(topic.lower(), known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
        raise UsageError(f"the guide has no page {topic!r}", hint)
    return _text(topic)


def _text(topic: str) -> str:
    return resources.files(__package__).joinpath(topic + SUFFIX).read_text("utf-8")
