"""What is wrong is not timed, on either side; what is missing is said."""

import time

import pytest

from cnncheck.asking import questions
from cnncheck.asking.believed import Believed
from cnncheck.bench.contained import ContainedSide
from cnncheck.bench.measuring import Means, Stands, measured
from cnncheck.bench.result import Measurement, Refusal
from cnncheck.bench.sampling import Limits
from cnncheck.bench.side import SideFailedError
from cnncheck.bench.transport import transport_seconds
from cnncheck.calls import Reply
from cnncheck.dialects import NOTEBOOK
from cnncheck.implementations.builtin import FUNCTIONS
from cnncheck.implementations.opening import open_implementation
from cnncheck.options import Options
from cnncheck.outcomes import Outcome


class Side:
    """Answers as the layers do, but for what a test changes, and takes a fixed time."""

    most_calls = 1
    isolation = "none"

    def __init__(self, name, change=lambda value: value, seconds=0.5):
        self.name, self.change, self.taken = name, change, seconds
        self.timed = 0

    def prepare(self, problem):
        self.problem = problem
        value = FUNCTIONS[problem.function](*NOTEBOOK.call(problem).arguments.values())
        changed = self.change(value)
        return changed if isinstance(changed, Reply) else Reply(changed)

    def seconds(self, calls):
        self.timed += calls
        return self.taken

    def peak(self):
        return 1000

    def last(self):
        return None

    def watch(self, check):
        self.check = check

    def again(self):
        return self.prepare(self.problem)


@pytest.fixture
def measure(cases, reference):
    """A function that puts the convolution's forward pass to sides."""

    def ask(ours, threads=1, verify=False, question=0, **peers):
        question = questions(cases())[question]
        stands = Stands(ours, peers, threads, lambda dtype: 1e9)
        believed = Believed(reference, yardstick=False)
        means = Means(believed, Limits(fewest=5), time.monotonic, verify)
        return list(measured(question, stands, means))

    return ask


def wrong(value):
    return value + 1


def test_both_right(measure):
    """Timed in turn; the ratio is that of the times."""
    (found,) = measure(Side("ours", seconds=0.5), torch=Side("torch", seconds=2.0))
    assert isinstance(found, Measurement)
    assert (found.id, found.pass_name, found.dtype) == ("c.yaml::conv", "forward", "float64")
    assert found.ratio == pytest.approx(0.25)
    assert found.ratio_error == 0
    assert found.ours.samples == (0.5,) * 5
    assert found.ours.peak == found.theirs.peak == 1000
    assert found.peak_flops == 1e9


def test_several_threads_rest_before_each_sample(measure, monkeypatch):
    """One thread leaves nothing behind that would disturb the other side."""
    rests = []
    monkeypatch.setattr("cnncheck.bench.measuring.time.sleep", rests.append)
    measure(Side("ours"), torch=Side("torch"))
    assert rests == []
    measure(Side("ours"), threads=2, torch=Side("torch"))
    assert rests == [Limits().pause] * 10


def test_a_wrong_implementation_is_not_timed(measure):
    """However fast it is; nor are its peers."""
    ours, peer = Side("solution.py", wrong), Side("torch")
    (found,) = measure(ours, torch=peer)
    assert isinstance(found, Refusal)
    assert (found.side, found.outcome, found.is_peer) == (
        "solution.py",
        Outcome.WRONG_VALUES,
        False,
    )
    assert found.message.startswith("440 of 440 elements differ")
    assert not found.blames_the_tool
    assert ours.timed == peer.timed == 0


def test_a_wrong_peer_costs_only_its_own_place(measure):
    """The others are timed all the same, and nobody's implementation is blamed."""
    refused, found = measure(Side("ours"), onnx=Side("onnx", wrong), torch=Side("torch"))
    assert (refused.side, refused.is_peer, refused.blames_the_tool) == ("onnx", True, True)
    assert found.peer == "torch"


def test_one_that_repeats_its_previous_answer(measure):
    """Both draws are asked before anything is timed."""
    kept = []

    def stale(value):
        kept.append(value)
        return kept[0]

    (found,) = measure(Side("ours", stale), torch=Side("torch"))
    assert isinstance(found, Refusal)
    assert found.outcome is Outcome.WRONG_VALUES


def test_a_peer_without_the_pass(measure):
    """The implementation is timed alone, and it is said why."""
    skip = Reply(None, Outcome.NOT_ASKED, "einsum has no conv2d forward")
    (found,) = measure(Side("ours"), einsum=Side("einsum", lambda value: skip))
    assert (found.theirs, found.ratio, found.ratios) == (None, None, ())
    assert found.why_alone == "einsum has no conv2d forward"
    assert found.ours.samples == (0.5,) * 5


def test_an_implementation_without_the_function(measure):
    """Half a solution can be timed; what is not there is named."""
    skip = Reply(None, Outcome.NOT_ASKED, "x.py has no function convolution2D")
    assert measure(Side("x.py", lambda value: skip), torch=Side("torch")) == [
        "x.py has no convolution2D: not timed"
    ]


