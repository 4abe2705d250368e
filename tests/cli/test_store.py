"""The store of torch's answers, as people meet it."""

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


@pytest.mark.parametrize("where", ["/proc/cnncheck", "/dev/null", "file"])
def test_without_a_place_for_it_everything_goes_on(cnncheck, tmp_path, where):
    (tmp_path / "file").write_text("")
    place = str(tmp_path / "file") if where == "file" else where
    done = cnncheck(*CONV, XDG_CACHE_HOME=place)
    assert done.returncode == 0, done.stderr
    assert "from the store" not in done.stdout
