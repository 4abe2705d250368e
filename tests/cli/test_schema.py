"""``cnncheck schema``, and the published schema that editors read."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

import cnncheck.cases
from cnncheck.cases.schema import json_schema
from cnncheck.operators import OPERATORS
from cnncheck.starters.schema_command import Document

ROOT = Path(__file__).parent.parent.parent
PUBLISHED = Path(cnncheck.cases.__file__).parent / "case.schema.json"
SHIPPED = sorted((ROOT / "cases").rglob("*.yaml"))


@pytest.fixture(scope="module")
def published():
    """The schema file of the package."""
    return json.loads(PUBLISHED.read_text("utf-8"))


@pytest.fixture(scope="module")
def validator(published):
    """A validator of the published schema, which must be a schema itself."""
    jsonschema.Draft202012Validator.check_schema(published)
    return jsonschema.Draft202012Validator(published)


def test_command_prints_the_published_schema(cnncheck):
    """Byte by byte."""
    done = cnncheck("schema")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == PUBLISHED.read_text("utf-8"), "after a change run .ci/written"


@pytest.mark.parametrize("document", [each for each in Document if each is not Document.CASES])
def test_every_document_that_is_written_has_a_schema(cnncheck, document):
    """Each field of it is described, or says what it is by its name and type."""
    schema = json.loads(cnncheck("schema", document).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == f"cnncheck {document}"
    named = schema["properties"]["schema"]["const"]
    assert schema["$id"] == f"urn:{named.replace('.', ':').replace('/', ':')}"
    for part in (schema, *schema["$defs"].values()):
        assert part["description"]
        assert part.get("additionalProperties") is not True


def test_schema_without_operators_leaves_their_words_open():
    """Somebody with operators of their own gets a schema as well."""
    case = json_schema()["$defs"]["Case"]["properties"]
    assert "enum" not in str(case["operator"])
    assert "enum" not in str(case["passes"])


def fields(node, path=""):
    """Yield the path and the schema of each field, however deep."""
    if isinstance(node, dict):
        for name, field in node.get("properties", {}).items():
            yield f"{path}.{name}", field
        for key, value in node.items():
            if key != "allOf":  # what the fields of an operator are like, not what they are
                yield from fields(value, f"{path}.{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from fields(value, f"{path}[{index}]")


def test_every_field_is_described(published):
    """An editor shows the description where the cursor is."""
    described = dict(fields(published))
    silent = [
        path
        for path, field in described.items()
        if "$ref" not in field and not field.get("description", "").endswith((".", ".)"))
    ]
    assert silent == []
    assert len(described) > 60


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.name)
def test_shipped_files_fit_and_name_the_schema(file, validator):
    """In a clone the first line leads an editor to the published schema."""
    text = file.read_text("utf-8")
    assert list(validator.iter_errors(yaml.safe_load(text))) == []
    words = text.splitlines()[0].split("$schema=")
    assert words[0] == "# yaml-language-server: "
    assert (file.parent / words[1]).resolve() == PUBLISHED


@pytest.mark.parametrize("name", OPERATORS)
def test_operators_and_passes_are_offered(name, published):
    """What an editor completes is what the operators have."""
    case = published["$defs"]["Case"]["properties"]
    assert name in case["operator"]["anyOf"][0]["enum"]
    assert set(OPERATORS[name].functions) <= set(case["passes"]["anyOf"][0]["items"]["enum"])


GOOD = "{name: a, operator: conv2d, input: [1, 2, 5, 7], filter: [3, 2, 3, 2]}"
WRONG = {
    "empty": ("", "$"),
    "a-list": ("- name: a", "$"),
    "no-cases": ("defaults: {seed: 1}", "$"),
    "unknown-top-key": (f"case: 1\ncases: [{GOOD}]", "$"),
    "empty-cases": ("cases: []", "$.cases"),
    "cases-as-mapping": (f"cases: {GOOD}", "$.cases"),
    "default-name": (f"defaults: {{name: b}}\ncases: [{GOOD}]", "$.defaults"),
    "default-seed-as-text": (f"defaults: {{seed: one}}\ncases: [{GOOD}]", "$.defaults.seed"),
    "case-as-text": ("cases: [overlap]", "$.cases[0]"),
    "nameless": ("cases: [{operator: conv2d}]", "$.cases[0]"),
    "name-with-colons": ("cases: [{name: 'a::b'}]", "$.cases[0].name"),
    "name-as-number": ("cases: [{name: 7}]", "$.cases[0].name"),
    "second-case": (f"cases: [{GOOD}, {{name: b, strid: 1}}]", "$.cases[1]"),
    "operator": ("cases: [{name: a, operator: conv4d}]", "$.cases[0].operator"),
    "pass": ("cases: [{name: a, passes: [backwards]}]", "$.cases[0].passes"),
    "no-passes": ("cases: [{name: a, passes: []}]", "$.cases[0].passes"),
    "two-axes": ("cases: [{name: a, input: [1, 5]}]", "$.cases[0].input"),
    "three-axes": (
        "cases: [{name: a, operator: conv2d, input: [1, 5, 7]}]",
        "$.cases[0].input",
    ),
    "three-strides": (
        "cases: [{name: a, operator: conv2d, stride: [1, 5, 7]}]",
        "$.cases[0].stride",
    ),
    "zero-length": ("cases: [{name: a, input: [1, 0, 5, 7]}]", "$.cases[0].input"),
    "negative-padding": ("cases: [{name: a, padding: [0, -1]}]", "$.cases[0].padding"),
    "fractional-stride": ("cases: [{name: a, stride: 1.5}]", "$.cases[0].stride"),
    "window-as-text": ("cases: [{name: a, window: wide}]", "$.cases[0].window"),
    "seed-too-large": ("cases: [{name: a, seed: 4294967296}]", "$.cases[0].seed"),
    "dtype": ("cases: [{name: a, dtype: float8}]", "$.cases[0].dtype"),
    "fill": ("cases: [{name: a, fill: zeros}]", "$.cases[0].fill"),
    "layout": ("cases: [{name: a, layout: c}]", "$.cases[0].layout"),
    "out-grad": ("cases: [{name: a, out_grad: twos}]", "$.cases[0].out_grad"),
    "tolerance": ("cases: [{name: a, tolerance: {rtol: -1}}]", "$.cases[0].tolerance"),
    "expected-shape": ("cases: [{name: a, expect: {shape: []}}]", "$.cases[0].expect"),
    "tag": ("cases: [{name: a, tags: slow}]", "$.cases[0].tags"),
    "points": ("cases: [{name: a, points: -1}]", "$.cases[0].points"),
    "visibility": ("cases: [{name: a, visibility: secret}]", "$.cases[0].visibility"),
    "forbid": ("cases: [{name: a, forbid: {zero_padding: np.pad}}]", "$.cases[0].forbid"),
    "allow": ("cases: [{name: a, allow: [numba.njit]}]", "$.cases[0].allow"),
    "matrix-of-names": ("cases: [{name: a, matrix: {name: [b]}}]", "$.cases[0].matrix"),
    "matrix-without-list": ("cases: [{name: a, matrix: {seed: 1}}]", "$.cases[0].matrix"),
}


@pytest.mark.parametrize(("text", "place"), WRONG.values(), ids=WRONG)
def test_wrong_files_are_marked_where_they_are_wrong(text, place, validator):
    """One error, at the field that an editor should underline."""
    errors = list(validator.iter_errors(yaml.safe_load(text)))
    assert [error.json_path for error in errors] == [place]
