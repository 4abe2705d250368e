"""What several test folders need: solutions loaded from files, and truths computed once."""

import os
import tempfile
import zlib
from collections import defaultdict
from pathlib import Path

import hypothesis
import pytest
import rich.console  # noqa: F401 - pytester forgets what a run imports: never half of a library

from cnncheck.asking import ask_all, questions
from cnncheck.cases.loading import load_cases
from cnncheck.compare import judge
from cnncheck.implementations.opening import open_implementation
from cnncheck.operators import OPERATORS
from cnncheck.options import Options
from cnncheck.outcomes import Outcome

ROOT = Path(__file__).parent.parent

hypothesis.settings.register_profile("ordinary", max_examples=40, deadline=None)
hypothesis.settings.register_profile("exhaustive", max_examples=1000, deadline=None)
hypothesis.settings.load_profile("ordinary")


def pytest_configure(config):
    """What tests keep of torch's answers is theirs: the person's own store stays out of it."""
    if not hasattr(config, "workerinput"):  # the workers of xdist inherit it
        folder = tempfile.TemporaryDirectory(prefix="cnncheck-tests-")
        config.add_cleanup(folder.cleanup)
        os.environ["XDG_CACHE_HOME"] = folder.name


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Leave to the exhaustive run what is not in the sample of a test marked ``sample(n)``.

    About one in n is, by its name alone, so that a new one draws no others; and at least one.
    """
    drawn = defaultdict(list)
    for item in items:
        if mark := item.get_closest_marker("sample"):
            of_test = (item.path, getattr(item, "originalname", item.name), *mark.args)
            drawn[of_test].append((zlib.crc32(item.name.encode()), item))
    for (*_, one_in), found in drawn.items():
        first = min(number % one_in for number, _ in found)
        for number, item in found:
            if number % one_in != first:
                item.add_marker("exhaustive")


@pytest.fixture(scope="session")
def shipped():
    """The shipped cases, read once."""
    return load_cases(ROOT / "cases", OPERATORS)


@pytest.fixture(scope="session")
def load_solution():
    """A function that opens a solution's file in this process, with what lies beside it."""

    def load(path, allow=(), dialect=None):
        options = Options(isolated=False, allow=allow, dialect=dialect)
        return open_implementation(str(path), options)

    return load


class RememberingReference:
    """PyTorch's answers, kept by the problem's contents; many implementations are asked alike."""

    name = "remembering"

    def __init__(self):
        from cnncheck.references.torch_reference import TorchReference  # which takes a second

        self._torch = TorchReference()
        self._known = {}

    def answer(self, problem):
        arrays = tuple((each.shape, each.tobytes()) for each in problem.arrays.values())
        rest = tuple(
            str(value)
            for value in problem.arguments.values()
            if isinstance(value, int | tuple | str)
        )
        key = hash(
            (
                problem.function,
                problem.out_shape,
                problem.dtype.name,
                problem.algorithm,
                arrays,
                rest,
            )
        )
        if key not in self._known:
            self._known[key] = self._torch.answer(problem)
        return self._known[key]

    def yardstick(self, problem):
        return self._torch.yardstick(problem)


@pytest.fixture(scope="session")
def remembering():
    """One reference for the whole session."""
    return RememberingReference()


@pytest.fixture(scope="session")
def verdicts(remembering):
    """A function that puts cases to an implementation and returns (question, verdict) pairs."""

    def ask(cases, implementation, functions=None, until_failure=False):
        asked = [q for q in questions(cases) if functions is None or q.function in functions]
        found = []
        for question, answers in ask_all(asked, implementation, lambda: remembering):
            found.append((question, judge(question.case, answers)))
            outcome = found[-1][1].outcome
            if until_failure and not outcome.passed and outcome is not Outcome.NOT_ASKED:
                break
        return found

    return ask
