"""What a submission links to is not read: the real command, with secrets on disk."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cnncheck.grading.content import read_content
from cnncheck.grading.submissions import Submission
from cnncheck.options import Options
from cnncheck.submission import staging

SOLUTIONS = Path(__file__).parent.parent / "solutions"
SECRET = "the-hidden-answer-is-42"
OUTSIDE = "is a link to a place outside of the folder"
CASES = """
cases:
  - {name: seen, operator: max_pool2d, input: [2, 3, 5, 7], window: 2, stride: 3, seed: 4, points: 4}
"""


LINKS = {
    "up": ("hidden.py", "../../secret/hidden.yaml"),
    "environment": ("hidden.py", "/proc/self/environ"),
    "classmate": ("pool_forward.py", "../alice.py"),
    "device": ("zero.py", "/dev/zero"),
    "nowhere": ("gone.py", "/no/such/place.py"),
    "around": ("around.py", "../up/../../secret/hidden.yaml"),
    "over": ("over.py", "./next.py"),
    "notebook": ("only.ipynb", "../../secret/hidden.yaml"),
}
LINKED = {"file.py": "alice.py", "secret.py": "../secret/hidden.py", "folder": "../secret"}


def command(folder, *words):
    return subprocess.run(
        [sys.executable, "-m", "cnncheck", *words],
        cwd=folder,
        env={
            **os.environ,
            "COLUMNS": "200",
            "NO_COLOR": "1",
            "CNNCHECK_REFERENCE": "definition",
            "TOKEN_OF_TEACHER": SECRET,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def grade(folder, *of):
    """Grade; return the points by name, and all that was said."""
    words = ("--cases", "exam.yaml", "-v", "--report", "json:g.json")
    done = command(folder, "grade", *(of or ("work",)), *words)
    assert done.returncode == 0, done.stderr
    report = (folder / "g.json").read_text()
    points = {each["name"]: each["earned"] for each in json.loads(report)["submissions"]}
    return points, done.stdout + done.stderr + report


def lay_out(folder):
    """Put down a secret, and Alice's right file beside submissions full of links."""
    (folder / "exam.yaml").write_text(CASES)
    (folder / "secret").mkdir()
    for name in ("hidden.yaml", "hidden.py"):
        (folder / "secret" / name).write_text(f"x = 1\n{SECRET}: (")
    work = folder / "work"
    work.mkdir()
    alice = work / "alice.py"
    shutil.copy(SOLUTIONS / "vectorised.py", alice)
    for name, (link, target) in LINKS.items():
        (work / name).mkdir()
        (work / name / link).symlink_to(target)
    (work / "over" / "next.py").symlink_to("../alice.py")
    for name, target in LINKED.items():
        (work / name).symlink_to(target)
    (work / "inside" / "deep").mkdir(parents=True)
    shutil.copy(alice, work / "inside" / "deep" / "mine.py")
    (work / "inside" / "deep" / "again.py").symlink_to("../deep/./mine.py")
    (work / "inside" / "pool_forward.py").symlink_to(work / "inside" / "deep" / "again.py")
    (work / "pipe").mkdir()
    os.mkfifo(work / "pipe" / "pipe.py")
    (work / "round").mkdir()
    (work / "round" / "one.py").symlink_to("two.py")
    (work / "round" / "two.py").symlink_to("one.py")
    (work / "endless").mkdir()
    place = os.open(work / "endless", os.O_RDONLY)
    for _ in range(60):
        os.mkdir("a", dir_fd=place)
        below = os.open("a", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = below
    os.close(place)
    for name, owner in (("lent", 1001), ("own", 1002)):
        (work / name).mkdir()
        os.link(alice, work / name / "all.py")
        if os.geteuid() == 0:
            os.chown(work / name, owner, owner)
    if os.geteuid() == 0:
        os.chown(alice, 1002, 1002)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The points by name, and all that was said, of a folder full of links."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("needs named pipes")
    folder = tmp_path_factory.mktemp("links")
    lay_out(folder)
    return grade(folder)


def test_nothing_secret_is_told(graded):
    """Neither of files nor of the environment."""
    assert SECRET not in graded[1]
    assert "answer" not in graded[1]


@pytest.mark.parametrize("name", LINKS)
def test_a_link_out_of_a_submission_is_named_and_not_read(graded, name):
    """Neither into what a student sees, nor for points; and a device holds nobody up."""
    points, said = graded
    assert points[name] == 0
    assert f"{name}/{LINKS[name][0]} {OUTSIDE}" in said or name == "over"


@pytest.mark.parametrize("name", LINKED)
def test_a_submission_that_is_a_link_is_not_followed(graded, name):
    """Neither to a classmate's file nor to the teacher's folder."""
    points, said = graded
    assert points[name] == 0
    assert f"{name} is a link, and a link that is handed in is not followed" in said


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("pipe", "pipe/pipe.py is not a regular file"),
        ("round", "round/one.py cannot be read: Too many levels of symbolic links"),
        ("endless", "endless has folders that are more than 32 deep"),
    ],
)
def test_what_would_never_end_is_named(graded, name, message):
    """A pipe that nobody writes to, links in a circle, a folder without a floor."""
    points, said = graded
    assert points[name] == 0
    assert message in said


