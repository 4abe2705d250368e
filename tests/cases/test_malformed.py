"""Every file of malformed/ is refused with exactly the faults that its first lines announce."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cnncheck.cases import load_cases
from cnncheck.errors import CaseFileError, UsageError

FILES = sorted((Path(__file__).parent / "malformed").glob("*.yaml"))
ANNOUNCED = "# expect: "
SECONDS = 2.0


def announced(file):
    lines = file.read_text(encoding="utf-8").split("\n")
    return [line.removeprefix(ANNOUNCED) for line in lines if line.startswith(ANNOUNCED)]


def refusal(path, operators):
    """Refuse a path within the time allowed, and return what is printed."""
    started = time.process_time()
    with pytest.raises(CaseFileError) as caught:
        load_cases(path, operators)
    assert time.process_time() - started < SECONDS
    return str(caught.value)


def test_there_are_enough():
    """The folder is found, and holds what it should."""
    assert len(FILES) >= 60


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_malformed_file(file, operators, monkeypatch):
    """All faults are reported at their places, in our own words, and nothing else is."""
    monkeypatch.chdir(file.parent)
    lines = refusal(file.name, operators).split("\n")
    assert lines == [f"{file.name}:{expected}" for expected in announced(file)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_of_pydantic_or_pyyaml_leaks(file):
    """No message was written by somebody else."""
    text = " ".join(announced(file))
    for foreign in ("Input should", "Field required", "Extra inputs", "while parsing", "pydantic"):
        assert foreign not in text


def test_all_files_at_once(operators):
    """A folder of bad files is refused with the faults of all of them."""
    with pytest.raises(UsageError) as caught:
        load_cases(FILES[0].parent, operators)
    assert len(caught.value.problems) == sum(len(announced(file)) for file in FILES)


BINARY = {
    "nul": (b"cases:\n- name: a\0b\n", "2:10: a NUL byte stands in the text; delete it"),
    "escape": (
        b"cases:\n- name: \x1b[31m\n",
        "2:9: the control character U+001B stands in the text; delete it",
    ),
    "utf16-le": (
        "\ufeffcases: []".encode("utf-16-le"),
        "1:1: the file is UTF-16, expected UTF-8; save it as UTF-8",
    ),
    "utf16-be": (
        "\ufeffcases: []".encode("utf-16-be"),
        "1:1: the file is UTF-16, expected UTF-8; save it as UTF-8",
    ),
    "utf16-without-mark": (
        "cases: []".encode("utf-16-le"),
        "1:2: every other byte is zero, as in UTF-16; save the file as UTF-8",
    ),
    "latin-1": (
        "cases:\n- name: caf\xe9\n".encode("latin-1"),
        "2:12: byte 0xE9 is not UTF-8; save the file as UTF-8",
    ),
    "cut-off": (
        "cases:\r\n- näme: ü".encode()[:-1],
        "2:9: byte 0xC3 is not UTF-8; save the file as UTF-8",
    ),
    "second-mark": (
        b"cases:\n- name: \xef\xbb\xbfa\n",
        "2:9: the control character U+FEFF stands in the text; delete it",
    ),
    "overlong": (b"\xc0\x80", "1:1: byte 0xC0 is not UTF-8; save the file as UTF-8"),
    "nothing": (b"", "1:1: the file is empty; write 'cases:' and below it a list of cases"),
    "mark-alone": (
        b"\xef\xbb\xbf",
        "1:1: the file is empty; write 'cases:' and below it a list of cases",
    ),
    "10-MB": (
        b"cases: [" + b"1, " * 3_500_000,
        " the file is larger than 256 KiB; split it into several files, or draw the arrays from "
        "a seed",
    ),
    "40000-deep": (
        b"[" * 40_000,
        "1:25: lists and mappings are nested more than 24 deep; a case needs no more than 8 levels",
    ),
    "40000-deep-mapping": (
        b"{a: " * 40_000,
        "1:97: lists and mappings are nested more than 24 deep; a case needs no more than 8 levels",
    ),
    "40000-deep-block": (
        b"- " * 40_000,
        "1:49: lists and mappings are nested more than 24 deep; a case needs no more than 8 levels",
    ),
    "too-many": (
        b"[" + b"1, " * 30_000 + b"]",
        "1:59990: the file holds more than 20000 YAML keys, values and brackets; "
        "split it into several files",
    ),
    "huge-integer": (
        b"cases: " + b"9" * 100_000,
        "1:8: '9999999999999999999999999999999999999...' is too large a number; "
        "write it with a decimal point and an exponent, such as 1.5e30",
    ),
    "huge-version": (
        b"%YAML 1." + b"9" * 5_000 + b"\n---\ncases: []\n",
        "1:9: an escape or number beyond all bounds; write the character itself",
    ),
}


@pytest.mark.parametrize("name", BINARY)
def test_binary_nasties(name, operators, tmp_path, monkeypatch):
    """What no editor writes is refused at its place, and soon."""
    monkeypatch.chdir(tmp_path)
    data, expected = BINARY[name]
    Path("f.yaml").write_bytes(data)
    assert refusal("f.yaml", operators) == f"f.yaml:{expected}"


def test_billion_laughs(operators, tmp_path, monkeypatch):
    """Aliases are refused, so nothing can be multiplied."""
    monkeypatch.chdir(tmp_path)
    lines = ["a0: &a0 [lol, lol]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    Path("f.yaml").write_text("\n".join(lines))
    assert refusal("f.yaml", operators).split("\n")[0] == (
        "f.yaml:1:1: unknown key 'a0' at the top of the file; a file has 'cases:' and 'defaults:'; "
        "fields belong into a case"
    )
    assert "f.yaml:2:10: an alias (*a0) is not allowed" in refusal("f.yaml", operators)


@pytest.mark.parametrize(
    "piece",
    [
        "? ",
        "- a\n",
        "a: ",
        "'",
        '"',
        "{",
        "[a,",
        "#",
        "\n",
        "a\n",
        "&a ",
        "!a ",
        "| \n",
        "x" * 999 + " ",
        "? a\n",
    ],
)
def test_nothing_takes_long(piece, operators, tmp_path):
    """A file as large as allowed is refused soon, whatever it repeats."""
    file = tmp_path / "f.yaml"
    file.write_text((piece * (256 * 1024 // len(piece)))[: 256 * 1024])
    assert refusal(file, operators)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_pipe(operators, tmp_path, monkeypatch):
    """A pipe without a writer is refused rather than waited for."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("f.yaml")
    message = "f.yaml: this is no regular file; give a YAML file or a folder of them"
    assert refusal("f.yaml", operators) == message
    assert refusal(".", operators) == message


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there are no devices here")
def test_device(operators):
    """A device that never ends is refused."""
    assert refusal("/dev/zero", operators).startswith("/dev/zero: this is no regular file")


