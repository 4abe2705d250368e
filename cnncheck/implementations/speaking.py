"""Code under test is asked problems; whoever runs it sees calls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.dialects import NOTEBOOK
from cnncheck.implementations.base import Reply
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.dialects import Call, Dialect
    from cnncheck.operators.problem import Problem


class Speaking(ABC):
    """An implementation in some dialect."""

    dialect: Dialect = NOTEBOOK

    def ask(self, problem: Problem, forbid: Sequence[str] = ()) -> Reply:
        """Put a problem in the implementation's dialect.

        Parameters
        ----------
        problem : Problem
        forbid : sequence of str, optional
            Dotted names that may not be used for this question.
        """
        if unsaid := self.dialect.cannot(problem):
            message = f"the dialect {self.dialect.name} cannot say {unsaid}"
            return Reply(None, Outcome.NOT_ASKED, message)
        reply = self.call(self.dialect.call(problem), forbid)
        return replace(reply, words=self.dialect.words(problem))

    @abstractmethod
    def call(self, call: Call, forbid: Sequence[str] = ()) -> Reply:
        """Make one call; ``forbid`` as for `ask`."""
