"""Problems to answers, from both sides."""

from __future__ import annotations

from cnncheck.asking.answers import Answers
from cnncheck.asking.both_sides import Question, ask_all, questions

__all__ = ["Answers", "Question", "ask_all", "questions"]