def test_folder_called_like_a_file(operators, tmp_path, monkeypatch):
    """A folder is searched whatever it is called."""
    monkeypatch.chdir(tmp_path)
    Path("f.yaml").mkdir()
    assert refusal("f.yaml", operators).startswith("f.yaml: there is no case file (*.yaml, *.yml)")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_unreadable(operators, tmp_path, monkeypatch):
    """The system's reason is passed on."""
    monkeypatch.chdir(tmp_path)
    Path("f.yaml").write_text("cases: []")
    Path("f.yaml").chmod(0)
    assert refusal("f.yaml", operators) == (
        "f.yaml: the file cannot be read: Permission denied; check its name and permissions"
    )


def test_many_faults_are_cut_short(faults_of):
    """Beyond a hundred faults the rest is counted."""
    lines = faults_of("cases:\n" + "- 1\n" * 150)
    assert len(lines) == 101
    assert lines[-1] == "101:3: and 50 more faults; mend the first ones"


def test_the_same_without_libyaml(tmp_path):
    """Faults and places do not depend on whether libyaml is installed."""
    program = (
        "import sys; sys.modules['yaml._yaml'] = None\n"
        "import json, pathlib\n"
        "from cnncheck.cases.events import parse\n"
        "from cnncheck.cases.parsers import libyaml_parser\n"
        "from cnncheck.cases.nodes import Faults\n"
        "assert libyaml_parser() is None\n"
        "def lines(file):\n"
        "    faults = Faults(file.name)\n"
        "    root = parse(file.read_text(), faults)\n"
        "    return [repr(root and root.value), *map(str, faults.problems)]\n"
        f"files = sorted(pathlib.Path({str(FILES[0].parent)!r}).glob('*.yaml'))\n"
        "print(json.dumps([lines(file) for file in files]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=tmp_path,
    )
    from cnncheck.cases.events import parse
    from cnncheck.cases.nodes import Faults

    here = []
    for file in FILES:
        faults = Faults(file.name)
        root = parse(file.read_text(), faults)
        here.append([repr(root and root.value), *map(str, faults.problems)])
    assert json.loads(done.stdout) == here


def test_from_any_thread(operators, tmp_path):
    """Reading uses no signal and little stack, so it works in a thread with a small one."""
    file = tmp_path / "f.yaml"
    file.write_bytes(b"[" * 40_000)
    said = []
    old = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=lambda: said.append(refusal(file, operators)))
        thread.start()
        thread.join(10)
    finally:
        threading.stack_size(old)
    assert len(said) == 1
