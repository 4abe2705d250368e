"""JSON documents are strict, complete, and as their schema says."""

import json
import math
from importlib.metadata import version

import jsonschema
import numpy as np
import pytest

from cnncheck.compare.verdict import SliceFact
from cnncheck.operators.array_in_file import ArrayInFile
from cnncheck.operators.expected import Expectation
from cnncheck.outcomes import Outcome
from cnncheck.rendering.json_numbers import plain
from cnncheck.report.json_report import SCHEMA, schema, to_json


def strict(text):
    """Parse, refusing the NaN and Infinity that Python would let through."""

    def refuse(word):
        raise AssertionError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


def validate(document):
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(document, schema(), jsonschema.Draft202012Validator)


def test_a_document_satisfies_its_schema(mixed, adhoc):
    """Passes, failures, and cases without a place in a file."""
    assert version("jsonschema")
    for report in (mixed, adhoc):
        document = strict(to_json(report))
        validate(document)
        assert document["schema"] == SCHEMA == "cnncheck.report/2"


def test_an_empty_report_is_a_document_too(make):
    """A run that asked nothing has not passed."""
    document = strict(to_json(make.report()))
    validate(document)
    assert document["results"] == []
    assert document["passed"] is False


@pytest.mark.parametrize(
    "damage",
    [
        lambda document: document.pop("environment"),
        lambda document: document.update(schema="cnncheck.report/3"),
        lambda document: document["results"][0]["verdict"].update(outcome="fine"),
        lambda document: document["results"][0]["verdict"]["figures"].update(max_abs="NaN"),
        lambda document: document["results"][0]["case"].update(parameters=None),
        lambda document: document["results"][0].update(extra=1),
    ],
)
def test_the_schema_refuses_what_it_should(mixed, damage):
    """A schema that accepts everything would check nothing."""
    document = strict(to_json(mixed))
    damage(document)
    with pytest.raises(jsonschema.ValidationError):
        validate(document)


def test_it_holds_every_figure_unrounded(make):
    """The notebook's figures can be read back to the last digit."""
    case = make.case()
    figures = make.figures(
        squared_error=1.2345678901234567e-27, of_bound=math.inf, max_rel=math.nan
    )
    fact = SliceFact("0, 0", np.array([0.1, -math.inf]), (0.1, 0.25), ((0.5,), (1,)))
    result = make.passed(case, figures=figures, slices=(fact,), draw=1)
    [found] = strict(to_json(make.report(result)))["results"]
    verdict = found["verdict"]
    assert verdict["figures"] == {
        "squared_error": 1.2345678901234567e-27,
        "max_abs": 7.1e-15,
        "max_rel": "nan",
        "of_bound": "inf",
        "mismatched": 0,
        "size": 448,
        "worst": {"index": [0, 1, 2, 3], "got": 27.25, "expected": 27.25, "allowed": 2.3e-13},
    }
    assert verdict["slices"] == [
        {
            "at": "0, 0",
            "implementation": [0.1, "-inf"],
            "reference": [0.1, 0.25],
            "expected": [[0.5], [1]],
        }
    ]
    assert verdict["draw"] == 1
    assert verdict["inputs"] == {"X": [2, 3, 23, 20], "W": [7, 3, 6, 6]}
    assert verdict["implementation"] == {
        "shape": [2, 7, 8, 4],
        "dtype": "float64",
        "sum": 5340.5,
        "mean": 7.5,
    }
    assert (found["case"]["file"], found["case"]["line"], found["case"]["column"]) == (
        "cases/notebook.yaml",
        12,
        5,
    )
    parameters = found["case"]["parameters"]
    assert (parameters["input"], parameters["seed"]) == ([2, 3, 23, 20], 1973)


def test_arrays_in_files_are_told_by_where_they_stand(make):
    """Their numbers are in the file; written out they would be longer than all else."""
    X = ArrayInFile("given.npz", "X", np.ones((1, 1, 2, 2)))
    case = make.case(values={"X": X, "W": ((((1.0,),),),)}, expect=Expectation(answer=X))
    document = strict(to_json(make.report(make.passed(case))))
    validate(document)
    parameters = document["results"][0]["case"]["parameters"]
    assert parameters["values"] == {"X": {"npz": "given.npz", "array": "X"}, "W": [[[[1.0]]]]}
    assert parameters["expect"]["answer"] == {"npz": "given.npz", "array": "X"}


def test_each_result_is_one_line(mixed):
    """So that line tools find and compare results."""
    lines = [line for line in to_json(mixed).splitlines() if '"verdict"' in line]
    assert len(lines) == len(mixed.results)
    assert [json.loads(line.rstrip(","))["id"] for line in lines] == [r.id for r in mixed.results]


def test_every_outcome_is_in_the_schema():
    """A new outcome has to be documented."""
    assert set(schema()["$defs"]["Outcome"]["enum"]) == {outcome.value for outcome in Outcome}


def test_names_may_hold_anything(make):
    """Escapes, line ends and lone surrogates survive the way there and back."""
    name = 'a\x1b[31m"\n\udc80é'
    document = to_json(make.report(make.passed(make.case(name=name))))
    assert document.isascii()
    assert strict(document)["results"][0]["case"]["name"] == name


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (math.nan, "nan"),
        (np.float32("-inf"), "-inf"),
        (np.int64(3), 3),
        (np.array([[1.5, np.inf]]), [[1.5, "inf"]]),
        ((1, (2.0, None)), [1, [2.0, None]]),
        ({"X": (1, 2)}, {"X": [1, 2]}),
    ],
)
def test_plain_values(value, expected):
    """NumPy's values and those that JSON lacks become plain ones."""
    assert plain(value) == expected
