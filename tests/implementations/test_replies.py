"""Whatever comes in the name of a worker is a reply that can be judged, or a protocol error."""

import importlib.util
import json
import random
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from cnncheck.api import Settings, run_cases
from cnncheck.asking import questions
from cnncheck.asking.answers import Answers
from cnncheck.calls import Reply
from cnncheck.cases.loading import load_text
from cnncheck.compare import judge
from cnncheck.compare.verdict import Verdict
from cnncheck.grading.marks import Graded
from cnncheck.grading.scores import scores
from cnncheck.implementations import setting_up
from cnncheck.implementations.isolated import Isolated
from cnncheck.operators import OPERATORS
from cnncheck.options import Options
from cnncheck.outcomes import Outcome
from cnncheck.references.definition import DefinitionReference
from cnncheck.rendering.json_numbers import plain
from cnncheck.report.formats import FORMATS
from cnncheck.sandbox import fork_server, frames

_SPEC = importlib.util.spec_from_file_location("forging", Path(__file__).with_name("forging.py"))
forging = importlib.util.module_from_spec(_SPEC)
sys.modules["forging"] = forging  # where dataclasses look
_SPEC.loader.exec_module(forging)
forged_reply = forging.forged_reply

REPLIES = 100_000
AT_ONCE = 500
CASES = """
cases:
  - name: padded
    operator: zero_padding
    input: [1, 2, 2, 3]
    padding: [1, 0]
    expect: {slices: [{at: '0, 0, 0, :', values: [0, 0, 0]}]}
  - {name: pooled, operator: max_pool2d, input: [2, 1, 3, 4], window: 2, stride: 1, fill: integers}
  - {name: small, operator: conv2d, input: [1, 2, 3, 3], filter: [2, 2, 2, 2], dtype: float32}
"""


@pytest.fixture(scope="module")
def asked():
    """Cases with one problem of each pass and its right answer."""
    reference = DefinitionReference()
    found = []
    for question in questions(load_text(CASES, "c.yaml", OPERATORS)):
        problem = next(iter(question.problems()))
        found.append((question, problem, reference.answer(problem)))
    return found


def read(frame):
    """Return the reply, or ``None`` where it is refused as it should be."""
    try:
        return frames.read_reply(frame)
    except frames.FrameError:
        return None


