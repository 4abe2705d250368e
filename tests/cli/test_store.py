"""The store of torch's answers, as people meet it."""

import contextlib
import sqlite3

import pytest


@pytest.fixture(autouse=True)
def _store_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("CNNCHECK_REFERENCE", "torch")


CONV = ("conv", "--seed", "7", "-q")


def test_the_second_run_asks_torch_nothing(cnncheck, tmp_path):
    """And says so; what is wrong fails as before."""
    first, second = cnncheck(*CONV), cnncheck(*CONV)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "from the store" not in first.stdout
    assert "truths: 6 from the store" in second.stdout
    # torch is not there any more, and not missed
    (tmp_path / "torch.py").write_text("raise ImportError('gone')")
    third = cnncheck(*CONV, PYTHONPATH=str(tmp_path))
    assert third.returncode == 0, third.stderr
    fourth = cnncheck("conv", "--seed", "8", PYTHONPATH=str(tmp_path))
    assert fourth.returncode == 4


def test_no_store_asks_anew_and_keeps_nothing(cnncheck, tmp_path):
    run = ("run", "--case", "forward", "--no-store", "-q")
    for _ in range(2):
        done = cnncheck(*run)
        assert done.returncode == 0, done.stderr
        assert "from the store" not in done.stdout
    assert not (tmp_path / "cache").exists()


def test_it_is_shown_and_cleared(cnncheck, tmp_path):
    path = tmp_path / "cache" / "cnncheck" / "truths.sqlite3"
    assert cnncheck("store").stdout == f"{path}: 0 answers, 0.0 MiB\n"
    cnncheck(*CONV)
    assert cnncheck("store", "info").stdout.startswith(f"{path}: 6 answers, 0.")
    assert cnncheck("store", "clear").stdout.startswith(f"{path}: removed 6 answers, 0.")
    assert not path.exists()
    assert cnncheck("store", "tidy").returncode == 2


def test_a_store_that_cannot_be_read_is_not_said_to_be_empty(cnncheck, tmp_path):
    """While another process keeps it to itself, and where something else lies in its place."""
    path = tmp_path / "cache" / "cnncheck" / "truths.sqlite3"
    cnncheck(*CONV)
    other = sqlite3.connect(path, isolation_level=None)
    with contextlib.closing(other):
        other.execute("BEGIN EXCLUSIVE")
        assert cnncheck("store").stdout.startswith(
            f"{path}: it is in use, or no file that only you"
        )
        assert cnncheck("store", "clear").stdout == f"{path}: removed\n"
    assert not path.exists()
    path.mkdir()
    assert cnncheck("store").stdout.startswith(f"{path}: it is in use, or no file that only you")
    done = cnncheck("store", "clear")
    assert (done.returncode, done.stderr) == (
        2,
        f"error: {path}: cannot be removed; remove it by hand\n",
    )


@pytest.mark.parametrize("where", ["/proc/cnncheck", "/dev/null", "file"])
def test_without_a_place_for_it_everything_goes_on(cnncheck, tmp_path, where):
    (tmp_path / "file").write_text("")
    place = str(tmp_path / "file") if where == "file" else where
    done = cnncheck(*CONV, XDG_CACHE_HOME=place)
    assert done.returncode == 0, done.stderr
    assert "from the store" not in done.stdout
