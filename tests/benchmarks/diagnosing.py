"""How much longer a run takes in which there is something to name.

    python tests/benchmarks/diagnosing.py [ROUNDS] [CASES ...]

Asked in turn, one process each, after one unmeasured round: ``cnncheck run CASES`` of six right
functions, and of the same ones with a bug in each, with two, and with something that has no name.
Prints medians, and the median of what each took beyond the right ones, by the clock and in user
seconds of all its processes.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

TESTS = Path(__file__).parent.parent
CASES = TESTS.parent / "cases"
COMMAND = str(Path(sys.executable).with_name("cnncheck"))
RIGHT = TESTS / "solutions" / "vectorised.py"

PLACED = "out[:, :, ph : ph + H, pw : pw + W] = X"
SUMMED = "out = np.tensordot(windows, W, axes=((1, 4, 5), (1, 2, 3)))"
FILTERS = 'return np.einsum("nfij,ncijkl->fckl", out_grad, windows)'
ADDED = 'dX[:, :, rows, columns] += np.einsum("nfij,fc->ncij", out_grad, W[:, :, k, l])'
LARGEST = "return _windows(X, (f, f), (s, s)).max(axis=(4, 5))"
GIVEN = "np.add.at(dX, (n, c, i * s + winner // f, j * s + winner % f), grad_pool)"
ONE_EACH = {
    PLACED: "out[:, :, ph : ph + H, :W] = X",
    SUMMED: SUMMED.replace("W,", "W[:, :, ::-1, ::-1],"),
    FILTERS: f"{FILTERS} / len(out_grad)",
    ADDED: ADDED.replace("+=", "="),
    LARGEST: LARGEST.replace("max", "min"),
    GIVEN: "dX[n, c, i * s + winner // f, j * s + winner % f] = grad_pool",
}
TWO_EACH = {
    PLACED: "out[:, :1, ph : ph + H, :W] = X[:, :1]",
    SUMMED: f"{SUMMED.replace('W,', 'W[:, :, ::-1],')} / W.shape[1]",
    FILTERS: f"{FILTERS.replace('out_grad, windows', 'out_grad[:1], windows[:1]')}[:, :, ::-1]",
    ADDED: ADDED.replace("+=", "=").replace("out_grad, W[:,", "out_grad[:, :1], W[:1,"),
    LARGEST: "return _windows(X, (f, f), (s, s))[..., : max(f - 1, 1), :].mean(axis=(4, 5))",
    GIVEN: f"{ONE_EACH[GIVEN]}\n    dX[1:] = 0",
}
NO_NAME = """

def _other(right, number):
    def function(*arguments):
        values = np.array(right(*arguments))
        flat = values.reshape(-1)
        flat[number * 7 % max(flat.size, 1) :: 37 + number] %= 5.0
        some = flat[number::29]
        some += flat[:1] * 0.25 * np.arange(len(some)) ** 2
        return values

    return function


zero_padding = _other(zero_padding, 2)
convolution2D = _other(convolution2D, 3)
convolution2D_backward_filter = _other(convolution2D_backward_filter, 4)
convolution2D_backward_input = _other(convolution2D_backward_input, 5)
pool_forward = _other(pool_forward, 6)
pool_back = _other(pool_back, 7)
"""


def wrong(text: str, instead: dict[str, str]) -> str:
    """Return code in which each of some lines is another."""
    for line, other in instead.items():
        if line not in text:
            raise SystemExit(f"{RIGHT} has no longer the line {line}")
        text = text.replace(line, other)
    return text


def seconds(cases: list[str], file: Path) -> tuple[float, float]:
    """By the clock, and user seconds, of one run."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [COMMAND, "run", *cases, "--impl", str(file), "-q"]
    code = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
    clock = time.perf_counter() - started
    if code != (file.stem != "right"):
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    return clock, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime


def main(rounds: int, cases: list[str]) -> None:
    """Measure all in turn."""
    text = RIGHT.read_text()
    texts = {
        "right": text,
        "one": wrong(text, ONE_EACH),
        "two": wrong(text, TWO_EACH),
        "no_name": text + NO_NAME,
    }
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder, f"{name}.py") for name in texts}
        for name, file in files.items():
            file.write_text(texts[name])
        took = [{name: seconds(cases, f) for name, f in files.items()} for _ in range(rounds + 1)]
    for name in files:
        for at, what in enumerate(("clock", "user ")):
            whole = median(each[name][at] for each in took[1:])
            beyond = median(each[name][at] - each["right"][at] for each in took[1:])
            print(f"{name:8} {what} {whole:6.2f} s, {beyond:5.2f} beyond right ones")


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["5"])[0]), sys.argv[2:] or [str(CASES)])
