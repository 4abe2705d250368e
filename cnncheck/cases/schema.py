"""The JSON Schema of a case file, for editors: drawn from the model that reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.cases.matrix import MAX_CASES, NOT_VARIED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.operators.base import Operator

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(operators: Mapping[str, Operator] | None = None) -> dict[str, Any]:
    """Return the JSON Schema of a case file.

    Parameters
    ----------
    operators : mapping of str to Operator, optional
        What ``operator:`` and ``passes:`` may be; without, any text.

    Returns
    -------
    dict
        Draft 2020-12. It says what each field may hold; what fields mean together, such as a
        filter that is larger than the input, is for `cnncheck.cases.load_cases` to say.
    """
    from cnncheck.cases.model import CaseModel

    case = CaseModel.model_json_schema()
    definitions = case.pop("$defs")
    for model in (case, *definitions.values()):
        _simplify(model)
    fields: dict[str, Any] = case["properties"]
    if operators is not None:
        fields["operator"] = {**fields["operator"], "enum": list(operators)}
        fields["operator"].pop("maxLength", None)
        passes = dict.fromkeys(name for each in operators.values() for name in each.functions)
        fields["passes"] = {**fields["passes"], "items": {"type": "string", "enum": list(passes)}}
    fields["matrix"] = _matrix(fields)
    defaults = {key: value for key, value in case.items() if key != "required"}
    defaults["description"] = "Fields for every case that does not write them itself."
    defaults["properties"] = {key: value for key, value in fields.items() if key != "name"}
    if operators is not None:
        ranks = sorted({each.rank for each in operators.values()})
        case["allOf"] = [_of_rank(rank, operators) for rank in ranks]
    case["properties"] = {
        key: value if key == "name" else _or_null(value) for key, value in fields.items()
    }
    return {
        "$schema": DIALECT,
        "title": "cnncheck case file",
        "description": "Questions to implementations of CNN layers.",
        "type": "object",
        "additionalProperties": False,
        "required": ["cases"],
        "properties": {
            "defaults": {"$ref": "#/$defs/Defaults"},
            "cases": {
                "description": "The cases of this file.",
                "type": "array",
                "minItems": 1,
                "maxItems": MAX_CASES,
                "items": {"$ref": "#/$defs/Case"},
            },
        },
        "$defs": {**definitions, "Case": case, "Defaults": {**defaults, "title": "Defaults"}},
    }


def published() -> dict[str, Any]:
    """Return the schema with the words of all operators, as ``cnncheck schema`` prints it."""
    from cnncheck.operators import OPERATORS

    return json_schema(OPERATORS)


def _of_rank(rank: int, operators: Mapping[str, Operator]) -> dict[str, Any]:
    """Say how many numbers the fields have that have one for each axis."""
    asked = {name: each for name, each in operators.items() if each.rank == rank}
    lengths = {"input": rank + 2}
    for operator in asked.values():
        for each in operator.parameters:
            if each.along_axes or each.kind == "shape":
                lengths[each.name] = len(each.entries) or rank
    counted = {name: {"minItems": count, "maxItems": count} for name, count in lengths.items()}
    shape = {"properties": {"shape": counted["input"]}}
    return {
        "if": {"properties": {"operator": {"enum": list(asked)}}, "required": ["operator"]},
        "then": {"properties": {**counted, "out_grad": shape}},
    }


def _matrix(fields: dict[str, Any]) -> dict[str, Any]:
    """Allow a list of values for every field that a matrix may vary."""
    varied = {key: value for key, value in fields.items() if key not in NOT_VARIED}
    exclude = {
        "description": "Combinations to leave out; each names some of the varied fields.",
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": varied,
        },
    }
    lists = {
        key: {
            "description": f"The values of {key} to try. {value['description']}",
            "type": "array",
            "minItems": 1,
            "items": value,
        }
        for key, value in varied.items()
    }
    return {
        "description": fields["matrix"]["description"],
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {**lists, "exclude": exclude},
    }


def _simplify(model: dict[str, Any]) -> None:
    """Drop what pydantic adds for its own sake: titles, and null where None means not written."""
    model.pop("title", None)
    for field in model.get("properties", {}).values():
        field.pop("title", None)
        if field.get("default", 0) is None:
            del field["default"]
        kinds = [kind for kind in field.get("anyOf", []) if kind != {"type": "null"}]
        if len(kinds) == 1:
            del field["anyOf"]
            field.update({key: value for key, value in kinds[0].items() if key not in field})
        elif kinds:
            field["anyOf"] = kinds


def _or_null(field: dict[str, Any]) -> dict[str, Any]:
    """Allow null as well, by which a case undoes a default."""
    described = {"description": field["description"]}
    bare = {key: value for key, value in field.items() if key != "description"}
    return {**described, "anyOf": [bare, {"type": "null"}]}
