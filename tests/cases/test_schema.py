"""The JSON Schema refuses bad case files, and belongs to the model that reads them."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from cnncheck.cases.case_wording import expected
from cnncheck.cases.events import parse
from cnncheck.cases.model import CaseModel, known_keys
from cnncheck.cases.nodes import Faults
from cnncheck.cases.schema import json_schema
from cnncheck.operators import OPERATORS

HERE = Path(__file__).parent
REFUSED = [
    "allow-name",
    "case-not-mapping",
    "cases-blank",
    "cases-empty",
    "cases-mapping",
    "cases-text",
    "defaults-bad-value",
    "defaults-list",
    "defaults-name",
    "defaults-unknown",
    "dtype-misspelt",
    "dtype-unknown",
    "expect-key",
    "expect-text",
    "fill-misspelt",
    "forbid-list",
    "forbid-name",
    "input-huge",
    "input-negative",
    "input-text",
    "input-three",
    "input-true",
    "input-zero",
    "layout-lower",
    "list-document",
    "matrix-bad-value",
    "matrix-empty",
    "matrix-empty-axis",
    "matrix-list",
    "matrix-name",
    "matrix-null",
    "matrix-scalar",
    "matrix-unknown",
    "misspelt-cases",
    "name-blank",
    "name-colons",
    "name-control",
    "name-list",
    "name-long",
    "name-missing",
    "name-null",
    "name-number",
    "no-cases",
    "null-document",
    "operator-list",
    "operator-misspelt",
    "operator-unknown",
    "out-grad-key",
    "out-grad-list",
    "out-grad-shape",
    "out-grad-values",
    "out-grad-word",
    "padding-negative",
    "padding-word",
    "passes-empty",
    "passes-text",
    "points-negative",
    "points-true",
    "scalar-document",
    "seed-negative",
    "seed-text",
    "seed-too-large",
    "slice-not-list",
    "slice-without-values",
    "stride-by-x",
    "stride-mixed",
    "stride-octal",
    "stride-pair-zero",
    "stride-quoted",
    "stride-sexagesimal",
    "stride-three",
    "stride-zero",
    "tags-number",
    "tags-text",
    "tolerance-algorithm",
    "tolerance-negative",
    "tolerance-number",
    "unknown-key",
    "unknown-top",
    "values-lower-case",
    "values-number",
    "visibility",
    "window-three",
]


@pytest.fixture(scope="module")
def validator():
    """The schema with the real operators, itself checked against the dialect."""
    schema = json_schema(OPERATORS)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def value(file):
    node = parse(file.read_text(encoding="utf-8"), Faults("f"))
    return node.value if node else None


@pytest.mark.parametrize("name", REFUSED)
def test_wrong_files_are_invalid(validator, name):
    """An editor marks what the reader would refuse, where a schema can say it."""
    assert list(validator.iter_errors(value(HERE / "malformed" / f"{name}.yaml")))


def test_every_field_has_words_for_its_errors():
    """No field was added to the model without saying what is expected in it."""
    paths = [*known_keys("")]
    for owner in ("out_grad", "tolerance", "expect", "values"):
        paths += [f"{owner}.{key}" for key in known_keys(owner)]
    paths += [f"expect.slices.{key}" for key in known_keys("expect.slices[0]")]
    assert set(paths) | {"forbid.*"} == set(expected())


def test_schema_and_model_have_the_same_fields():
    """The schema is drawn from the model, and leaves nothing out."""
    definitions = json_schema()["$defs"]
    assert list(definitions["Case"]["properties"]) == list(CaseModel.model_fields)
    assert [*definitions["Defaults"]["properties"], "name"] == [
        *[name for name in CaseModel.model_fields if name != "name"],
        "name",
    ]