def test_a_peer_whose_process_dies(measure):
    """Told as the tool's failure, for this case alone."""

    class Dying(Side):
        def seconds(self, calls):
            raise SideFailedError(self.name, "it ended with exit status -9")

    refused, found = measure(Side("ours"), onnx=Dying("onnx"), torch=Side("torch"))
    assert (refused.side, refused.outcome) == ("onnx", Outcome.TOOL_ERROR)
    assert (refused.is_peer, refused.message) == (True, "it ended with exit status -9")
    (refused,) = measure(Dying("builtin"), torch=Side("torch"))
    assert (refused.side, refused.is_peer, refused.blames_the_tool) == ("builtin", False, True)
    assert isinstance(found, Measurement)


class Implementation:
    """Right as often as a test wants, each call a second by the supervisor's clock."""

    name, isolation = "solution.py", "own process, jailed"

    def __init__(self, right, then):
        self.right, self.then, self.closed = right, then, False
        self.forbidden = []

    def ask(self, problem, forbid=()):
        self.forbidden.append(tuple(forbid))
        self.right -= 1
        value = FUNCTIONS[problem.function](*NOTEBOOK.call(problem).arguments.values())
        return Reply(value, seconds=1.0) if self.right >= 0 else self.then(value)

    def close(self):
        self.closed = True


def test_code_in_jail_is_timed_from_outside(measure):
    """By the time of its replies, as many calls a sample as are needed, and no memory."""
    code = Implementation(10**6, None)
    side = ContainedSide(code, {"convolution2D": ("numpy.pad",)})
    (found,) = measure(side, torch=Side("torch", seconds=4.0))
    assert found.ratio == pytest.approx(0.25)
    assert (found.ours.calls, found.ours.peak) == (1, None)
    assert set(code.forbidden) == {("numpy.pad",)}
    side.close()
    assert code.closed


@pytest.mark.parametrize(("beside", "seconds"), [(0.25, 0.75), (0.999, 0.01), (3.0, 0.01)])
def test_the_way_there_and_back_is_taken_off(problem, beside, seconds):
    """Asked once a problem; what is less than can be told apart is never nothing, or less."""
    asked = []
    side = ContainedSide(
        Implementation(10**6, None), transport=lambda each: asked.append(each) or beside
    )
    for name in ("conv", "pad"):
        side.prepare(problem(name))
        assert [side.seconds(3), side.seconds(1)] == [pytest.approx(seconds)] * 2
    assert [each.function for each in asked] == ["convolution2D", "zero_padding"]


def test_each_result_is_verified_between_right_ones(measure):
    """A peer's once more at the end; what goes wrong in between stops the timing."""
    wrong_once = [False] * 6 + [True] + [False] * 99

    def then(value):
        return Reply(value + wrong_once.pop(0), seconds=1.0)

    (found,) = measure(ContainedSide(Implementation(0, then)), verify=True, torch=Side("torch"))
    assert (found.outcome, found.is_peer) == (Outcome.WRONG_VALUES, False)
    assert found.message.startswith("right when it was checked, wrong when it was timed: ")
    side = ContainedSide(Implementation(10**6, None))
    (found,) = measure(side, verify=True, torch=Side("torch"))
    assert found.verified.results == 12
    changed = [0, 0, 1]
    peer = Side("torch", lambda value: value + changed.pop(0))
    (found,) = measure(side, verify=True, torch=peer)
    assert (found.side, found.is_peer, found.outcome) == ("torch", True, Outcome.TOOL_ERROR)


LYING = """
import sys
import time
import numpy as np

def convolution2D(X, W, stride, padding):
    frame = sys._getframe()
    while frame := frame.f_back:  # whoever measures in this process reads a clock that stands
        started = frame.f_locals.get("started", 0.0)
        for name in ("perf_counter", "monotonic"):
            if name in frame.f_globals:
                frame.f_globals[name] = lambda value=started: value
    time.perf_counter = time.monotonic = lambda: 0.0
    time.sleep(0.05)
    return np.zeros((2, 4, 5, 11))
"""


def test_code_cannot_say_how_long_it_took(problem, tmp_path):
    """Whatever it does to the clocks of its process: the supervisor has its own."""
    path = tmp_path / "lying.py"
    path.write_text(LYING)
    side = ContainedSide(
        open_implementation(str(path)), transport=lambda each: transport_seconds(each, Options())
    )
    try:
        side.prepare(problem("conv"))
        assert side.seconds(2) > 0.04
    finally:
        side.close()


@pytest.mark.parametrize(
    ("then", "outcome", "message"),
    [
        (
            lambda value: Reply(None, Outcome.TIMEOUT, "did not return within 60 s"),
            Outcome.TIMEOUT,
            "did not return within 60 s",
        ),
        (
            lambda value: Reply(value * 0, seconds=1e-9),
            Outcome.WRONG_VALUES,
            "right when it was checked, wrong when it was timed: 360 of 440 elements differ",
        ),
    ],
)
def test_code_that_is_right_only_when_it_is_checked(measure, then, outcome, message):
    """Failing later, or answering nonsense quickly, is found out."""
    (found,) = measure(ContainedSide(Implementation(2, then)), torch=Side("torch"))
    assert (found.outcome, found.message) == (outcome, message)
