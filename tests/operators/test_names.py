"""No file but an operator's own, the layers, starters and dialects names operators and parameters."""

import ast
from pathlib import Path

import cnncheck
from cnncheck.operators import FUNCTIONS, OPERATORS, PARAMETERS
from cnncheck.operators.places import SHIPPED_DIALECTS, places

PACKAGE = Path(cnncheck.__file__).parent
FREE = {"operators", "layers", "starters", "dialects", "converting"}
"""Where operators live with their faults, what speaks of layers in the words of others, and what is
written for people who know them."""

PASSES = {"backward_filter", "backward_input"}  # forward and backward are words of every layer
NAMES = {*OPERATORS, *FUNCTIONS, *PARAMETERS} | PASSES

HOMONYMS = {
    "api/refusing.py": {"padding"},  # the English word, in a sentence
    "bench/bench_json.py": {"groups"},  # of results
    "sandbox/seccomp.py": {"filter"},  # a field of the kernel's
    "fuzzing/strategies.py": {"ties"},  # a fill
    "audit/traits.py": {"ties"},
    "audit/candidates.py": {"ties"},
    "diagnose/questions/conditions.py": {"stride", "window"},  # words of their sentences
    # the English words, in sentences; what a letter's axis is called
    "diagnose/recovering/describable.py": {"before", "filter", "window"},
    "diagnose/recovering/letters.py": {"filter"},
    "diagnose/recovering/steps_fitted.py": {"stride"},  # a field of a relation's axis
    "diagnose/small_problems/small_needs.py": {"before", "after"},  # fields of a relation's axis
    "diagnose/named/weighing.py": {"before", "stride"},  # the same
    "faults/declaring/common.py": {"stride"},  # a field of an axis
    "faults/in_pools/pooling.py": {"stride"},  # the same
    "faults/in_loops/adding.py": {"filter"},  # what an entry of an axis is called
    "faults/in_places/addressing.py": {"window"},  # as opposed to an image
    "faults/in_places/bordering.py": {"mode"},  # of np.pad
    "faults/in_places/stopping.py": {"window", "stride"},  # what has a slice; a name's end
    # the English word; what an entry is called
    "faults/in_answers/entries.py": {"before", "filter"},
    "faults/generated.py": {
        "bias",
        "dilation",
        "divisor",
        "padding",
        "stride",
        "window",
    },  # "for all with a stride"
    "faults/in_options/dilation.py": {"stride"},  # with which it is exchanged
    "faults/in_loops/indexing.py": {"window"},  # as opposed to a kernel
    "faults/parts/loops.py": {"window"},  # whose taps are meant, as opposed to a kernel's
    "faults/ranks.py": {"before"},  # the English word, for what is above
    "faults/in_options/thinning.py": {"stride"},  # what an image is cut to
    "faults/parts/ways.py": {"count_include_pad", "divisor"},  # which leaves the other one open
    # fields of an axis
    "faults/in_options/option_mistakes.py": {"before", "after", "dilation", "stride"},
    "implementations/exact/field.py": {"value"},  # a property of a number
    "running/problem_command.py": {"value"},  # of an option
    "report/comparison_text.py": {"before"},  # the English word
    "report/json_case.py": {"before"},  # a word of pydantic's
    "report/json_diagnosis.py": {"ties"},  # of names
}
"""Words that are no names of ours there."""


def named(path):
    """Yield the names that a file writes as words, or asks a case for."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and node.value in NAMES:
            yield node.value
        if isinstance(node, ast.Attribute) and node.attr in PARAMETERS:
            owner = node.value
            if getattr(owner, "id", getattr(owner, "attr", "")) == "case":
                yield f"case.{node.attr}"


def test_who_names_operators_and_parameters():
    """Faults are declared for every function with a parameter: their declarations alone name some."""
    words = {
        path.relative_to(PACKAGE).as_posix(): set(named(path))
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] not in FREE
    }
    assert {name for name, homonyms in HOMONYMS.items() if not homonyms <= words[name]} == set()
    found = {name: some - HOMONYMS.get(name, set()) for name, some in words.items()}
    assert {name: words for name, words in found.items() if words} == {}


def test_operators_share_nothing_that_names_one():
    """What they have in common names none, and no folder another's: only `places` lists them."""
    room = PACKAGE / "operators"
    theirs = {name: {name, *its.functions.values()} for name, its in OPERATORS.items()}
    every = set().union(*theirs.values())
    for path in room.rglob("*.py"):
        inside = [
            theirs[each.name]
            for each in places().values()
            if path.is_relative_to(room / each.package.rpartition(".")[2])
        ]
        if path != room / "places.py":
            assert {*named(path)} & every <= set().union(*inside), path


def test_a_dialect_is_named_by_its_own_file_alone():
    """And by the line that lists it, so that one more touches nothing else."""
    courses = {*SHIPPED_DIALECTS} - {"notebook", "layers", "functional"}  # words of English, too
    modules = {f"cnncheck.dialects.{each}" for each in courses}
    for path in PACKAGE.rglob("*.py"):
        nodes = [*ast.walk(ast.parse(path.read_text()))]
        words = {str(each.value) for each in nodes if isinstance(each, ast.Constant)}
        if path.parent.name != "dialects":  # where one may be in several files
            words |= {str(each.module) for each in nodes if isinstance(each, ast.ImportFrom)}
        if path != PACKAGE / "operators" / "places.py":
            assert words & (courses | modules) <= {path.stem}, path


def test_a_file_is_found_by_its_name():
    """Outside folders whose files are alike by design, no two are called the same."""
    alike = {"operators", "layers", "dialects", "prove"}
    names = [
        path.name
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] not in alike and path.name != "__init__.py"
    ]
    assert {name for name in names if names.count(name) > 1} == set()
