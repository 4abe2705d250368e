"""The notebook's picture of padding: x beside x_pad, as images."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.errors import UsageError
from cnncheck.rendering.atomic import write_atomically

if TYPE_CHECKING:
    from numpy.typing import NDArray


def draw_padding(
    x: NDArray[Any],
    x_pad: NDArray[Any],
    path: str | Path,
    *,
    titles: tuple[str, str] = ("x", "x_pad"),
) -> None:
    """Draw two planes beside each other on one scale of colours and write them to a file.

    Parameters
    ----------
    x, x_pad : ndarray, shape (H, W)
    path : str or Path
        Its suffix decides the format: ``.png``, ``.svg``, ``.pdf``, or another of matplotlib's.
    titles : pair of str

    Raises
    ------
    UsageError
        If matplotlib is not installed, does not know the suffix, or the place cannot be written
        to.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator
    except ImportError as error:
        raise UsageError(
            "drawing needs matplotlib, which is not installed",
            "install it: pip install 'cnncheck[plot]'",
        ) from error

    # A figure with a canvas of its own: pyplot would look for a display and keep global state.
    figure = Figure(figsize=(8, 4), layout="constrained")
    canvas = FigureCanvasAgg(figure)
    file_format = _format_of(Path(path), canvas.get_supported_filetypes())
    low, high = _scale(x, x_pad)
    for axes, plane, title in zip(figure.subplots(1, 2), (x, x_pad), titles, strict=True):
        image = axes.imshow(plane, vmin=low, vmax=high)
        axes.set_title(title)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(MaxNLocator(integer=True))
    figure.colorbar(image, ax=figure.axes, shrink=0.8)
    picture = io.BytesIO()
    canvas.print_figure(picture, format=file_format)
    write_atomically(path, picture.getvalue())


def _format_of(path: Path, known: dict[str, str]) -> str:
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in known:
        raise UsageError(
            f"cannot draw to {path}: {path.suffix or 'no suffix'} is no format of a picture",
            f"end the name in .png, or one of {', '.join(sorted(known))}",
        )
    return suffix


def _scale(*planes: NDArray[Any]) -> tuple[float, float]:
    finite = np.concatenate([plane[np.isfinite(plane)] for plane in planes])
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
