"""How long the six NumPy layers take beside PyTorch: ours / theirs, layer by layer.

    python tests/benchmarks/layers_vs_torch.py [--threads 1] [--dtype float32] [--rounds 9] [--cpu]

Each library has a process of its own (in one they disturb each other) and they are asked in turn.
Before each timed call there is one that is not, for the other side has filled the caches; and with
several threads a pause, as BLAS's threads go on spinning after their work. The figures are medians;
`--cpu` compares processor time instead of time on the clock, which on a machine with other work is
the steadier of the two, and is meant for one thread. For the backward passes X is padded already,
on both sides. `cnncheck bench` does the same for any case and peer.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import time

CONVOLUTIONS = {  # N, C, H, W, F, KH, KW, stride, padding
    "ResNet 7x7/2 3-64 @224": (4, 3, 224, 224, 64, 7, 7, 2, 3),
    "ResNet 1x1 64-256 @56": (4, 64, 56, 56, 256, 1, 1, 1, 0),
    "ResNet 3x3 64 @56": (4, 64, 56, 56, 64, 3, 3, 1, 1),
    "ResNet 3x3 128 @28": (8, 128, 28, 28, 128, 3, 3, 1, 1),
    "ResNet 3x3/2 128 @56": (8, 128, 56, 56, 128, 3, 3, 2, 1),
    "ResNet 3x3 256 @14": (8, 256, 14, 14, 256, 3, 3, 1, 1),
    "ResNet 3x3 512 @7": (8, 512, 7, 7, 512, 3, 3, 1, 1),
    "ResNet 1x1/2 256-512 @56": (4, 256, 56, 56, 512, 1, 1, 2, 0),
    "VGG 3x3 64 @224": (1, 64, 224, 224, 64, 3, 3, 1, 1),
    "AlexNet 11x11/4 3-96 @227": (16, 3, 227, 227, 96, 11, 11, 4, 0),
    "AlexNet 5x5 96-256 @27": (16, 96, 27, 27, 256, 5, 5, 1, 2),
}
POOLINGS = {"2x2/2": (2, 2), "3x3/2": (3, 2), "3x3/1": (3, 1), "2x2/11": (2, 11)}
MAPS = (4, 64, 112, 112)
PAUSE = 0.15  # seconds
CONV = ("forward", "backward_filter", "backward_input")


def questions() -> list[tuple[str, str]]:
    """(layer, pass) in the order of the table."""
    conv = [(layer, name) for layer in CONVOLUTIONS for name in CONV]
    pool = [(f"pool {p}", name) for p in POOLINGS for name in ("forward", "backward")]
    return [*conv, *pool, ("zero_padding 1", "forward")]


def arrays(layer: str, dtype: str) -> dict:
    import numpy as np

    rng = np.random.default_rng(0)

    def make(*shape: int):
        return rng.standard_normal(shape).astype(dtype)

    if layer in CONVOLUTIONS:
        N, C, H, W, F, KH, KW, s, p = CONVOLUTIONS[layer]
        x = make(N, C, H, W)
        OH, OW = (H + 2 * p - KH) // s + 1, (W + 2 * p - KW) // s + 1
        padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        return {"x": x, "padded": padded, "w": make(F, C, KH, KW), "g": make(N, F, OH, OW)}
    if layer.startswith("pool "):
        f, s = POOLINGS[layer[5:]]
        out = (MAPS[2] - f) // s + 1
        return {"x": make(*MAPS), "g": make(*MAPS[:2], out, out)}
    return {"x": make(*MAPS)}


def numpy_call(layer: str, name: str, a: dict, threads: int):
    from cnncheck import layers

    layers.use_threads(threads)
    if layer in CONVOLUTIONS:
        s, p = CONVOLUTIONS[layer][7:]
        return {
            "forward": lambda: layers.convolution2D(a["x"], a["w"], s, p),
            "backward_filter": lambda: layers.convolution2D_backward_filter(
                a["g"], a["padded"], a["w"], s
            ),
            "backward_input": lambda: layers.convolution2D_backward_input(
                a["g"], a["padded"], a["w"], s
            ),
        }[name]
    if layer.startswith("pool "):
        f, s = POOLINGS[layer[5:]]
        if name == "forward":
            return lambda: layers.pool_forward(a["x"], f, s)
        return lambda: layers.pool_back(a["g"], a["x"], f, s)
    return lambda: layers.zero_padding(a["x"], 1)


def torch_call(layer: str, name: str, a: dict, threads: int):
    import torch
    import torch.nn.functional as nn

    torch.set_num_threads(threads)
    t = {key: torch.from_numpy(value) for key, value in a.items()}
    if layer in CONVOLUTIONS:
        s, p = CONVOLUTIONS[layer][7:]
        if name == "forward":
            return torch.no_grad()(lambda: nn.conv2d(t["x"], t["w"], None, s, p))
        wanted = [name == "backward_input", name == "backward_filter", False]
        backward = torch.ops.aten.convolution_backward
        return lambda: backward(
            t["g"], t["padded"], t["w"], None, [s, s], [0, 0], [1, 1], False, [0, 0], 1, wanted
        )
    if layer.startswith("pool "):
        f, s = POOLINGS[layer[5:]]
        if name == "forward":
            return torch.no_grad()(lambda: nn.max_pool2d(t["x"], f, s))
        x = t["x"].requires_grad_()

        def both():
            x.grad = None
            nn.max_pool2d(x, f, s).backward(t["g"])

        return both
    return lambda: nn.pad(t["x"], (1, 1, 1, 1))


def serve(library: str, dtype: str, threads: int, cpu: bool) -> None:
    """Answer each line, a layer and a pass, with the seconds that one call takes."""
    clock = time.process_time if cpu else time.perf_counter
    known = (None, None, None)
    make = numpy_call if library == "numpy" else torch_call
    for line in sys.stdin:
        layer, name = json.loads(line)
        if known[:2] != (layer, name):
            call = make(layer, name, arrays(layer, dtype), threads)
            call()
            known = (layer, name, call)
        if threads > 1:
            time.sleep(PAUSE)
        known[2]()
        start = clock()
        known[2]()
        print(clock() - start, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default="", help="a part of the layer's name")
    parser.add_argument("--cpu", action="store_true", help="compare processor time")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        serve(args.serve, args.dtype, args.threads, args.cpu)
        return
    environment = {**os.environ, "OMP_NUM_THREADS": str(args.threads)}
    sides = {
        library: subprocess.Popen(
            [sys.executable, *sys.argv, "--serve", library],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for library in ("numpy", "torch")
    }
    ratios: dict[str, list[float]] = {}
    for layer, name in questions():
        if args.only not in layer:
            continue
        taken: dict[str, list[float]] = {library: [] for library in sides}
        for _ in range(args.rounds):
            for library, side in sides.items():
                side.stdin.write(json.dumps([layer, name]) + "\n")
                side.stdin.flush()
                taken[library].append(float(side.stdout.readline()))
        ours, theirs = (sorted(taken[library])[args.rounds // 2] for library in sides)
        group = name if layer in CONVOLUTIONS else f"{layer.split()[0]} {name}"
        ratios.setdefault(group, []).append(ours / theirs)
        print(
            f"{layer:28} {name:16} {ours * 1e3:8.2f} ms {theirs * 1e3:8.2f} ms {ours / theirs:6.2f}",
            flush=True,
        )
    for group, found in ratios.items():
        mean = math.exp(sum(map(math.log, found)) / len(found))
        print(f"{group:28} geometric mean {mean:.2f}, worst {max(found):.2f}")
    for side in sides.values():
        side.stdin.close()
        side.wait()


if __name__ == "__main__":
    main()
