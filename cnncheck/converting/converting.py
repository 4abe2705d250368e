"""What ``cnncheck cases from`` does: convert, write, and tell what was left out."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.cases.case_source import MAX_BYTES
from cnncheck.cases.loading import DEFAULT_MAX_MEMORY
from cnncheck.cases.matrix import MAX_CASES
from cnncheck.cases.writing import cases_to_yaml
from cnncheck.cli.exits import Exit
from cnncheck.cli.process import complain, still_writing
from cnncheck.converting.converted import Converted
from cnncheck.converting.models import Wanted, convert_model
from cnncheck.converting.node_tests import convert_tests
from cnncheck.converting.onnx_files import require_onnx
from cnncheck.errors import UsageError, Where
from cnncheck.files import absence
from cnncheck.operators.array_in_file import ArrayInFile
from cnncheck.rendering.atomic import write_atomically
from cnncheck.rendering.targets import check_targets
from cnncheck.rendering.wording import printable

if TYPE_CHECKING:
    from cnncheck.operators.problem import Array


@dataclass(frozen=True, slots=True)
class Request:
    """Options of ``cnncheck cases``, under their names."""

    path: str
    save: str = ""
    shapes: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    max_work: float = 0.0


def run_cases(request: Request) -> None:
    """Convert, write, and exit.

    Raises
    ------
    SystemExit
        Always, with the exit code.
    UsageError
        When an option or a file is wrong, or onnx is not installed.
    """
    path = Path(request.path)
    if not path.exists():
        why = absence(path)
        what = f"this {why}" if why else "there is no such file or folder"
        raise UsageError(what, "name an ONNX model or a folder of node tests", Where(request.path))
    shapes = parse_shapes(request.shapes)
    arrays = str(Path(request.save).with_suffix(".npz")) if request.save else ""
    check_targets([("--save", request.save or None), ("--save", arrays or None)], [request.path])
    require_onnx()
    found = Converted()
    if path.is_dir():
        _only_of_models(request)
        convert_tests(path, Path(arrays).name, DEFAULT_MAX_MEMORY, found)
    else:
        wanted = Wanted(shapes, request.passes, request.max_work)
        convert_model(path, wanted, DEFAULT_MAX_MEMORY, found)
    if found.cases:
        _write(request, found, arrays)
    _tell(found, "tests" if path.is_dir() else "nodes")
    sys.exit(Exit.PASSED if found.cases else Exit.NOTHING_RAN)


def parse_shapes(texts: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """Read ``1,3,224,224``, or with the name of an input before it ``image=1,3,224,224``.

    Raises
    ------
    UsageError
    """
    shapes: dict[str, tuple[int, ...]] = {}
    for text in texts:
        name, _, numbers = text.rpartition("=")
        words = [word.strip() for word in numbers.split(",")]
        if not all(re.fullmatch("0*[1-9][0-9]{0,8}", word, re.ASCII) for word in words):
            raise UsageError(f"--shape {text} is no shape", "write --shape 1,3,224,224")
        if name in shapes:
            raise UsageError(f"--shape says {name or 'the input'} twice", "leave one out")
        shapes[name] = tuple(map(int, words))
    return shapes


def _only_of_models(request: Request) -> None:
    for option, told in (("--shape", request.shapes), ("--pass", request.passes)):
        if told:
            raise UsageError(
                f"{option} is for a model; a node test says itself what is asked", "leave it out"
            )


def _write(request: Request, found: Converted, arrays: str) -> None:
    given: dict[str, Array] = {}
    for case in found.cases:
        told = [*(case.values or {}).values(), case.expect.answer if case.expect else None]
        given |= {each.entry: each.values for each in told if isinstance(each, ArrayInFile)}
    if given and not request.save:
        raise UsageError(
            "some of these cases have arrays that need a file of their own",
            "write them with --save FILE.yaml, which makes FILE.npz too",
        )
    text = _heading(request, arrays if given else "") + cases_to_yaml(found.cases)
    if len(found.cases) > MAX_CASES or len(text.encode()) > MAX_BYTES:
        raise UsageError(
            f"{len(found.cases)} cases are more than a case file may hold",
            "convert fewer folders at a time, or set a lower --max-work",
        )
    if given:
        data = io.BytesIO()
        np.savez(data, **given)  # type: ignore[arg-type]  # no name is that of its option
        write_atomically(arrays, data.getvalue())
    if request.save:
        write_atomically(request.save, text)
    else:
        with still_writing():
            sys.stdout.write(text)


def _heading(request: Request, arrays: str) -> str:
    name = printable(Path(request.path).resolve().name)
    beside = f", whose long arrays are in {printable(Path(arrays).name)}" if arrays else ""
    return f"# Made by cnncheck cases from {name}{beside}.\n"


def _tell(found: Converted, what: str) -> None:
    """Say on standard error what was left out, a line each, and what there is in all."""
    for name, note in found.notes.items():
        complain(f"{name}: {note}")
    for name, reason in found.refused.items():
        complain(f"not converted: {name}: {reason}")
    asked = len(found.cases)
    counts = [f"{asked} {'case' if asked == 1 else 'cases'}"]
    counts += [f"{len(found.refused)} not converted"] if found.refused else []
    counts += [f"{found.others} {what} of other kinds"] if found.others else []
    complain(", ".join(counts))
