"""Problems to answers, from both sides."""

from __future__ import annotations

from cnncheck.asking.answers import Answers
from cnncheck.asking.both_sides import ask_all
from cnncheck.asking.question import Question, questions, visible_first

__all__ = ["Answers", "Question", "ask_all", "questions", "visible_first"]
