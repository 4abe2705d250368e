"""The mutation score: what is caught, what survives, and that it is what a run would say."""

import random

import pytest

from cnncheck.audit.catching import Form, asked_of, catches, forms_of
from cnncheck.faults.catalogue import CATALOGUE, faults_of
from cnncheck.faults.declaring.fault import FaultyImplementation
from cnncheck.operators import FUNCTIONS, OPERATORS
from cnncheck.operators.case import Tolerance
from cnncheck.operators.expected import Expectation
from cnncheck.outcomes import Outcome

SAMPLE = 250


def of_file(shipped, name):
    return [case for case in shipped if case.file.endswith(name)]


def test_the_notebooks_six_checks_miss_many(shipped, audited):
    """Their score is far from complete in every function; what survives is known by name."""
    audit = audited(of_file(shipped, "notebook.yaml"))
    assert audit.questions == audit.cases == 6
    plain = (each for each in OPERATORS.values() if not each.optional)
    images = [each for each in plain if each.rank == 2 and each.roles[0] == "X"]
    functions = {name for operator in images for name in operator.functions.values()}
    written = [each for each in CATALOGUE.values() if each.function in functions]
    assert audit.faults == len([each for each in written if not each.option])
    assert 50 < audit.score < 85
    assert all(each.survivors for each in audit.functions)
    missed = {each.fault.id for each in audit.survivors}
    assert {"pool-backward/ties-all", "pool-forward/starts-at-zero"} <= missed
    assert "conv-backward-filter/stride-swapped" in missed
    assert "conv-forward/kernel-flipped-h" not in missed


def test_the_shipped_cases_miss_nothing(shipped, audited):
    """Every fault is caught in every form, by questions that the right answer passes."""
    audit = audited(shipped)
    assert audit.unsound == ()
    assert [(each.fault.id, each.surviving) for each in audit.survivors] == []
    assert audit.score == 100


def test_a_score_counts_faults_and_names_who_catches_them(case, audited):
    """A fault in all its forms, and the smallest questions that catch them."""
    audit = audited([case("zero_padding")], ["zero_padding"])
    (score,) = audit.functions
    assert (score.function, score.questions) == ("zero_padding", 1)
    assert len(score.faults) == len(faults_of("zero_padding"))
    assert score.caught + len(score.survivors) == len(score.faults)
    assert audit.score == 100 * score.caught / len(score.faults)
    by_id = {each.fault.id: each for each in score.faults}
    assert by_id["padding/axes-swapped"].caught
    assert by_id["padding/axes-swapped"].caught_by == ("f.yaml::c forward",)
    assert not by_id["padding/dtype-widened"].caught
    assert by_id["padding/dtype-widened"].surviving == (0,)


def test_functions_that_nobody_asks_about_keep_their_faults(case, audited):
    """A set without any pooling would let every wrong pooling pass."""
    audit = audited([case("conv2d")], ["convolution2D", "pool_forward"])
    convolution, pooling = audit.functions
    assert convolution.questions == 1
    assert convolution.caught > 60
    assert (pooling.questions, pooling.caught) == (0, 0)


def test_a_question_that_the_right_answer_fails_counts_for_nothing(case, audited):
    """It would fail every fault, and everybody else."""
    wrong = case(name="wrong", passes=("forward",), expect=Expectation(sum=1.0))
    vague = case(name="vague", passes=("forward",), tolerance=Tolerance(atol=1e9))
    audit = audited([wrong, vague], ["convolution2D"])
    assert {each.id: each.outcome for each in audit.unsound} == {
        "f.yaml::wrong forward": Outcome.DISPUTED,
        "f.yaml::vague forward": Outcome.UNTRUSTED,
    }
    assert (audit.caught, audit.questions) == (0, 2)


def test_facts_that_a_case_expects_catch_too(case, audited):
    """An element-wise bound that is too wide, and a sum that is not."""
    loose = {"passes": ("forward",), "fill": "normal", "tolerance": Tolerance(atol=1.5)}
    plain = audited([case(**loose)], ["convolution2D"])
    (asked,) = asked_of([case(**loose)], _torch, ["convolution2D"])
    total = float(asked.answers[0].truth.value.sum())
    facts = audited([case(**loose, expect=Expectation(sum=total))], ["convolution2D"])
    assert facts.unsound == ()
    assert facts.caught > plain.caught


def test_catching_is_what_a_run_would_say(shipped, verdicts, remembering):
    """For a sample of forms and questions, the verdict of the whole way a run goes."""
    chance = random.Random(1)
    asked = list(asked_of(shipped, lambda: remembering, FUNCTIONS))
    disagreements, caught = [], 0
    for each in chance.sample([a for a in asked if a.answers[0].problem.nbytes < 20_000], 50):
        forms = forms_of(each.question.function)
        for form in chance.sample(forms, SAMPLE // 50):
            faulty = FaultyImplementation(form.fault, form.manner)
            alone = [
                verdict
                for question, verdict in verdicts([each.question.case], faulty)
                if question.pass_name == each.question.pass_name
            ]
            run_fails = not alone[0].outcome.passed
            caught += run_fails
            if catches(each, form) is not run_fails:
                disagreements.append((each.id, form.key))
    assert disagreements == []
    assert SAMPLE / 4 < caught < SAMPLE


def test_every_form_of_every_fault_is_put_to_the_question():
    """As many as there are manners, or ways of responding."""
    keys = [form.key for function in FUNCTIONS for form in forms_of(function)]
    assert len(keys) == len(set(keys))
    assert len(keys) == sum(len(f.manners) + len(f.responds) for f in CATALOGUE.values())


@pytest.mark.parametrize("name", ["cached-by-shape", "buffer-not-cleared", "buffer-shared"])
def test_a_question_starts_with_a_form_that_remembers_nothing(name, case):
    """So what a case catches depends on neither its place nor on how often it is asked."""
    (asked,) = asked_of([case(passes=("forward",))], _torch, ["convolution2D"])
    form = Form(CATALOGUE[f"conv-forward/{name}"], 0)
    assert [catches(asked, form) for _ in range(3)] == [True, True, True]


def _torch():
    from cnncheck.references.torch_reference import TorchReference

    return TorchReference()
