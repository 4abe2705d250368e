"""Documents of JSON whose fields are declared once: written, described and read back by that.

A class of `Declared` takes its fields from the attributes of the value that it tells of. What its
fields mean stands below them, as text that becomes the schema's descriptions.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import TypeAliasType

from cnncheck.rendering.json_numbers import plain
from cnncheck.rendering.wording import harmless_json

Number = TypeAliasType(
    "Number",
    Annotated[
        int | float | Literal["nan", "inf", "-inf"],
        BeforeValidator(plain),
        Field(description="A number; a NaN or an infinity as a string, because JSON has neither."),
    ],
)
Values = TypeAliasType(
    "Values",
    Annotated[
        "bool | int | float | str | list[Values]",
        BeforeValidator(plain),
        Field(description="A number, or numbers nested as deep as the array has axes."),
    ],
)
Count = Annotated[int, BeforeValidator(plain), Field(ge=0)]
Shape = tuple[Count, ...]
Filled = Annotated[str | None, BeforeValidator(lambda text: text or None)]
"""A text, or null where there is nothing to say."""


class Declared(BaseModel):
    """A part of a document, made of the value that it tells of."""

    model_config = ConfigDict(
        from_attributes=True, extra="forbid", frozen=True, use_attribute_docstrings=True
    )

    @classmethod
    def data(cls, value: object) -> dict[str, Any]:
        """Return what is told of a value as dictionaries, lists, strings and finite numbers."""
        told = cls.model_validate(value)
        data: dict[str, Any] = told.model_dump(mode="json", by_alias=True)
        return data


class Environment(Declared):
    """With what the run was made."""

    cnncheck: str
    python: str
    numpy: str
    torch: str
    platform: str
    threads: int


class Implementation(Declared):
    """The code that was asked."""

    name: str
    isolation: str
    """How it was contained, in words."""


class _Plain(GenerateJsonSchema):
    """Without a title for each field, which only repeats its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def document_schema(model: type[Declared], name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the documents that a class declares.

    Parameters
    ----------
    model : type of Declared
        Its own text describes the document.
    name : str
        Of the documents and their version: ``cnncheck.report/2``.
    """
    content = model.model_json_schema(mode="serialization", by_alias=True, schema_generator=_Plain)
    kind, number = name.split(".")[1].split("/")
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "$id": f"urn:cnncheck:{kind}:{number}",
        **content,
        "title": f"cnncheck {kind}",
    }


def in_lines(content: dict[str, Any], entries: str) -> str:
    """Write a document with one line for each field, and for each entry of one list."""
    listed = ",\n  ".join(_line(each) for each in content[entries])
    head = "".join(
        f" {_line(key)}: {_line(value)},\n" for key, value in content.items() if key != entries
    )
    return f'{{\n{head} "{entries}": [\n  {listed}\n ]\n}}\n'


def indented(content: dict[str, Any]) -> str:
    """Write a document with a line for each value, and a line end."""
    return harmless_json(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"


def _line(value: Any) -> str:
    return harmless_json(json.dumps(value, allow_nan=False))
