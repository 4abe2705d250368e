"""YAML that is no case file: read as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from cnncheck.errors import UsageError, Where
from cnncheck.files import absence


def read_plain(path: str) -> Any:
    """Return what a YAML file holds.

    Raises
    ------
    UsageError
        When it is not there, or no YAML.
    """
    try:
        return yaml.load(Path(path).read_text("utf-8"), _Loader)  # noqa: S506: it is a safe one
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        what = absence(path) or ("is not there" if missing else f"cannot be read: {error.strerror}")
        raise UsageError(what, "name a file, or a dialect", Where(path)) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        what = " ".join(str(error).split())
        raise UsageError(f"is no YAML: {what}", "mend it first", Where(path)) from None


class _Loader(yaml.SafeLoader):
    """Refuses a key that is written twice, of which YAML lets the last one win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return a mapping."""
        keys = [each.value for each, _ in node.value if isinstance(each, yaml.ScalarNode)]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.YAMLError(f"the key {key!r} is written twice: delete one")
        return super().construct_mapping(node, deep)
