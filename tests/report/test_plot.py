"""The picture of padding, and what is said when it cannot be drawn."""

import subprocess
import sys

import numpy as np
import pytest

from cnncheck.errors import UsageError
from cnncheck.rendering.plot import draw_padding

X = np.array([[0.25, np.nan], [np.inf, 1.0]])


def test_it_draws_both_planes_with_their_titles(tmp_path):
    """The text of an SVG can be looked into, with fonts left as text."""
    import matplotlib as mpl

    path = tmp_path / "pad.svg"
    with mpl.rc_context({"svg.fonttype": "none"}):
        draw_padding(X, np.pad(X, 1), path)
    text = path.read_text()
    assert text.count("<image") >= 2
    assert ">x</text>" in text
    assert ">x_pad</text>" in text


def test_it_writes_png_without_a_display(tmp_path, monkeypatch):
    """Whatever the environment says about displays and backends."""
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("MPLBACKEND", "TkAgg")
    draw_padding(X, np.pad(X, 1), str(tmp_path / "pad.PNG"))
    assert (tmp_path / "pad.PNG").read_bytes().startswith(b"\x89PNG\r\n")


def test_it_never_imports_pyplot(tmp_path):
    """Which would choose a backend, and remember every figure."""
    code = (
        "import sys, numpy\n"
        "from cnncheck.rendering.plot import draw_padding\n"
        "draw_padding(numpy.eye(2), numpy.pad(numpy.eye(2), 1), sys.argv[1])\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "pad.png")]
    assert subprocess.run(command, check=False, timeout=60).returncode == 0


def test_without_matplotlib_it_says_what_to_install(tmp_path, monkeypatch):
    """The extra is named as pip wants it."""
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(UsageError) as caught:
        draw_padding(X, X, tmp_path / "pad.png")
    assert str(caught.value) == (
        "drawing needs matplotlib, which is not installed; install it: pip install 'cnncheck[plot]'"
    )


@pytest.mark.parametrize(("name", "said"), [("pad.xyz", ".xyz"), ("pad", "no suffix")])
def test_unknown_suffixes_are_refused(tmp_path, name, said):
    """Before anything is drawn, and with the suffixes that are known."""
    with pytest.raises(UsageError) as caught:
        draw_padding(X, X, tmp_path / name)
    message = str(caught.value)
    assert message.startswith(
        f"cannot draw to {tmp_path / name}: {said} is no format of a picture; "
        "end the name in .png, or one of "
    )
    assert "svg" in message
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(tmp_path):
    """As for every other file that is written."""
    with pytest.raises(UsageError, match="there is no folder"):
        draw_padding(X, X, tmp_path / "no" / "pad.png")
