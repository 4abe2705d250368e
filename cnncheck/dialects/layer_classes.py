"""Layers as classes: ``Convolution(W, b, stride, pad)``, or ``Conv2d(in_channels, out_channels, ...)``.

What the constructor takes is known by the names of its parameters. Where it takes no weights, they are
set in the object. ``forward(x)`` and ``backward(dout)`` are called, or ``__call__``; gradients are in
what ``backward`` returns, or in attributes such as ``dW``, ``grad_weight`` or ``grads["W"]``.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, ClassVar

from cnncheck.calls import Call, From, Step
from cnncheck.dialects.base import FORWARD, Fit, Lacking, Signature
from cnncheck.dialects.course import Course, number
from cnncheck.dialects.layer_orders import bias_text, heard_bias, heard_orders, orders_text
from cnncheck.dialects.layers_found import WITH_CLASSES, Layer, best_layer, why_none
from cnncheck.dialects.left_out import in_their_words, is_window, may_be_left_out
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.calls import Given, Places, Reply
    from cnncheck.dialects.base import Dialect
    from cnncheck.dialects.outline import Outline
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Problem

_GRADIENT = ("d{}", "d_{}", "grad_{}", "{}_grad", "{}_gradient", "grad{}", "{}.grad", "grads.{}")
_GRADIENTS = (*_GRADIENT, "gradients.{}", "grad.{}", "grads.d{}")
_INPUT_GRADIENTS = ("dx", "dX", "d_x", "dinput", "dinputs", "d_input", "grad_input", "grad_x")
_TAKEN = ("stride", "padding", "bias")
"""What a constructor takes where it is that of a layer that can do it."""
_RATES = ("lr", "learning_rate", "learn_rate", "eta")


class LayerClasses(Course):
    """The classes of some code, by operator."""

    name = "layer_classes"
    about = "classes with forward and backward, as in Deep Learning from Scratch or torch.nn"
    results: ClassVar[Mapping[tuple[str, str], str]] = {
        ("conv2d", "backward_input"): "dx",
        ("max_pool2d", "backward"): "dx",
        ("avg_pool2d", "backward"): "dx",
    }
    layers: Mapping[str, Layer] = {}
    obstacles: Mapping[str, str] = {}
    """By operator, why its class is not understood, where there is one."""
    pairs = ("window",)
    bias_axes: tuple[int, ...] = ()
    """On which a class has its bias, -1 for one of length 1; empty for F alone."""

    def fit(self, outline: Outline) -> Fit | None:
        """Look for one class of each operator whose constructor can be understood."""
        its = LayerClasses()
        its.layers = {
            operator: found
            for operator in WITH_CLASSES
            if operator in OPERATORS and (found := best_layer(outline, operator))
        }
        if not its.layers:
            return None
        its.obstacles = {name: why_none(outline, name) for name in {*WITH_CLASSES} - {*its.layers}}
        its.signatures = dict(_signatures(its.layers))  # type: ignore[misc]
        its.said = {operator: _said(each) for operator, each in its.layers.items()}  # type: ignore[misc]
        words = sum(len(each.takes) for each in its.layers.values())
        told = tuple(f"class {each.written.made}" for each in its.layers.values())
        return Fit(its, len(its.signatures), words, told)

    def heard(self, ask: Callable[[Call], Reply]) -> tuple[Dialect, str]:
        """Find out in which order the classes have the axes of weights and images, and those of a bias."""
        if not self.layers:
            return self, ""
        its = copy.copy(self)
        its.bias_axes = heard_bias(self, ask)
        axes = heard_orders(its, ask)
        first = next(iter(self.layers.values()))  # the convolution, where there is one
        takes = [orders_text(axes, {"X": "images", "W": first.weight})] if axes else []
        if its.bias_axes:
            takes.append(f"{first.bias} as {bias_text(its.bias_axes)}")
        return its.ordered(axes) if axes else its, " and ".join(takes)

    def ordered(self, axes: Mapping[str, tuple[int, ...]]) -> LayerClasses:
        """Return these classes with another order of axes."""
        its = copy.copy(self)
        its.axes = axes  # type: ignore[misc]
        return its

    def made(self, problem: Problem, bias: bool = False) -> Call:
        """Return a call that makes an object, and gives the weights that it has then, or the bias."""
        layer, function = self.layers[problem.operator], problem.function
        return Call(
            function,
            self._constructed(problem, layer),
            shown=layer.written.name,
            read=(From(0, _path(layer.bias if bias else layer.weight)),),
        )

    def called(self, operator: str, pass_name: str) -> str:
        """Return the class and the method."""
        layer = self.layers.get(operator)
        if layer is None:
            return super().called(operator, pass_name)
        method = FORWARD if pass_name == FORWARD else layer.backward or "backward"
        return f"{layer.written.name}.{method}"

    def runs_forward(self, operator: str, pass_name: str) -> bool:
        """Say so of every backward pass."""
        return pass_name != FORWARD and operator in self.layers

    def cannot(self, case: Case, pass_name: str) -> str:
        """Say what no class, no method and no constructor of the code is for.

        A constructor that takes one size makes square filters.
        """
        layer = self.layers.get(case.operator)
        if (case.operator, pass_name) not in self.signatures and case.operator in WITH_CLASSES:
            obstacle = self.obstacles.get(case.operator, "")
            return Lacking(_lacking(case.operator, pass_name, layer, obstacle))
        if layer and layer.weight and not layer.handed_weights and len({*case.filter[2:]}) > 1:
            return "filters that are not square"
        if layer and not layer.weight and len({*case.window}) > 1 and not layer.two_sides:
            return "windows that are not square"
        why = super().cannot(case, pass_name)
        theirs = layer is not None and why in _TAKEN
        return Lacking(f"{why} of {layer.written.made}") if layer and theirs else why

    def call(self, problem: Problem) -> Call:
        """Make an object, set its weights, go forward, and go back where that is asked."""
        layer = self.layers[problem.operator]
        function, name = problem.function, layer.written.name
        steps = [Step(function, self._constructed(problem, layer), name)]
        if layer.weight and not layer.handed_weights:
            values: dict[str, Given] = {layer.weight: self.value(problem, "W")}
            values |= {layer.bias: self.value(problem, "b")} if layer.bias else {}
            steps.append(Step(function, values, name, of=From(0)))
        x = {_first(layer, FORWARD, "x"): self.value(problem, "X")}
        if problem.pass_name == FORWARD or not layer.backward:
            last = Step(function, x, f"{name}.forward", From(0), "forward|__call__")
        else:
            steps.append(Step(function, x, f"{name}.forward", From(0), "forward|__call__"))
            shown = f"{name}.{layer.backward}"
            last = Step(function, self._back(problem, layer), shown, From(0), layer.backward)
        return Call(
            function,
            last.arguments,
            problem.nbytes,
            problem.hidden,
            before=tuple(steps),
            shown=last.shown,
            of=last.of,
            method=last.method,
            read=_read(problem.pass_name, layer, len(steps)),
            also=tuple(_read(each, layer, len(steps)) for each in _beside(problem, layer)),
        )

    def arguments(self, problem: Problem) -> Iterator[tuple[str, object]]:
        """Yield arrays as methods call them, and what the constructor takes besides."""
        yield from super().arguments(problem)
        layer = self.layers[problem.operator]
        sized = () if layer.weight or layer.handed_weights else ("side", "high", "wide")
        for meaning in (*sized, "stride", "padding"):
            omitted = meaning == "stride" and self._omits(problem, layer)
            known = meaning in problem.case.parameters
            if meaning in layer.takes and (known or meaning in sized) and not omitted:
                value = number(problem, meaning) if known else _size(problem, meaning)
                yield layer.takes[meaning], value

    def told(self, problem: Problem, sentence: str) -> str:
        """Return a sentence with words for no stride, where a class may be made without."""
        layer = self.layers.get(problem.operator)
        if layer and may_be_left_out(layer.takes.get("stride", ""), [layer.written.made]):
            sentence = in_their_words(sentence)
        return super().told(problem, sentence)

    def _omits(self, problem: Problem, layer: Layer) -> bool:
        may = may_be_left_out(layer.takes.get("stride", ""), [layer.written.made])
        return may and is_window(problem.case)

    def _constructed(self, problem: Problem, layer: Layer) -> dict[str, Given]:
        values: dict[str, Given] = {}
        for meaning, name in layer.takes.items():
            if meaning in ("W", "b") and layer.handed_weights:
                values[f"{name}="] = self.value(problem, meaning)
            elif meaning == "stride" and self._omits(problem, layer):
                continue
            elif meaning in ("stride", "padding"):
                given = meaning in problem.case.parameters
                values[f"{name}="] = number(problem, meaning) if given else 0
            elif meaning == "b":
                values[f"{name}="] = True
            else:
                values[f"{name}="] = _size(problem, meaning)
        return values

    def _back(self, problem: Problem, layer: Layer) -> dict[str, Given]:
        values = {_first(layer, layer.backward, "dout"): self.value(problem, "out_grad")}
        others = layer.written.methods[layer.backward].parameters[1:]
        rates = {f"{each}=": 0.0 for each in others if each.lower() in _RATES}
        return {**values, **rates}

    def order(self, problem: Problem) -> tuple[int, ...]:
        """Return the axes of the bias for its gradient."""
        bias = problem.pass_name == "backward_bias"
        return self.bias_axes if bias else super().order(problem)


def _lacking(operator: str, pass_name: str, layer: Layer | None, obstacle: str) -> str:
    """Say what code lacks for a pass: a class, its backward, or a bias."""
    if layer is None:
        return f"a class for {operator}" + (f" that is understood ({obstacle})" if obstacle else "")
    bias = pass_name == "backward_bias" and layer.backward
    return f"bias of {layer.written.made}" if bias else f"{layer.written.name}.backward"


def _signatures(layers: Mapping[str, Layer]) -> list[tuple[tuple[str, str], Signature]]:
    found = []
    for operator, layer in layers.items():
        for pass_name in OPERATORS[operator].passes:
            if pass_name != FORWARD and not layer.backward:
                continue
            if pass_name == "backward_bias" and not layer.bias:
                continue
            x, dout = _first(layer, FORWARD, "x"), _first(layer, layer.backward, "dout")
            words = {x: "X", layer.weight or "W": "W", layer.bias or "b": "b"}
            words |= {} if pass_name == FORWARD else {dout: "out_grad"}
            found.append(((operator, pass_name), Signature(layer.written.name, words)))
    return found


def _said(layer: Layer) -> tuple[str, ...]:
    bias = ("bias",) if layer.bias else ()
    return (
        "filter",
        "window",
        "ties",
        *bias,
        *(each for each in ("stride", "padding") if each in layer.takes),
    )


def _first(layer: Layer, method: str, usual: str) -> str:
    """Return what a method calls its first argument."""
    written = layer.written.methods.get(method) or layer.written.methods.get("__call__")
    return written.parameters[0] if written and written.parameters else usual


def _size(problem: Problem, meaning: str) -> int:
    shape, case = problem.case.input, problem.case
    if meaning in ("side", "high", "wide") and "window" in case.parameters:
        return int(case.window[meaning == "wide"])
    F, _, KH, KW = case.filter
    sizes: dict[str, int] = {"in": shape[1], "out": F, "side": KH, "high": KH, "wide": KW}
    return sizes[meaning]


def _beside(problem: Problem, layer: Layer) -> Iterator[str]:
    """Yield the other passes that the same call answers."""
    for each in OPERATORS[problem.operator].passes:
        if FORWARD not in (each, problem.pass_name) and each != problem.pass_name:
            yield from (each,) * (each != "backward_bias" or bool(layer.bias))


def _read(pass_name: str, layer: Layer, step: int) -> Places:
    """Return where the answer of a pass may be."""
    index = {"backward_filter": 1, "backward_bias": 2}.get(pass_name, 0)
    if pass_name == FORWARD:
        return (From(step, (0,)), From(step))
    if not index:
        kept = (From(0, (f".{name}",)) for name in _INPUT_GRADIENTS)
        return (From(step, (0,)), From(step), *kept)
    returned = (From(step, (index,)),)
    name = (layer.weight if index == 1 else layer.bias).rpartition(".")[2]
    usual = ("W", "w") if index == 1 else ("b",)
    names = dict.fromkeys((name, name.lower(), name.upper(), *usual))
    places = dict.fromkeys(form.format(each) for each in names for form in _GRADIENTS)
    listed = From(0, (".grads", index - 1))  # as in params = [W, b], grads = [dW, db]
    return (*(From(0, _path(place)) for place in places), *returned, listed)


def _path(place: str) -> tuple[str, ...]:
    """Return the way to ``dW``, to ``grads["W"]``, or to ``W.grad``."""
    owner, dot, key = place.partition(".")
    if not dot:
        return (f".{place}",)
    return (f".{owner}", f".{key}") if key == "grad" else (f".{owner}", key)


LAYER_CLASSES = LayerClasses()
