"""What poolings share in torch: padding that it has no words for, and gradients. torch is not imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Arguments = dict[str, Any]


def is_even(a: Arguments) -> bool:
    """Whether as much is added before an image as behind it."""
    return bool(tuple(a["padding"]) == tuple(a["padding_after"]))


def is_pooled(a: Arguments) -> bool:
    """Whether a pooling takes the padding: it is even, and of at most half of a window."""
    return is_even(a) and all(2 * p <= k for p, k in zip(a["padding"], a["window"], strict=True))


def pad_of(a: Arguments) -> list[int]:
    """Return what ``functional.pad`` takes: amounts of the last axis first, before and behind."""
    sides = zip(reversed(a["padding"]), reversed(a["padding_after"]), strict=True)
    return [amount for side in sides for amount in side]


def windows(a: Arguments, image: Sequence[int]) -> tuple[slice, ...]:
    """Return which windows of a pooling there are, of those over the padded image.

    Under ``ceil_mode`` a last one counts only if it begins in the image or in the padding before it,
    and once there are zeros around the image nobody can tell those from it.
    """
    dilation = a.get("dilation") or (1,) * len(image)
    told = (a["window"], a["stride"], dilation, a["padding"], a["padding_after"])
    kept = [slice(None), slice(None)]
    for n, k, s, d, before, behind in zip(image, *told, strict=True):
        room = before + n + behind - d * (k - 1) - 1
        last = -(-room // s) if a["ceil_mode"] else room // s
        kept.append(slice(last + (last * s < before + n)))
    return tuple(kept)


def passes_of(forward: Callable[[Arguments], Any]) -> Mapping[str, Callable[[Arguments], Any]]:
    """Return a pooling's passes; its gradient is autograd's own.

    A gradient that is smaller than the output belongs to the leading windows; the others carry none.
    """

    def backward(a: Arguments) -> Any:
        X, gradient = a["X"].requires_grad_(), a["out_grad"]
        forward(a)[tuple(map(slice, gradient.shape))].backward(gradient)
        return X.grad

    return {"forward": forward, "backward": backward}
