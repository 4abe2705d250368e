"""How long the NumPy layers take beside PyTorch: ours / theirs, layer by layer.

    python tests/benchmarks/layers_vs_torch.py [cases/bench/kinds.yaml] [--tag depthwise] [--cpu]

Each library has a process of its own (in one they disturb each other) and they are asked in turn, by
what `cnncheck bench` asks them with; the ratios are medians of those of single turns. `--cpu` compares
processor time instead of time on the clock: on a machine with other work it is the steadier of the
two, and with one thread it says the same. `--product` adds the time of the matrix product alone that a
convolution lowered to columns comes to, over PyTorch's of the whole: what no copies at all would give.
At the end come tables in Markdown, as the guide has them: of layers, and of the geometric means of
each file and tag, with the worst in brackets. All there is, once: about a quarter of an hour.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import sys
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from cnncheck.bench.sampling import Limits, take_turns
from cnncheck.bench.side_process import RemoteSide
from cnncheck.bench.statistics import geometric_mean, median_and_error
from cnncheck.cases.loading import load_cases
from cnncheck.cases.selection import Selection, select
from cnncheck.operators import OPERATORS

ROOT = Path(__file__).parents[2]
LOWERED = ("conv1d", "conv2d", "conv3d")
PAUSE = 0.15  # seconds: BLAS's threads go on spinning after their work


class Product:
    """The matrix product of a pass of a convolution, of arrays that are there already."""

    most_calls = 10_000

    def __init__(self, problem, clock):
        G, (F, C, *kernel) = problem.case.groups, problem.arrays["W"].shape
        output = (
            problem.out_shape
            if problem.pass_name == "forward"
            else problem.arrays["out_grad"].shape
        )
        taps, pixels = C * math.prod(kernel), math.prod(output[2:])
        sizes = {
            "forward": ((F // G, taps), (taps, pixels)),
            "backward_filter": ((F // G, pixels), (pixels, taps)),
            "backward_input": ((taps, F // G), (F // G, pixels)),
        }
        count = output[0] * G
        dtype = problem.arrays["W"].dtype
        self._factors = [np.ones((count, *size), dtype) for size in sizes[problem.pass_name]]
        self._out = np.empty((count, self._factors[0].shape[1], self._factors[1].shape[2]), dtype)
        self._clock = clock

    def seconds(self, calls):
        np.matmul(*self._factors, out=self._out)
        started = self._clock()
        for _ in range(calls):
            np.matmul(*self._factors, out=self._out)
        return (self._clock() - started) / calls


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", default=[str(ROOT / "cases" / "bench")])
    parser.add_argument("--tag", action="append", default=[])
    parser.add_argument("--case", action="append", default=[])
    parser.add_argument("--pass", action="append", default=[], dest="passes")
    parser.add_argument("--dtype", action="append", default=[])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--cpu", action="store_true", help="compare processor time")
    parser.add_argument("--product", action="store_true", help="time the matrix product, too")
    args = parser.parse_args()
    wanted = Selection(
        tags=tuple(args.tag),
        cases=tuple(args.case),
        passes=tuple(args.passes),
        dtypes=tuple(args.dtype),
    )
    cases, _ = select(load_cases([Path(path) for path in args.paths], OPERATORS), wanted)
    cases = sorted(cases, key=lambda case: case.dtype)
    with threadpool_limits(args.threads), contextlib.ExitStack() as stack:
        sides = [RemoteSide(name, args.threads, cpu=args.cpu) for name in ("builtin", "torch")]
        for side in sides:
            stack.callback(side.close)
        found = [row for case in cases for row in measured(case, sides, args)]
    for groups in (tables(found), means(found)):
        print()
        print("\n".join(groups))


def measured(case, sides, args):
    """Yield case, pass, the ratio of its times, and that of the product alone or None."""
    limits = Limits(seconds=math.inf, precision=math.inf, fewest=args.rounds)
    rest = (lambda: time.sleep(PAUSE)) if args.threads > 1 else None
    for name in case.passes:
        problem = next(OPERATORS[case.operator].problems(case, name, draws=1))
        for side in sides:
            side.prepare(problem)
        ours, theirs = (each.seconds for each in take_turns(sides, limits, rest=rest))
        ratio, product = paired(ours, theirs), None
        if args.product and case.operator in LOWERED and name != "backward_bias":
            clock = time.process_time if args.cpu else time.perf_counter
            with contextlib.suppress(KeyError):
                alone = take_turns([Product(problem, clock), sides[1]], limits, rest=rest)
                product = paired(*(each.seconds for each in alone))
        print(
            f"{case.name:28} {case.dtype} {name:16} {sorted(ours)[len(ours) // 2] * 1e3:8.2f} ms"
            f" {sorted(theirs)[len(theirs) // 2] * 1e3:8.2f} ms {ratio:6.2f}"
            + ("" if product is None else f"  product {product:5.2f}"),
            flush=True,
        )
        yield case, name, ratio, product


def paired(ours, theirs) -> float:
    return median_and_error([a / b for a, b in zip(ours, theirs, strict=True)])[0]


def tables(found):
    """Yield a row for each layer and a column for each pass and dtype."""
    columns = {}
    layers = {}
    for case, name, ratio, _ in found:
        key = f"{case.dtype} {name.removeprefix('backward_')}"
        columns.setdefault(key, None)
        layers.setdefault((case.file, case.name), {})[key] = ratio
    yield f"| layer | {' | '.join(columns)} |"
    yield "|---" * (len(columns) + 1) + "|"
    for (_, layer), ratios in layers.items():
        cells = (f"{ratios[key]:.2f}" if key in ratios else "" for key in columns)
        yield f"| {layer} | {' | '.join(cells)} |"


def means(found):
    """Yield a row for each file and tag: geometric means, the worst, and those of the product alone."""
    columns, sets = {}, {}
    for case, name, *measured in found:
        key = f"{case.dtype} {name.removeprefix('backward_')}"
        columns.setdefault(key, None)
        for group in (Path(case.file).stem, *case.tags):
            sets.setdefault(group, {}).setdefault(key, []).append(measured)
    yield f"| set | layers | {' | '.join(columns)} |"
    yield "|---" * (len(columns) + 2) + "|"
    for group, by_key in sets.items():
        cells = (summed_up(by_key[key]) if key in by_key else "" for key in columns)
        yield f"| {group} | {max(map(len, by_key.values()))} | {' | '.join(cells)} |"


def summed_up(measured):
    ratios, products = zip(*measured, strict=True)
    known = [product for product in products if product]
    alone = f", product {geometric_mean(known):.2f}" if known else ""
    return f"{geometric_mean(ratios):.2f} ({max(ratios):.2f}{alone})"


if __name__ == "__main__":
    sys.exit(main())
