"""Proposing cases: few, sound, fair to correct code, and enough."""

from pathlib import Path

import pytest

from cnncheck.audit.candidates import candidates
from cnncheck.audit.filling import _Candidate, _cover, _needed, _trimmed, fill
from cnncheck.audit.scoring import audit_cases
from cnncheck.cases.loading import load_text
from cnncheck.cases.writing import cases_to_yaml
from cnncheck.dialects import NOTEBOOK
from cnncheck.operators import FUNCTIONS, OPERATORS
from cnncheck.outcomes import Outcome

SOLUTIONS = Path(__file__).parent.parent / "solutions"
ASSIGNMENT = [each.function for each in NOTEBOOK.signatures.values()]
CORRECT = ("naive_loops", "vectorised", "im2col", "dilated", "student")


@pytest.fixture(scope="module")
def notebook(shipped, remembering):
    """The notebook's cases, their audit, and the proposal that it leads to."""
    cases = [case for case in shipped if case.file.endswith("notebook.yaml")]
    audit = audit_cases(cases, lambda: remembering, ASSIGNMENT)
    return cases, fill(audit, lambda: remembering)


def test_a_dozen_cases_complete_the_notebook(notebook, remembering):
    """After a round trip through YAML the whole set catches everything."""
    cases, proposal = notebook
    assert proposal.uncaught == ()
    assert 0 < len(proposal.cases) <= 12
    added = load_text(cases_to_yaml(proposal.cases), "more.yaml", OPERATORS)
    audit = audit_cases([*cases, *added], lambda: remembering, ASSIGNMENT)
    assert [each.fault.id for each in audit.survivors] == []
    assert audit.score == 100
    assert audit.unsound == ()


def test_no_proposed_case_is_idle(notebook, remembering):
    """Without any one of them something would survive."""
    cases, proposal = notebook
    for left_out in proposal.cases:
        functions = {OPERATORS[left_out.operator].functions[name] for name in left_out.passes}
        kept = [case for case in (*cases, *proposal.cases) if case is not left_out]
        audit = audit_cases(kept, lambda: remembering, sorted(functions))
        assert audit.survivors, left_out.name


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # infinities meet
@pytest.mark.parametrize("name", CORRECT)
def test_no_proposed_case_accuses_correct_code(name, notebook, verdicts, load_solution):
    """Plain loops, array expressions, columns, spread gradients: all pass."""
    _, proposal = notebook
    found = verdicts(proposal.cases, load_solution(SOLUTIONS / f"{name}.py"))
    assert [(q.case.label, q.pass_name) for q, v in found if not v.outcome.passed] == []


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # infinities meet
@pytest.mark.parametrize("name", ["vectorised", "dilated"])
def test_no_candidate_accuses_correct_code(name, verdicts, load_solution):
    """Whichever is proposed some day."""
    cases = [each for each in candidates(ASSIGNMENT) if not NOTEBOOK.cannot(each, "forward")]
    found = verdicts(cases, load_solution(SOLUTIONS / f"{name}.py"))
    fair = (Outcome.PASSED, Outcome.UNTRUSTED)
    assert [(q.case.label, q.pass_name) for q, v in found if v.outcome not in fair] == []


def test_candidates_are_different_and_possible():
    """No two share a name or a seed, and each operator takes all of its own."""
    cases = list(candidates(FUNCTIONS))
    assert len({case.label for case in cases}) == len({case.seed for case in cases}) == len(cases)
    assert not [case.label for case in cases if OPERATORS[case.operator].geometry_faults(case)]
    assert all(OPERATORS[case.operator].is_fair(case) for case in cases)
    only = list(candidates(["pool_back"]))
    assert {(case.operator, case.passes) for case in only} == {("max_pool2d", ("backward",))}


def test_nothing_is_proposed_for_what_is_complete(shipped, remembering):
    """No survivors, no cases."""
    audit = audit_cases(shipped, lambda: remembering, ["pool_forward"])
    assert audit.survivors == ()
    assert fill(audit, lambda: remembering).cases == ()


def made(case, *caught):
    keys = frozenset((letter, 0) for letter in "".join(caught))
    sets = (frozenset((letter, 0) for letter in each) for each in caught)
    return _Candidate(case, dict(zip(case.passes, sets, strict=True)), keys)


def test_the_cover_is_smallest_where_greed_alone_is_not(case):
    """The largest first would take three; two suffice, and the search from every start finds them."""
    passes = {"passes": ("forward",)}
    sets = {"greedy": "abcd", "left": "abe", "right": "cdf", "small": "e", "other": "f"}
    found = [made(case(name=name, **passes), caught) for name, caught in sets.items()]
    goal = frozenset((letter, 0) for letter in "abcdef")
    assert sorted(each.case.name for each in _cover(found, goal)) == ["left", "right"]


def test_what_others_catch_is_dropped(case):
    """The costliest redundant one goes first, passes that add nothing go too."""
    passes = {"passes": ("forward", "backward_filter")}
    large = made(case(name="large", input=(2, 3, 20, 20), **passes), "ab", "c")
    small = made(case(name="small", **passes), "ab", "cd")
    goal = frozenset((letter, 0) for letter in "abcd")
    assert [each.case.name for each in _needed([large, small], goal)] == ["small"]
    other = made(case(name="other", **passes), "ab", "x")
    assert [(c.name, c.passes) for c in _trimmed([small, other])] == [
        ("small", ("backward_filter",)),
        ("other", ("forward", "backward_filter")),
    ]
