"""Fuzzing in this process, with one reference for all tests."""

import pytest

from cnncheck.dialects.choosing import EVERYTHING
from cnncheck.fuzzing.fuzz_settings import FuzzSettings
from cnncheck.fuzzing.fuzzing import fuzz
from cnncheck.implementations import builtin
from cnncheck.implementations.base import BUILTIN
from cnncheck.implementations.inprocess import InProcess
from cnncheck.references.opinion import asked


class Ahead:
    """The shared reference under the name that fuzzing calls: it is open already."""

    stored = 0

    def __init__(self, reference):
        self._reference = reference

    def submit(self, problem, method="answer"):
        from concurrent.futures import Future

        future = Future()
        future.set_result(asked(self._reference, method, problem))
        return future


@pytest.fixture
def fuzzed(remembering):
    """A function that fuzzes an implementation."""

    def run(implementation, operators=("conv2d",), **fields):
        fields = {"examples": 100, "seed": 1, "seconds": 300.0, "shrink_seconds": 0.0} | fields
        settings = FuzzSettings(operators=operators, reference=Ahead(remembering), **fields)
        return fuzz(implementation, settings, lambda case, name, impl: f"{case.name} {name} {impl}")

    return run


@pytest.fixture
def right():
    """The built-in layers, in this process."""
    return InProcess(BUILTIN, builtin.FUNCTIONS, choice=EVERYTHING)
