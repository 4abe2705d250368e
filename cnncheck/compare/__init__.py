"""From two answers to a verdict: shape, then dtype, then values, within a derived bound."""

from __future__ import annotations

from cnncheck.asking.answers import Answers
from cnncheck.compare.judge import judge
from cnncheck.compare.verdict import Figures, Summary, Verdict, Worst

__all__ = ["Answers", "Figures", "Summary", "Verdict", "Worst", "judge"]
