"""Temporary folders: nothing that lives is swept, nothing that was killed stays."""

import os
import signal
import subprocess
import sys
import tempfile
import threading

import pytest

from cnncheck.errors import CnncheckError
from cnncheck.sandbox import folders
from cnncheck.sandbox.folders import Folder, temporary_folder

HOLD = """
from cnncheck.sandbox.folders import Folder
folder = Folder()
(folder.path / "file").write_text("x")
print(folder.path, flush=True)
input()
"""


@pytest.fixture
def place(monkeypatch, tmp_path):
    """A folder for temporary folders, not swept yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folders._sweep.cache_clear()
    return tmp_path


def held(place):
    """Start a process that has a folder."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD], env={**os.environ, "TMPDIR": str(place)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return child, child.stdout.readline().strip()


def test_what_a_killed_process_left_is_swept_and_nothing_else(place):
    """Not the folder of one that lives, nor what only looks like one of ours."""
    living, kept = held(place)
    killed, left = held(place)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    (place / "cnncheck-solution").mkdir()
    (place / "cnncheck-0123456789abcdef").write_text("a file")
    (place / "elsewhere").mkdir()
    (place / "cnncheck-1123456789abcdef").symlink_to(place / "elsewhere")
    try:
        assert os.path.isdir(left)
        with temporary_folder() as own:
            assert own.is_dir()
            assert not os.path.exists(left)
            assert os.path.isfile(f"{kept}/file")
    finally:
        living.communicate("\n")
    assert {path.name for path in place.iterdir()} - {os.path.basename(kept)} == {
        "cnncheck-solution", "cnncheck-0123456789abcdef", "cnncheck-1123456789abcdef", "elsewhere",
    }  # fmt: skip


def test_folders_of_others_are_left_alone(place, monkeypatch):
    """Whoever they belong to may still want them."""
    (place / "cnncheck-0123456789abcdef").mkdir()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    Folder().close()
    assert [path.name for path in place.iterdir()] == ["cnncheck-0123456789abcdef"]


def test_a_sweep_that_comes_between_takes_no_folder_away(place):
    """Making, locking and sweeping at once: whoever has a folder keeps it."""
    lost = []

    def live():
        for _ in range(100):
            folder = Folder()
            (folder.path / "file").touch()
            if not (folder.path / "file").exists():
                lost.append(folder.path)
            folder.close()

    threads = [threading.Thread(target=live) for _ in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        folders._sweep.cache_clear()
        folders._sweep(str(place))
    assert not lost
    assert not list(place.iterdir())


def test_where_no_folder_can_be_made_that_is_said(monkeypatch, tmp_path):
    """With what to do about it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(CnncheckError) as caught:
        Folder()
    assert str(caught.value) == (
        "no temporary folder can be made: No such file or directory; "
        "let TMPDIR name a folder that you may write to and that has room"
    )


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the system says where folders go")
def test_nothing_but_the_folder_is_ever_made(monkeypatch, tmp_path):
    """What is made to find out whether one can stays if the process is killed at that moment."""
    made = []
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_get_default_tempdir", lambda *_: made.append("a file"))
    for name, value in (("TMPDIR", tmp_path / "file"), ("TEMP", tmp_path)):
        monkeypatch.setenv(name, str(value))
    with temporary_folder() as folder:
        assert folder.parent == tmp_path
    assert made == []