@pytest.mark.filterwarnings("error")
@given(seed=st.integers(0, 2**64))
@settings(
    max_examples=REPLIES // AT_ONCE,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
def test_a_hundred_thousand_replies(asked, seed):
    """Decoded and judged: no exception but `FrameError`, no warning, nothing that is not so."""
    source = random.Random(seed)
    judged = 0
    for _ in range(AT_ONCE):
        question, problem, truth = source.choice(asked)
        right = truth.value.astype(problem.dtype)
        frame = forged_reply(source, right)
        try:
            reply = read(frame)
            if reply is None:
                continue
            verdict = judge(question.case, [Answers(problem, reply, truth)])
        except Exception as error:
            raise AssertionError(f"a reply that broke the judge: {frame.hex()}") from error
        judged += 1
        if verdict.outcome in (Outcome.PASSED, Outcome.UNTRUSTED):
            assert np.array_equal(reply.value, right), frame.hex()
        assert isinstance(verdict, Verdict)
        assert verdict.outcome not in (Outcome.TOOL_ERROR, Outcome.DISPUTED)
    assert judged > AT_ONCE // 5


@given(st.binary(max_size=300))
def test_random_bytes(noise):
    """Anything at all, before and after the beginning of a reply."""
    good = b"".join(frames.reply(Reply(np.arange(12.0).reshape(3, 4), log="x")))
    for frame in (noise, good[: len(noise)] + noise, noise + good[len(noise) :], good + noise):
        reply = read(frame)
        assert reply is None or isinstance(reply, Reply)


class Forger:
    """Answers each question with a forged reply, as far as it can be read."""

    name, isolation = "forger.py", "own process"

    def __init__(self, seed):
        self._random = random.Random(seed)

    def ask(self, problem, forbid=()):
        right = DefinitionReference().answer(problem).value.astype(problem.dtype)
        reply = read(forged_reply(self._random, right))
        return reply or Reply(None, Outcome.PROTOCOL_ERROR, "sent a reply that cannot be read")

    def close(self):
        pass


@pytest.mark.filterwarnings("error")
@example(seed=415)  # whose wrong answers have no mean
@example(seed=880)  # of as many axes as there can be, and complex
@example(seed=0)  # some of them are complex
@example(seed=1135)  # of no image, too
@example(seed=258661226)  # of no element, but long
@given(seed=st.integers(0, 2**64))
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
def test_every_report_survives_every_reply(seed):
    """Diagnosed and rendered in every format; a grade comes of it too."""
    cases = load_text(CASES, "c.yaml", OPERATORS)
    asking = Settings(reference="definition", shrink_seconds=0.05)
    report = run_cases(cases, Forger(seed), asking)
    assert report.notes == ()
    for name, render in FORMATS.items():
        text = render(report)
        assert text.encode(), name
        assert not any(c in text for c in "\x07\0\x1b\u202e"), name
    json.loads(FORMATS["json"](report), parse_constant=pytest.fail)
    graded = Graded("x.py", "/x.py", "d", scores(report.results, cases))
    assert 0 <= graded.total.percent <= 100


WORKER = """
import os, struct, sys
FOLDER = {folder!r}

def exactly(count):
    data = b""
    while len(data) < count:
        piece = os.read(0, count - len(data))
        if not piece:
            os._exit(0)
        data += piece
    return data

def send(data):
    while data:
        data = data[os.write(1, data):]

while True:
    kind, question, length = struct.unpack("<cQQ", exactly(17))
    exactly(length)
    if kind == b"S":
        send(struct.pack("<cQQ", b"J", 0, 3) + bytes(3))
    elif kind == b"L":
        payload = struct.pack("<B5I", 0, 6, 0, 0, 0, 0) + b"passed"
        send(struct.pack("<cQQ", b"R", question, len(payload)) + payload)
    else:
        name = min(os.listdir(FOLDER))
        with open(os.path.join(FOLDER, name), "rb") as file:
            how, payload = file.read(1), file.read()
        os.unlink(os.path.join(FOLDER, name))
        length, kind = len(payload), b"R"
        if how == b"1":
            question ^= 1
        elif how == b"2":
            kind = b"X"
        elif how == b"3":
            length += 1
        elif how == b"4":
            length -= 1
        elif how == b"5":
            length = 2**64 - 1
        whole = struct.pack("<cQQ", kind, question, length) + payload
        send(whole[:10] if how == b"6" else whole)
        if how != b"0":
            os._exit(0)
"""


def test_some_hundred_through_a_real_pipe(asked, tmp_path, monkeypatch, nothing_left):
    """A process that speaks as a worker does and lies in every field, and in the headers too."""
    source = random.Random(20)
    folder = tmp_path / "frames"
    folder.mkdir()
    question, problem, truth = asked[0]
    for number in range(400):
        how = source.choice(["0"] * 10 + list("123456"))
        frame = forged_reply(source, truth.value, bytewise=False)
        (folder / f"{number:04}").write_bytes(how.encode() + frame)
    script = tmp_path / "worker.py"
    script.write_text(WORKER.format(folder=str(folder)))
    monkeypatch.setattr(setting_up, "PROGRAM", str(script))
    monkeypatch.setattr(fork_server, "_can_fork", lambda: False)
    implementation = Isolated(None, Options(timeout=30))
    found = set()
    try:
        while any(folder.iterdir()):
            reply = implementation.ask(problem)
            verdict = judge(question.case, [Answers(problem, reply, truth)])
            assert not verdict.outcome.blames_the_tool, reply
            assert verdict.outcome is not Outcome.TIMEOUT
            assert 0 <= reply.seconds < 30
            for text in (reply.message, reply.hint, reply.log):
                assert all(c.isprintable() or c in "\n\t" for c in text)
            assert len(reply.message) < 5000
            found.add(verdict.outcome)
    finally:
        implementation.close()
    assert {Outcome.PROTOCOL_ERROR, Outcome.WRONG_SHAPE, Outcome.RAISED, Outcome.CRASHED} <= found


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array([np.longdouble("1e4000")]), ["inf"]),
        (np.array([1 + 2j, np.nan]), ["(1+2j)", "(nan+0j)"]),
        (np.array([[True], [False]]), [[True], [False]]),
        (np.zeros((0, 3)), []),
    ],
)
def test_numbers_of_every_dtype_in_json(value, text):
    """What Python's own numbers cannot hold is told in words."""
    assert json.loads(json.dumps(plain(value), allow_nan=False)) == text
