"""The names and arguments of ``torch.nn.functional``, and gradients in the same manner.

``conv2d(input, weight, bias=, stride=, padding=)``, ``max_pool2d(input, kernel_size, stride=)``,
``adaptive_avg_pool2d(input, output_size)`` and ``pad(input, pad, mode=, value=)``; ``conv2d_backward_input``
and ``conv2d_backward_weight`` take ``grad_output``, ``input`` and ``weight``, ``conv2d_backward_bias``
takes ``grad_output``, ``max_pool2d_backward`` ``grad_output``, ``input`` and ``kernel_size``; all by
position, and what can have a default by keyword; ``bias``, ``dilation=`` and ``groups=`` only where they
say something. What a function takes as one number alone is handed over as one.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from cnncheck.dialects.base import FORWARD, Dialect, Lacking, Signature
from cnncheck.dialects.course import number
from cnncheck.dialects.fitting import fitted
from cnncheck.dialects.left_out import in_their_words, is_window, may_be_left_out
from cnncheck.dialects.one_number import heard_numbers, heard_pairs, heard_ranks
from cnncheck.dialects.outline import Outline
from cnncheck.dialects.padding_words import MEANINGS, SAME, heard_words, told, word_of
from cnncheck.dialects.turning import partial_gradient
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.calls import Call, Given, Reply, Step
    from cnncheck.dialects.base import Fit
    from cnncheck.dialects.one_number import Numbers
    from cnncheck.dialects.padding_words import Heard
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Problem

CONVOLUTIONS = ("conv1d", "conv2d", "conv3d")
PADDINGS = ("pad", "pad_backward")
TRANSPOSED = ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d")

_FILTERED = {"input": "X", "weight": "W"}
_STEPS = {
    "stride=": "stride",
    "padding=": "padding",
    "dilation=?": "dilation",
    "groups=?": "groups",
}
_STRIDE = "stride="
_WINDOW = {"input": "X", "kernel_size": "window", _STRIDE: "stride"}
_POOL = {
    **_WINDOW,
    "padding=?": "padding",
    "dilation=?": "dilation",
    "ceil_mode=?": "ceil_mode",
}
_AVERAGE = {
    **_WINDOW,
    "padding=": "padding",
    "ceil_mode=?": "ceil_mode",
    "count_include_pad=?": "count_include_pad",
    "divisor_override=?": "divisor",
}
_POOLINGS = {
    f"{kind}_pool{rank}d": told
    for kind, told in (("max", _POOL), ("avg", _AVERAGE))
    for rank in (1, 2, 3)
}
_POOLINGS["avg_pool1d"] = {
    theirs: ours for theirs, ours in _AVERAGE.items() if ours != "divisor"
}  # which has none in torch either
_POOLINGS |= {
    f"adaptive_{kind}_pool{rank}d": {"input": "X", "output_size": "output_size"}
    for kind in ("max", "avg")
    for rank in (1, 2, 3)
}
_SHOWN = 4
"""Arguments that are told to be one number."""
_GRADIENTS = {"backward_filter": "grad_weight", "backward_bias": "grad_bias"}
_GRAD = {"grad_output": "out_grad"}
_SIDES = {"pad": "before", "mode=?": "mode", "value=?": "value"}
_OF_CONV = _GRAD | _FILTERED | _STEPS
_TRANSPOSING = {**_STEPS, "output_padding=?": "output_padding"}
_OF_TRANSPOSED = _GRAD | _FILTERED | _TRANSPOSING


_RANKS = {1: "sequences", 2: "images", 3: "volumes"}


class Functional(Dialect):
    """Gradients are those of the convolution as called, with its padding."""

    name = "functional"
    about = "as torch.nn.functional"
    optional = ("padding",)
    takes_one = True
    outline: Outline = Outline()
    """What the code defines."""
    words_taken: Heard = MappingProxyType({})
    """By operator and pass, the words for a padding that the code takes."""
    numbers: Numbers = MappingProxyType({})
    """By operator and pass, the parameters that the code takes as one number alone."""
    pairs: Numbers = MappingProxyType({})
    """Those that it takes as a pair alone, also where both are the same."""
    omits: bool = False
    """Whether a stride is left out where code says that it may be."""
    others: frozenset[tuple[str, str]] = frozenset()
    """Operators and passes of ranks that a function is not written for which stands for several."""
    signatures: ClassVar[Mapping[tuple[str, str], Signature]] = {
        ("zero_padding", "forward"): Signature("pad", {"input": "X", "pad": "padding"}),
        **{
            (f"pad{rank}d", pass_name): signature
            for rank in (1, 2, 3)
            for pass_name, signature in {
                "forward": Signature("pad", {"input": "X", **_SIDES}),
                "backward": Signature("pad_backward", {**_GRAD, **_SIDES}),
            }.items()
        },
        **{
            (name, pass_name): signature
            for name in CONVOLUTIONS
            for pass_name, signature in {
                "forward": Signature(name, {**_FILTERED, "bias=?": "b", **_STEPS}),
                "backward_filter": Signature(f"{name}_backward_weight", _OF_CONV),
                "backward_input": Signature(f"{name}_backward_input", _OF_CONV),
                "backward_bias": Signature(f"{name}_backward_bias", _GRAD),
            }.items()
        },
        **{
            (name, pass_name): signature
            for name in TRANSPOSED
            for pass_name, signature in {
                "forward": Signature(name, {**_FILTERED, "bias=?": "b", **_TRANSPOSING}),
                "backward_filter": Signature(f"{name}_backward_weight", _OF_TRANSPOSED),
                "backward_input": Signature(f"{name}_backward_input", _OF_TRANSPOSED),
                "backward_bias": Signature(f"{name}_backward_bias", _GRAD),
            }.items()
        },
        **{
            (name, pass_name): signature
            for name, told in _POOLINGS.items()
            for pass_name, signature in {
                "forward": Signature(name, told),
                "backward": Signature(f"{name}_backward", _GRAD | told),
            }.items()
        },
    }
    # Many a file has some function called pad, and some of those take one number.
    telling = frozenset(each.function for each in signatures.values()) - {"pad"}

    def fit(self, outline: Outline) -> Fit | None:
        """Remember what the code defines."""
        found = super().fit(outline) or self._of_pad_alone(outline)
        if found is None:
            return None
        its = copy(found.dialect)
        its.outline = outline  # type: ignore[attr-defined]
        return replace(found, dialect=its)

    def _of_pad_alone(self, outline: Outline) -> Fit | None:
        """Return the fit of code that has none of the other functions, and loses against any other.

        By its mode one knows torch's.
        """
        if not any("mode" in each.parameters for each in outline.functions_named("pad")):
            return None
        its = copy(self)
        its.telling = frozenset({"pad"})  # type: ignore[misc]
        found = fitted(its, outline)
        return found and replace(found, passes=0)

    def heard(self, ask: Callable[[Call], Reply]) -> tuple[Dialect, str]:
        """Find out which functions take words, numbers or pairs alone, and which images alone."""
        its = copy(self)
        names = frozenset(self.outline.names)
        its.words_taken = heard_words(self, CONVOLUTIONS, self.outline, ask)
        its.numbers = heard_numbers(self, names, ask)
        its.pairs = heard_pairs(self, names, ask)
        its.others = heard_ranks(self, names, ask)
        its.omits = True
        takes = [
            *told(self, its.words_taken),
            *self._arguments_told("one number, and no pair", its.numbers),
            *self._arguments_told("a pair, and no number", its.pairs),
            *(
                f"no {_RANKS[OPERATORS[key[0]].rank]} for {self.called(*key)}"
                for key in sorted(its.others)
            ),
        ]
        return its, "; ".join(takes)

    def _arguments_told(self, what: str, names: Numbers) -> list[str]:
        """Say of which functions what arguments are such, as people write them."""
        alone = [
            f"{theirs.rstrip('=?')} of {self.called(*key)}"
            for key, its in names.items()
            for theirs, ours in self.signature(*key).arguments.items()
            if ours in its
        ]
        return [f"{what}, for {_shortened(alone)}"] if alone else []

    def cannot(self, case: Case, pass_name: str) -> str:
        """Say that a gradient is always that of the whole output.

        A function that takes no mode pads images alone, with zeros. What is said by a word needs no
        amounts.
        """
        if self._word(case, pass_name) == SAME:
            case = case.but(padding=0)
        sig = self.signature(case.operator, pass_name)
        if (case.operator, pass_name) in self.others:
            return Lacking(f"{_RANKS[OPERATORS[case.operator].rank]} of {sig.function}")
        alone = self.numbers.get((case.operator, pass_name), ())
        for theirs, ours in sig.arguments.items() if alone else ():
            if ours in alone and len({*case.parameters[ours]}) > 1:  # type: ignore[misc]
                return Lacking(f"pair for {theirs.rstrip('=?')} of {sig.function}")
        sided = sig.function in PADDINGS and case.operator != "zero_padding"
        if sided and "mode" not in sig.arguments.values():
            return Lacking(f"mode of {sig.function}")
        return super().cannot(case, pass_name) or partial_gradient(case, pass_name)

    def result(self, operator: str, pass_name: str) -> str:
        """Return what torch calls the gradients."""
        if pass_name == FORWARD:
            return super().result(operator, pass_name)
        return _GRADIENTS.get(pass_name, "grad_input")

    def _word(self, case: Case, pass_name: str) -> str:
        """Return the word by which the code is told a padding; empty where it is told numbers."""
        taken = self.words_taken.get((case.operator, pass_name))
        word = word_of(OPERATORS[case.operator].windows(case).axes) if taken else ""
        return word if taken and word in taken else ""

    def told(self, problem: Problem, sentence: str) -> str:
        """Return a sentence with words for paddings as far as the code is told them, and for no stride."""
        if self._omits(problem.operator, problem.pass_name):
            sentence = in_their_words(sentence)
        for word in self.words_taken.get((problem.operator, problem.pass_name), ()):
            sentence = sentence.replace(MEANINGS[word], f'where padding is "{word}"')
        return super().told(problem, sentence)

    def _step(self, problem: Problem, pass_name: str) -> Step:
        """Leave a pooling's stride out where it may be."""
        step = super()._step(problem, pass_name)
        if not is_window(problem.case) or not self._omits(problem.operator, pass_name):
            return step
        told = {name: value for name, value in step.arguments.items() if name != _STRIDE}
        return replace(step, arguments=told)

    def arguments(self, problem: Problem) -> Iterator[tuple[str, object]]:
        """Yield what a problem is given, without a stride that is left out."""
        omitted = is_window(problem.case) and self._omits(problem.operator, problem.pass_name)
        for name, value in super().arguments(problem):
            yield from ((name, value),) * (not omitted or name != _STRIDE.rstrip("="))

    def _omits(self, operator: str, pass_name: str) -> bool:
        written = self.outline.functions_named(self.called(operator, pass_name))
        return self.omits and may_be_left_out(_STRIDE.rstrip("="), written)

    def value(self, problem: Problem, argument: str) -> Given:
        """Return padding as ``pad`` takes it, of the last axis first, before and after; or as a word."""
        case = problem.case
        if argument == "padding" and (word := self._word(case, problem.pass_name)):
            return word
        if argument in self.numbers.get((problem.operator, problem.pass_name), ()):
            return number(problem, argument)
        if argument in self.pairs.get((problem.operator, problem.pass_name), ()):
            return problem.case.parameters[argument]
        if argument == "before":
            sides = (case.before, case.after)
        elif (case.operator, argument) == ("zero_padding", "padding"):
            sides = (case.padding, case.padding)
        else:
            return super().value(problem, argument)
        return tuple(each for axis in reversed([*zip(*sides, strict=True)]) for each in axis)


def _shortened(several: list[str]) -> str:
    more = f" and {len(several) - _SHOWN} more" if len(several) > _SHOWN else ""
    return f"{', '.join(several[:_SHOWN])}{more}"


FUNCTIONAL = Functional()
