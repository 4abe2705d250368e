"""The manual page says what the commands say."""

import importlib.util
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("manual.py")
ROOT = SCRIPT.parent.parent.parent


@pytest.fixture(scope="module")
def manual():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("write_manual", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(manual):
    """Line by line."""
    held, now = manual.PAGE.read_text("utf-8").splitlines(), manual.manual().splitlines()
    changed = next((line for line in now if line not in held), "")
    assert held == now, f"after a change run .ci/written; new is {changed}"


def test_the_page_is_installed_where_man_looks(manual):
    """By the wheel, below the environment's prefix."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    shared = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert shared == {manual.PAGE.relative_to(ROOT).as_posix(): "share/man/man1/cnncheck.1"}


def test_text_is_escaped(manual):
    """What begins with a dot would be taken for a request, and a hyphen for a line break."""
    assert manual.roff(".b --c\\d\n'e") == "\\&.b \\-\\-c\\ed\n\\&'e"
    assert manual.plain("needs cnncheck\\[watch] [bold]now[/bold]\n please") == (
        "needs cnncheck[watch] now please"
    )


@pytest.mark.skipif(not shutil.which("man"), reason="man is not installed")
def test_man_shows_the_page_without_a_warning(manual):
    """With the options of the commands in it."""
    done = subprocess.run(
        ["man", "--warnings", "-l", str(manual.PAGE)],
        env={"PATH": "/usr/bin:/bin", "MANWIDTH": "100", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""
    for words in ("cnncheck - check implementations", "cnncheck run", "--watch", "EXIT STATUS"):
        assert words in done.stdout
