"""A report file is there whole or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from cnncheck.errors import CnncheckError, UsageError
from cnncheck.rendering import atomic as writing
from cnncheck.rendering.atomic import write_atomically


@pytest.fixture
def target(tmp_path):
    """A file that already holds an older report."""
    path = tmp_path / "out.json"
    path.write_text("old")
    return path


def failing(number):
    """A system call that fails as the operating system makes it fail."""

    def call(*_):
        raise OSError(number, os.strerror(number))

    return call


def test_it_writes_text_and_bytes(tmp_path):
    """Text as UTF-8, with line ends as they are, and surrogates escaped."""
    write_atomically(tmp_path / "a.txt", "é\n\udc80\n")
    write_atomically(str(tmp_path / "b.png"), b"\x89PNG\r\n")
    assert (tmp_path / "a.txt").read_bytes() == "é\n\\udc80\n".encode()
    assert (tmp_path / "b.png").read_bytes() == b"\x89PNG\r\n"


def test_a_new_file_has_the_umask_and_an_old_one_keeps_its_mode(tmp_path, target):
    """Nobody's report becomes private, or public, by being rewritten."""
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "new", "x")
        target.chmod(0o604)
        write_atomically(target, "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    assert stat.S_IMODE(target.stat().st_mode) == 0o604


def test_a_link_stays_a_link(tmp_path, target):
    """What it points to is replaced."""
    link = tmp_path / "latest.json"
    link.symlink_to(target.name)
    write_atomically(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_full_disk_changes_nothing(monkeypatch, target, call):
    """The old report survives, and nothing else is left in the folder."""
    monkeypatch.setattr(writing.os, call, failing(errno.ENOSPC))
    with pytest.raises(CnncheckError) as caught:
        write_atomically(target, "new")
    monkeypatch.undo()
    assert str(caught.value) == (
        f"cannot write {target}: the disk is full; nothing was changed; "
        "make room, or name a file on another disk"
    )
    assert target.read_text() == "old"
    assert os.listdir(target.parent) == ["out.json"]


def test_an_interruption_leaves_nothing_behind(monkeypatch, target):
    """Control-C between writing and renaming."""

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(writing.os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(target, "new")
    monkeypatch.undo()
    assert target.read_text() == "old"
    assert os.listdir(target.parent) == ["out.json"]


def test_short_writes_are_continued(monkeypatch, target):
    """The system may take less than it is given."""
    whole = os.write
    monkeypatch.setattr(writing.os, "write", lambda fd, data: whole(fd, bytes(data)[:3]))
    write_atomically(target, "0123456789")
    monkeypatch.undo()
    assert target.read_text() == "0123456789"


def test_it_is_on_the_disk_before_it_has_its_name(monkeypatch, target):
    """Else a power cut could leave an empty file under the right name."""
    calls = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(writing.os, "fsync", lambda fd: (calls.append("fsync"), fsync(fd)))
    monkeypatch.setattr(
        writing.os, "replace", lambda old, new: (calls.append("replace"), replace(old, new))
    )
    write_atomically(target, "new")
    assert calls == ["fsync", "replace"]


def test_a_missing_folder_is_named(tmp_path):
    """With the command that creates it."""
    path = tmp_path / "no" / "out.json"
    with pytest.raises(UsageError) as caught:
        write_atomically(path, "x")
    folder = tmp_path / "no"
    assert str(caught.value) == (
        f"cannot write {path}: there is no folder {folder}; create it: mkdir -p '{folder}'"
    )


def test_a_folder_is_no_file(tmp_path):
    """A folder is refused before anything is written."""
    with pytest.raises(UsageError) as caught:
        write_atomically(tmp_path, "x")
    assert str(caught.value) == f"cannot write {tmp_path}: it is a folder; name a file inside it"


def test_a_forbidden_folder_is_refused(monkeypatch, target):
    """Simulated, for the tests may run as root, to whom nothing is forbidden."""
    monkeypatch.setattr(writing.os, "open", failing(errno.EACCES))
    with pytest.raises(UsageError) as caught:
        write_atomically(target, "x")
    assert str(caught.value) == (
        f"cannot write {target}: permission denied; nothing was changed; "
        "name a file in a folder that you may write to"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_devices_are_written_to_and_never_replaced():
    """A rename over /dev/null would do harm to the whole machine."""
    write_atomically("/dev/null", "x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    with pytest.raises(CnncheckError, match="the disk is full"):
        write_atomically("/dev/full", "x")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)
