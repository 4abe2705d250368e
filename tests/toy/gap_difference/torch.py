"""The same in PyTorch."""

from functools import partial

import torch


def _forward(a, sign=-1):
    count = a["X"].shape[3] - a["gap"]
    return a["X"][..., a["gap"] :: a["step"]] + sign * a["X"][..., : count : a["step"]]


def _backward(a, sign=-1):
    a["X"].requires_grad_()
    (gradient,) = torch.autograd.grad(_forward(a, sign), a["X"], a["out_grad"])
    return gradient


PASSES = {"forward": _forward, "backward": _backward}
MAGNITUDES = {"forward": partial(_forward, sign=1), "backward": partial(_backward, sign=1)}
