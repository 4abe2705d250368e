"""Arrays in a file beside a case file: read as they are, refused where they are not what they should be."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from cnncheck.cases import cases_to_yaml, load_cases
from cnncheck.errors import CaseFileError
from cnncheck.operators import OPERATORS
from cnncheck.operators.array_in_file import ArrayInFile

X = np.arange(25.0, dtype="f4").reshape(1, 1, 5, 5)
CASE = """cases:
  - name: a
    operator: avg_pool2d
    passes: [forward]
    input: [1, 1, 5, 5]
    window: [5, 1]
    dtype: float32
    values: {X: {npz: given.npz, array: X}}
    expect: {answer: {npz: given.npz, array: out}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with a case whose arrays are in given.npz."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.yaml").write_text(CASE)
    return tmp_path


def save(path="given.npz", **arrays):
    np.savez(path, **{"X": X, "out": X.mean(2, keepdims=True)} | arrays)


def member(header, data=b""):
    """Write given.npz with an X of these bytes."""
    with zipfile.ZipFile("given.npz", "w") as archive:
        archive.writestr(
            "X.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + data
        )


@pytest.mark.parametrize("stored", [X, np.asfortranarray(X), X.astype(">f8"), X.astype("u1")])
def test_values_arrive_whatever_they_are_stored_as(folder, stored):
    """Columns first, the other end first and integers are the same numbers."""
    save(X=stored)
    (case,) = load_cases("c.yaml", OPERATORS)
    (problem,) = OPERATORS["avg_pool2d"].problems(case, "forward", 1)
    assert np.array_equal(problem.arrays["X"], X)
    assert problem.dtype == np.float32


def test_a_case_with_them_is_written_and_comes_back(folder):
    """The text names the file again."""
    save()
    cases = load_cases("c.yaml", OPERATORS)
    text = cases_to_yaml(cases)
    assert "X: {npz: given.npz, array: X}" in text
    assert "answer: {npz: given.npz, array: out}" in text
    (folder / "d.yaml").write_text(text)
    (again,) = load_cases("d.yaml", OPERATORS)
    assert (again.values, again.expect) == (cases[0].values, cases[0].expect)


def test_a_file_below_the_folder_is_beside_it(folder):
    """Arrays may have a folder of their own."""
    (folder / "given").mkdir()
    save("given/a.npz")
    (folder / "c.yaml").write_text(CASE.replace("given.npz", "given/a.npz"))
    assert load_cases(folder, OPERATORS)[0].values["X"].npz == "given/a.npz"


def test_contents_tell_arrays_apart():
    """Of one name and other numbers they are others, also in what a journal keeps."""
    one, other = ArrayInFile("f.npz", "X", X), ArrayInFile("f.npz", "X", X + 1)
    assert one == ArrayInFile("f.npz", "X", X.copy())
    assert one != other
    assert repr(one) != repr(other)
    assert hash(one) != hash(other)


HEADER = b"{'descr': '<f4', 'fortran_order': False, 'shape': SHAPE, }\n"
BROKEN = "given.npz is no sound archive of arrays; write it with numpy.savez"
REFUSED = {
    "absent": (lambda: None, "given.npz cannot be read: there is no such file"),
    "no archive": (
        lambda: Path("given.npz").write_bytes(b"X" * 100),
        BROKEN,
    ),
    "no such array": (
        lambda: np.savez("given.npz", x=X, out=X),
        "given.npz has no array 'X'; did you mean 'x'?",
    ),
    "objects": (
        lambda: save(X=np.array([{}], object)),
        "given.npz holds object, expected numbers; save it as float32 or float64",
    ),
    "empty": (lambda: save(X=X[:0]), "given.npz holds an empty array; give numbers"),
    "huge": (
        lambda: member(HEADER.replace(b"SHAPE", b"(1, 1, 65536, 65536)")),
        "given.npz holds an array of 16 GiB; give at most 256 MiB",
    ),
    "cut off": (
        lambda: member(HEADER.replace(b"SHAPE", b"(1, 1, 5, 5)"), b"\0" * 99),
        BROKEN,
    ),
    "code in the header": (
        lambda: member(b"__import__('os').abort()\n"),
        BROKEN,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_array_is_refused_at_its_place(folder, kind):
    """A file that is broken, absent or not what it should be is told with its place in the case."""
    make, message = REFUSED[kind]
    make()
    with pytest.raises(CaseFileError) as caught:
        load_cases("c.yaml", OPERATORS)
    assert str(caught.value).split("\n")[0] == f"c.yaml:8:23: values.X: {message}"


@pytest.mark.parametrize("cut", range(0, 1000, 83))
def test_a_file_cut_anywhere_is_refused(folder, cut):
    """No cut makes anything but a refusal."""
    save()
    whole = (folder / "given.npz").read_bytes()
    (folder / "given.npz").write_bytes(whole[: len(whole) - 1 - cut])
    with pytest.raises(CaseFileError, match="no sound archive"):
        load_cases("c.yaml", OPERATORS)


def test_what_float32_cannot_hold_is_refused(folder):
    """As in an array that is written out."""
    save(X=np.full((1, 1, 5, 5), 1e39))
    with pytest.raises(CaseFileError, match="holds 1e\\+39, which is infinite in float32"):
        load_cases("c.yaml", OPERATORS)


def test_text_has_no_folder():
    """What is in no file has nothing beside it."""
    from cnncheck.cases import load_text

    with pytest.raises(CaseFileError, match="this text is in no folder; load it from a case file"):
        load_text(CASE, "t", OPERATORS)


def test_a_large_pickle_is_never_loaded(folder):
    """An array of objects, which pickle would make, is refused by its header."""
    made = io.BytesIO()
    np.save(made, np.array([print], object), allow_pickle=True)
    with zipfile.ZipFile("given.npz", "w") as archive:
        archive.writestr("X.npy", made.getvalue())
    with pytest.raises(CaseFileError, match="holds object, expected numbers"):
        load_cases("c.yaml", OPERATORS)
