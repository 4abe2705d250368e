"""``cnncheck schema``: what an editor needs to complete and check case files."""

from __future__ import annotations

EPILOG = (
    "In a case file the first line '# yaml-language-server: $schema=FILE' names the schema to "
    "editors with the YAML language server, such as VS Code, Neovim and Helix."
)


def schema() -> None:
    """Print the JSON Schema of a case file, for editors.

    Example: cnncheck schema > case.schema.json
    """
    import json
    import sys

    from cnncheck.cases.schema import json_schema
    from cnncheck.cli.process import still_writing
    from cnncheck.operators import OPERATORS

    with still_writing():
        sys.stdout.write(json.dumps(json_schema(OPERATORS), indent=2) + "\n")
