"""Where each operator is: a folder, found by one line here or by one call of `register`.

A folder has like files: ``operator`` (what it is told, its passes and its shapes; it may hold one
layer for images of several ranks, each with a name and a line of its own), ``formula`` (the
definition), ``torch`` (the reference), and others that a feature looks for. Each is imported by
who needs it, and nothing is imported here: reading the names of commands must not wait for NumPy.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from cnncheck.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "CNNCHECK_PLUGINS"
"""An environment variable: modules, separated by commas, that call `register`."""


@dataclass(frozen=True, slots=True)
class Place:
    """Place of an operator.

    Attributes
    ----------
    name : str
        What cases call it: ``conv2d``.
    package : str
        Its folder, as it is imported.
    command : str
        The command that asks about one problem: ``conv``; empty where there is none.
    does : str
        What that command does, in one sentence.
    """

    name: str
    package: str
    command: str = ""
    does: str = ""


def _shipped(name: str, folder: str, command: str, layer: str) -> Place:
    """Return the place of an operator here; its images are of as many axes as its name says."""
    images = {"1d": "sequences", "3d": "volumes"}.get(name[-2:], "images")
    gradients = {"conv": " and its gradients", "zero": ""}.get(name[:4], " and its gradient")
    return Place(
        name, f"{__package__}.{folder}", command, f"Check one {layer} of {images}{gradients}."
    )


_PLACES: dict[str, Place] = {
    place.name: place
    for place in (
        _shipped("zero_padding", "zero_padding", "pad", "zero padding"),
        _shipped("conv2d", "conv", "conv", "convolution"),
        _shipped("max_pool2d", "max_pool", "pool", "max pooling"),
        _shipped("avg_pool2d", "avg_pool", "avgpool", "average pooling"),
        _shipped("conv1d", "conv", "conv1d", "convolution"),
        _shipped("conv_transpose1d", "conv_transpose", "convt1d", "transposed convolution"),
        _shipped("conv_transpose2d", "conv_transpose", "convt2d", "transposed convolution"),
        _shipped("conv_transpose3d", "conv_transpose", "convt3d", "transposed convolution"),
        _shipped("conv3d", "conv", "conv3d", "convolution"),
        _shipped("max_pool1d", "max_pool", "pool1d", "max pooling"),
        _shipped("max_pool3d", "max_pool", "pool3d", "max pooling"),
        _shipped("avg_pool1d", "avg_pool", "avgpool1d", "average pooling"),
        _shipped("avg_pool3d", "avg_pool", "avgpool3d", "average pooling"),
        _shipped("pad1d", "pad", "pad1d", "padding of any mode"),
        _shipped("pad2d", "pad", "pad2d", "padding of any mode"),
        _shipped("pad3d", "pad", "pad3d", "padding of any mode"),
        _shipped(
            "adaptive_avg_pool1d", "adaptive_avg_pool", "adaptiveavg1d", "adaptive average pooling"
        ),
        _shipped(
            "adaptive_avg_pool2d", "adaptive_avg_pool", "adaptiveavg2d", "adaptive average pooling"
        ),
        _shipped(
            "adaptive_avg_pool3d", "adaptive_avg_pool", "adaptiveavg3d", "adaptive average pooling"
        ),
        _shipped(
            "adaptive_max_pool1d", "adaptive_max_pool", "adaptivemax1d", "adaptive max pooling"
        ),
        _shipped(
            "adaptive_max_pool2d", "adaptive_max_pool", "adaptivemax2d", "adaptive max pooling"
        ),
        _shipped(
            "adaptive_max_pool3d", "adaptive_max_pool", "adaptivemax3d", "adaptive max pooling"
        ),
    )
}


_DIALECTS: dict[str, str] = {
    "notebook": "cnncheck.dialects.notebook:NOTEBOOK",
    "layers": "cnncheck.dialects.notebook:LAYERS",
    "functional": "cnncheck.dialects.functional:FUNCTIONAL",
    "cs231n": "cnncheck.dialects.cs231n:CS231N",
    "deeplearning_ai": "cnncheck.dialects.deeplearning_ai:DEEPLEARNING_AI",
    "layer_classes": "cnncheck.dialects.layer_classes:LAYER_CLASSES",
    "holberton": "cnncheck.dialects.holberton:HOLBERTON",
    "minitorch": "cnncheck.dialects.minitorch:MINITORCH",
    "needle": "cnncheck.dialects.needle:NEEDLE",
}
"""Module and name of each way of calling layers, by its own name."""

SHIPPED_DIALECTS = tuple(_DIALECTS)
"""Without those of modules that `VARIABLE` names."""


def register_dialect(name: str, where: str) -> None:
    """Add a dialect, as `register` adds an operator; ``where`` is ``module:NAME``.

    Raises
    ------
    ValueError
        When there is another of the name.
    """
    if _DIALECTS.setdefault(name, where) != where:
        raise ValueError(f"there is a dialect {name!r} already")


def dialect_places() -> Mapping[str, str]:
    """Return where all dialects are, the shipped ones first."""
    _import_plugins()
    return _DIALECTS


def register(place: Place) -> None:
    """Add an operator, before any is used: call it in a module that `VARIABLE` names.

    Raises
    ------
    ValueError
        When there is another of the name, or with the command.
    """
    known = _PLACES.get(place.name)
    if known not in {None, place}:
        raise ValueError(f"there is an operator {place.name!r} already")
    for other in _PLACES.values():
        if place.command and other.command == place.command and other != place:
            raise ValueError(
                f"{place.name} cannot have the command {place.command!r}, which is {other.name}'s"
            )
    _PLACES[place.name] = place


def places() -> Mapping[str, Place]:
    """Return all operators' places by name, the shipped ones first.

    Raises
    ------
    UsageError
        When a module that `VARIABLE` names cannot be imported, or registers what is taken.
    """
    _import_plugins()
    return _PLACES


@cache
def _import_plugins() -> None:
    for name in filter(None, os.environ.get(VARIABLE, "").split(",")):
        try:
            import_module(name.strip())
        except ImportError as error:
            raise UsageError(
                f"{VARIABLE} names {name.strip()}, which cannot be imported: {error}",
                "install it, or put its folder into PYTHONPATH",
            ) from error
        except ValueError as error:
            raise UsageError(
                f"{VARIABLE} names {name.strip()}, which cannot be used: {error}",
                "register it under another name, or leave one of them out",
            ) from error


@cache
def part(operator: str, name: str) -> Any:
    """Import one file of an operator's folder.

    Raises
    ------
    ModuleNotFoundError
        Where the folder has no such file.
    """
    return import_module(f"{places()[operator].package}.{name}")


def has_part(operator: str, name: str) -> bool:
    """Whether an operator's folder has a file, without importing it."""
    return find_spec(f"{places()[operator].package}.{name}") is not None
