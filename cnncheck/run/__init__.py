"""Problems to answers, from both sides."""

from __future__ import annotations

from cnncheck.run.answers import Answers
from cnncheck.run.asking import Question, ask_all, questions

__all__ = ["Answers", "Question", "ask_all", "questions"]
