"""``cnncheck schema``: what an editor needs to complete and check case files, and what is written."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

EPILOG = (
    "In a case file the first line '# yaml-language-server: $schema=FILE' names the schema to "
    "editors with the YAML language server, such as VS Code, Neovim and Helix."
)


class Document(StrEnum):
    """What a schema is of: case files, or what ``--report json`` writes."""

    CASES = "cases"
    REPORT = "report"
    BENCH = "bench"
    AUDIT = "audit"
    PROVE = "prove"
    GRADES = "grades"


SCHEMAS = {
    Document.CASES: "cnncheck.cases.schema:published",
    Document.REPORT: "cnncheck.report.json_report:schema",
    Document.BENCH: "cnncheck.bench.bench_json:schema",
    Document.AUDIT: "cnncheck.audit.audit_json:schema",
    Document.PROVE: "cnncheck.prove.prove_json:schema",
    Document.GRADES: "cnncheck.grading.grades_json:schema",
}
"""Where each is drawn."""


def schema(
    document: Annotated[
        Document, typer.Argument(metavar="DOCUMENT", help=f"One of {', '.join(Document)}.")
    ] = Document.CASES,
) -> None:
    """Print the JSON Schema of a case file, for editors, or of a JSON report.

    Example: cnncheck schema > case.schema.json
    """
    import json
    import sys
    from pkgutil import resolve_name

    from cnncheck.cli.process import still_writing

    content = resolve_name(SCHEMAS[document])()
    with still_writing():
        sys.stdout.write(json.dumps(content, indent=2) + "\n")