def test_who_is_right_gets_all_points(graded):
    """Whoever stands beside; links within a submission are followed, relative or absolute."""
    assert (graded[0]["alice.py"], graded[0]["inside"]) == (4, 4)


def test_code_that_was_hard_linked_into_a_folder_of_somebody_else(graded):
    """Who owns a folder cannot lend it a file of others; but have one of their own, as uv makes."""
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    points, said = graded
    assert (points["lent"], points["own"]) == (0, 4)
    assert "lent/all.py is a second name of a file that belongs to somebody else" in said


def test_links_are_not_followed_when_submissions_are_arguments(tmp_path):
    """A shell turns ``work/*`` into names; whose they are it does not know."""
    lay_out(tmp_path)
    points, said = grade(tmp_path, "work/alice.py", "work/file.py", "work/secret.py")
    assert points == {"alice.py": 4, "file.py": 0, "secret.py": 0}
    assert SECRET not in said


def test_run_reads_alike_but_follows_the_link_that_it_is_given(tmp_path):
    """Who runs code names it; what lies in a folder was not named."""
    lay_out(tmp_path)
    (tmp_path / "mine.py").symlink_to("work/alice.py")
    assert command(tmp_path, "run", "exam.yaml", "--impl", "mine.py").returncode == 0
    for name in ("up", "environment", "notebook"):
        done = command(tmp_path, "run", "exam.yaml", "--impl", f"work/{name}")
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{name}/{LINKS[name][0]} {OUTSIDE}; put the file itself there" in done.stderr
        assert SECRET not in done.stderr


def test_what_is_exchanged_while_it_is_read_is_not_followed(tmp_path, monkeypatch):
    """A look at a name says nothing about what it means a moment later."""
    lay_out(tmp_path)
    work = tmp_path / "work"
    bob = work / "bob.py"
    shutil.copy(work / "alice.py", bob)
    read = staging.read

    def late(layout, **keywords):
        bob.unlink()
        bob.symlink_to("alice.py")
        return read(layout, **keywords)

    monkeypatch.setattr(staging, "read", late)
    content = read_content(Submission("bob.py", bob), Options())
    assert content.fault == "bob.py cannot be read: Too many levels of symbolic links"


def test_a_folder_that_is_exchanged_while_it_is_read_is_not_followed(tmp_path, monkeypatch):
    """The same for a folder, before and after it was listed."""
    lay_out(tmp_path)
    work = tmp_path / "work"
    bob = work / "bob"
    for module, name in ((staging, "locate"), (staging, "read")):
        shutil.rmtree(bob) if bob.is_dir() and not bob.is_symlink() else bob.unlink(missing_ok=True)
        shutil.copytree(tmp_path / "secret", bob)
        original = getattr(module, name)

        def late(*arguments, original=original, **keywords):
            shutil.rmtree(bob)
            bob.symlink_to("../secret")
            return original(*arguments, **keywords)

        with monkeypatch.context() as patch:
            patch.setattr(module, name, late)
            content = read_content(Submission("bob", bob), Options())
        assert content.files == ()
        assert re.match("bob.* (exchanged for a link|cannot be read: Not a dir)", content.fault)
