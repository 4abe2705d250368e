"""What every fault of the catalogue says and answers, held against what was written down.

A fault whose answers change on purpose has its line in ``answers_of_faults.txt`` written anew:
``python tests/diagnose/test_answers_of_faults.py``. An operator for which no questions stand here
is asked the geometries of its own folder.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import cycle
from pathlib import Path

import numpy as np

from cnncheck.dialects import LAYERS, NOTEBOOK
from cnncheck.faults.catalogue import CATALOGUE
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.passes import pass_of
from cnncheck.operators.case import INTEGER_DTYPE, NARROW_DTYPE, Case, OutGrad
from cnncheck.operators.places import part

WRITTEN = Path(__file__).parent / "answers_of_faults.txt"

PADDING = [
    {"input": (2, 3, 4, 5), "padding": (3, 2)},
    {"input": (1, 2, 3, 3), "padding": (0, 1), "dtype": "float32"},
    {"input": (3, 1, 5, 2), "padding": (1, 1), "layout": "F", "fill": "wide_integers"},
    {"input": (2, 2, 2, 3), "padding": (0, 0), "layout": "strided", "fill": "nonfinite"},
]
CONV = [
    {"input": (2, 3, 9, 8), "filter": (4, 3, 3, 2), "stride": (2, 3), "padding": (1, 2)},
    {"input": (3, 2, 6, 6), "filter": (2, 2, 3, 3), "padding": (1, 1), "dtype": "float32"},
    {"input": (1, 1, 5, 7), "filter": (3, 1, 2, 4), "stride": (4, 3), "layout": "F"},
    {"input": (2, 2, 5, 5), "filter": (2, 2, 2, 2), "stride": (1, 1), "layout": "strided"},
    {"input": (2, 3, 7, 7), "filter": (1, 3, 3, 3), "stride": (2, 2), "fill": "wide_integers"},
    {"input": (2, 2, 4, 18), "filter": (2, 2, 2, 1), "fill": "ties"},
    {"input": (1, 2, 4, 4), "filter": (2, 2, 2, 2), "fill": "nonfinite"},
]
BIAS = [
    {"input": (2, 3, 9, 8), "filter": (4, 3, 3, 2), "stride": (2, 3), "padding": (1, 2)},
    {"input": (3, 2, 4, 4), "filter": (3, 2, 2, 2), "dtype": "float32"},
    {"input": (1, 1, 5, 7), "filter": (3, 1, 2, 4), "layout": "F", "fill": "wide_integers"},
    {"input": (2, 2, 4, 3), "filter": (2, 2, 2, 2), "layout": "strided", "fill": "normal"},
    {"input": (1, 2, 4, 4), "filter": (1, 2, 2, 2), "fill": "nonfinite"},
]
POOL = [
    {"input": (2, 3, 9, 8), "window": 3, "stride": (2, 2)},
    {"input": (3, 2, 6, 6), "window": 2, "stride": (2, 2), "dtype": "float32"},
    {"input": (1, 3, 5, 7), "window": 2, "stride": (3, 3), "layout": "F"},
    {"input": (2, 2, 5, 5), "window": 3, "stride": (1, 1), "layout": "strided", "fill": "ties"},
    {"input": (2, 1, 4, 6), "window": 1, "stride": (2, 2)},
    {"input": (2, 2, 6, 7), "window": 2, "stride": (1, 1), "fill": "nonfinite"},
    {"input": (2, 2, 7, 6), "window": 2, "stride": (2, 2), "fill": "wide_integers"},
]
AVERAGE = [
    {"input": (2, 3, 9, 8), "window": 2, "stride": (2, 3)},
    {"input": (3, 2, 6, 6), "window": 4, "stride": (2, 2), "padding": (2, 1), "dtype": "float32"},
    {"input": (1, 3, 5, 7), "window": 3, "stride": (1, 2), "layout": "F", "fill": "normal"},
    {"input": (2, 2, 5, 5), "window": 2, "stride": 1, "layout": "strided", "fill": "wide_integers"},
    {"input": (2, 2, 6, 7), "window": 2, "stride": (1, 1), "fill": "nonfinite"},
]
SMALLER = [
    {"input": (2, 2, 7, 9), "window": 3, "stride": (2, 2), "out_grad": (2, 2, 2, 3)},
    {"input": (1, 2, 6, 6), "window": 2, "stride": (1, 1), "out_grad": (1, 2, 4, 2)},
]
CONV1D = [
    {"input": (2, 3, 9), "filter": (4, 3, 3), "stride": (2,), "padding": (1,)},
    {"input": (3, 2, 7), "filter": (2, 2, 2), "stride": (4,), "dtype": "float32", "layout": "F"},
    {"input": (2, 2, 19), "filter": (2, 2, 4), "layout": "strided", "fill": "wide_integers"},
    {"input": (1, 2, 4), "filter": (2, 2, 2), "fill": "nonfinite"},
]
CONV3D = [
    {
        "input": (2, 3, 5, 6, 4),
        "filter": (4, 3, 3, 2, 2),
        "stride": (1, 2, 3),
        "padding": (2, 1, 0),
    },
    {"input": (3, 2, 3, 3, 3), "filter": (2, 2, 2, 2, 2), "dtype": "float32", "layout": "F"},
    {"input": (2, 1, 6, 5, 7), "filter": (1, 1, 2, 1, 2), "stride": (4, 3, 3), "layout": "strided"},
    {"input": (1, 2, 2, 2, 3), "filter": (2, 2, 1, 2, 2), "fill": "nonfinite"},
]
ASKED = {
    ("zero_padding", "forward"): PADDING,
    ("conv2d", "forward"): CONV,
    ("conv2d", "backward_filter"): CONV,
    ("conv2d", "backward_input"): CONV,
    ("conv2d", "backward_bias"): [],
    **{("conv1d", each): CONV1D for each in ("forward", "backward_filter", "backward_input")},
    **{("conv3d", each): CONV3D for each in ("forward", "backward_filter", "backward_input")},
    ("max_pool2d", "forward"): POOL,
    ("max_pool2d", "backward"): POOL + SMALLER,
    ("avg_pool2d", "forward"): AVERAGE,
    ("avg_pool2d", "backward"): AVERAGE,
}


DILATION = [
    {
        "input": (2, 3, 12, 11),
        "filter": (4, 3, 3, 2),
        "stride": (2, 1),
        "padding": (1, 2),
        "dilation": (2, 3),
    },
    {"input": (1, 2, 7, 9), "filter": (2, 2, 2, 3), "dilation": (3, 2), "dtype": "float32"},
    {
        "input": (2, 2, 9, 9),
        "filter": (3, 2, 3, 3),
        "stride": (3, 2),
        "dilation": (2, 2),
        "layout": "F",
    },
]
GROUPS = [
    {
        "input": (2, 6, 5, 6),
        "filter": (9, 2, 2, 3),
        "stride": (2, 1),
        "padding": (1, 0),
        "groups": 3,
    },
    {"input": (3, 4, 4, 4), "filter": (4, 1, 3, 2), "groups": 4, "dtype": "float32"},
    {
        "input": (1, 4, 5, 4),
        "filter": (2, 2, 2, 2),
        "groups": 2,
        "fill": "wide_integers",
        "layout": "strided",
    },
]
MAXIMA = [
    {"input": (2, 3, 7, 9), "window": (4, 3), "stride": (2, 1), "padding": (2, 1)},
    {"input": (1, 2, 6, 7), "window": 2, "padding": (1, 0), "fill": "nonfinite"},
    {"input": (3, 1, 5, 8), "window": (3, 2), "stride": (1, 3), "padding": 1, "dtype": "float32"},
]
SPREAD = [
    {"input": (2, 3, 9, 10), "window": (3, 2), "stride": (2, 1), "dilation": (2, 3)},
    {"input": (1, 2, 8, 9), "window": 2, "stride": (1, 3), "padding": 1, "dilation": (3, 2)},
]
SIDES = [
    {"input": (2, 3, 7, 9), "window": (4, 2), "stride": (2, 3)},
    {"input": (1, 2, 6, 7), "window": (2, 3), "dtype": "float32"},
    {"input": (2, 1, 5, 6), "window": (1, 4), "stride": 1, "layout": "F"},
]
ROUNDED_UP = [
    {"input": (2, 3, 6, 9), "window": (4, 2), "stride": (3, 4), "padding": (1, 0)},
    {"input": (2, 2, 4, 6), "window": 2, "stride": (5, 3), "padding": 1},
    {"input": (1, 2, 7, 8), "window": 3, "stride": (2, 3), "dtype": "float32"},
]
NOT_COUNTED = [
    {"input": (2, 3, 6, 7), "window": 4, "stride": (2, 1), "padding": (2, 1)},
    {"input": (1, 2, 5, 6), "window": (2, 3), "stride": 1, "padding": 1, "dtype": "float32"},
]
TIED = [
    {"input": (2, 2, 6, 7), "window": 3, "stride": (2, 2), "fill": "ties"},
    {"input": (1, 2, 5, 6), "window": (4, 3), "stride": 1, "padding": (2, 1), "fill": "ties"},
]
SIDED = {
    1: [
        {"input": (2, 3, 6), "before": 2, "after": 3},
        {"input": (3, 1, 5), "before": 1, "after": 2, "dtype": "float32", "layout": "F"},
        {"input": (1, 2, 9), "before": -2, "after": -1, "layout": "strided"},
        {"input": (2, 2, 4), "before": 0, "fill": "nonfinite"},
    ],
    2: [
        {"input": (2, 3, 5, 6), "before": (2, 1), "after": (1, 3)},
        {"input": (3, 1, 4, 4), "before": (2, 0), "after": (1, 0), "dtype": "float32"},
        {"input": (1, 2, 7, 8), "before": (-2, -1), "after": (-1, -3), "layout": "F"},
        {"input": (2, 2, 3, 5), "before": 0, "fill": "nonfinite", "layout": "strided"},
    ],
    3: [
        {"input": (2, 3, 3, 5, 4), "before": (1, 2, 1), "after": (2, 1, 3)},
        {"input": (3, 1, 2, 3, 3), "before": (0, 2, 0), "dtype": "float32", "layout": "F"},
        {"input": (1, 2, 4, 5, 6), "before": (-1, 0, -2), "after": (0, -2, -1)},
        {"input": (2, 2, 2, 3, 3), "before": 0, "fill": "nonfinite", "layout": "strided"},
    ],
}
SHARED = {
    1: [
        {"input": (2, 3, 11), "output_size": 4},
        {"input": (3, 1, 4), "output_size": 7, "dtype": "float32", "layout": "F"},
        {"input": (1, 2, 12), "output_size": 4, "layout": "strided", "fill": "normal"},
        {"input": (2, 2, 7), "output_size": 3, "fill": "nonfinite"},
    ],
    2: [
        {"input": (2, 3, 7, 10), "output_size": (3, 4)},
        {"input": (3, 1, 3, 4), "output_size": (5, 7), "dtype": "float32"},
        {"input": (1, 2, 6, 8), "output_size": (3, 2), "layout": "F", "fill": "normal"},
        {"input": (2, 2, 5, 5), "output_size": 3, "fill": "nonfinite", "layout": "strided"},
    ],
    3: [
        {"input": (2, 3, 4, 7, 5), "output_size": (3, 4, 2)},
        {"input": (3, 1, 2, 3, 4), "output_size": (3, 4, 5), "dtype": "float32", "layout": "F"},
        {"input": (1, 2, 4, 4, 6), "output_size": (2, 2, 3), "fill": "normal"},
        {"input": (2, 2, 3, 5, 5), "output_size": (2, 3, 3), "fill": "nonfinite"},
    ],
}
BORDERS = ("reflect", "replicate", "circular")
POOLED = ("forward", "backward")


def pooled(cases, *operators, passes=POOLED, **told):
    """The same cases of several operators, told something besides."""
    return {
        (operator, each): [{**case, **told} for case in cases]
        for operator in operators
        for each in passes
    }


def in_groups(fields):
    """The same sizes with three groups of two channels, and two filters for each."""
    (N, _, *image), (_, _, *kernel) = fields["input"], fields["filter"]
    return {**fields, "input": (N, 6, *image), "filter": (6, 2, *kernel), "groups": 3}


def at_rank(fields, rank):
    """The same sizes along one axis, or along three."""
    N, C, H, W = fields["input"]
    image = (W,) if rank == 1 else (5, H, W)
    numbers = {
        name: value[1:] if rank == 1 else (value[0], *value)
        for name, value in fields.items()
        if name in ("window", "stride", "padding", "dilation") and isinstance(value, tuple)
    }
    return {**fields, **numbers, "input": (N, C, *image)}


def at_ranks(asked):
    """What is asked of poolings, of sequences and volumes too."""
    return asked | {
        (f"{name[:8]}{rank}d", pass_name): [
            at_rank(fields, rank) for fields in its if "out_grad" not in fields
        ]
        for (name, pass_name), its in asked.items()
        if "pool2d" in name
        for rank in (1, 3)
    }


UNEVEN = {
    3: {"padding": ((1, 2),), "stride": 1},
    4: {"padding": ((2, 0), (1, 2)), "stride": (2, 1)},
    5: {"padding": ((0, 1), (1, 0), (1, 0)), "stride": 1},
}
SIDED_POOLS = [
    {"input": (2, 3, 7, 9), "window": (4, 3), "stride": (2, 1), "padding": ((2, 1), (0, 1))},
    {"input": (1, 2, 6, 7), "window": 2, "stride": 1, "padding": ((0, 1), (1, 0))},
]
MULTIPLYING = ("forward", "backward_filter", "backward_input")


def transposed(fields):
    """The same sizes with a filter of as many channels as X, and a longer output."""
    F, C, *kernel = fields["filter"]
    return {**fields, "filter": (C, F, *kernel), "padding": 0}


TRANSPOSED = {
    f"conv_transpose{rank}d": [
        transposed(fields) for fields in {1: CONV1D, 2: CONV[:4], 3: CONV3D}[rank]
    ]
    for rank in (1, 2, 3)
}
ASKED |= {(name, each): its for name, its in TRANSPOSED.items() for each in MULTIPLYING}
ASKED |= {(f"pad{rank}d", each): its for rank, its in SIDED.items() for each in POOLED}
SHARING = {
    (f"adaptive_{kind}_pool{rank}d", each): its
    for kind in ("avg", "max")
    for rank, its in SHARED.items()
    for each in POOLED
}
TIED_SHARES = {
    "ties": {
        (name, each): [{**fields, "fill": "ties", "ties": "shared"} for fields in its]
        for (name, each), its in SHARING.items()
        if each == "backward" and "max" in name
    }
}
OF_RANKS = {"conv1d": CONV1D, "conv3d": CONV3D}
OPTIONS = {
    "dilation": {("conv2d", each): DILATION for each in MULTIPLYING}
    | pooled(SPREAD, "max_pool2d", "avg_pool2d")
    | {
        (name, each): [
            {**fields, "dilation": 2, "padding": 2 * (name in OF_RANKS), "stride": 1}
            for fields in its
        ]
        for name, its in {**OF_RANKS, **TRANSPOSED}.items()
        for each in MULTIPLYING
    },
    "groups": {("conv2d", each): GROUPS for each in MULTIPLYING}
    | {
        (name, each): [in_groups(fields) for fields in its]
        for name, its in OF_RANKS.items()
        for each in MULTIPLYING
    },
    "window": pooled(SIDES, "max_pool2d", "avg_pool2d"),
    "padding": pooled(MAXIMA, "max_pool2d"),
    "ceil_mode": pooled(ROUNDED_UP, "max_pool2d", "avg_pool2d", ceil_mode=True),
    "count_include_pad": pooled(NOT_COUNTED, "avg_pool2d", count_include_pad=False),
    "divisor": pooled(NOT_COUNTED, "avg_pool2d", divisor=3),
    "ties": {
        ("max_pool2d", "backward"): [
            {**case, "ties": ties} for case in TIED for ties in ("last", "shared", "all")
        ]
    },
    "bias": {
        (name, each): [{**fields, "bias": True} for fields in its]
        for name, its in {"conv2d": BIAS, **OF_RANKS, **TRANSPOSED}.items()
        for each in ("forward", "backward_bias")
    },
    "mode": {
        (f"pad{rank}d", each): [{**fields, "mode": mode} for fields in its[:2] for mode in BORDERS]
        for rank, its in SIDED.items()
        for each in POOLED
    },
    "value": {
        (f"pad{rank}d", "forward"): [{**fields, "mode": "constant", "value": 7} for fields in its]
        for rank, its in SIDED.items()
    },
    "padding_after": {
        (name, each): [
            {**fields, **UNEVEN[len(fields["input"])], **more}
            for fields in its
            for more in ({}, {"fill": "normal"})
        ]
        for name, its in {"conv2d": CONV[:2] + CONV[4:5], **OF_RANKS, **TRANSPOSED}.items()
        for each in MULTIPLYING
    }
    | pooled(SIDED_POOLS, "max_pool2d", "avg_pool2d"),
    "output_padding": {
        (name, "forward"): [{**fields, "stride": 2, "output_padding": 1} for fields in its]
        for name, its in TRANSPOSED.items()
    },
}
"""What is asked of faults that are about an option."""


def problems(asked, option=""):
    """Two draws of each, by function."""
    found = {}
    for (operator, pass_name), sizes in asked.items():
        for number, fields in enumerate(sizes):
            told = {"fill": "integers", "seed": number} | fields
            if isinstance(told.get("out_grad"), tuple):
                told["out_grad"] = OutGrad("random", told["out_grad"])
            case = Case(file="", name="held", operator=operator, passes=(pass_name,), **told)
            dialect = LAYERS if option and operator[:3] != "con" else NOTEBOOK
            for problem in dialect.problems(case, pass_name, draws=2):
                found.setdefault(problem.function, []).append(problem)
    return found


VARIED = (
    {},
    {"dtype": "float32"},
    {"layout": "F", "fill": "wide_integers"},
    {"layout": "strided", "fill": "normal"},
    {"fill": "nonfinite"},
)


OF_DTYPES = {
    NARROW_DTYPE: ({"dtype": "float16"}, {"dtype": "bfloat16", "fill": "normal"}),
    INTEGER_DTYPE: ({"dtype": "int8"}, {"dtype": "int32", "fill": "full_integers"}),
}


def of_its_folder(function, option):
    """What an operator is asked for which nothing stands above: its own candidates."""
    operator, pass_name = pass_of(function)
    sizes = [
        {**told, **varied}
        for told, varied in zip(
            part(operator.name, "candidates").GEOMETRIES.values(),
            cycle(OF_DTYPES.get(option, VARIED)),
            strict=False,
        )
        if len(told["input"]) == 2 + operator.rank
        and (not option or option in OF_DTYPES or option in told)
    ]
    assert sizes, f"candidates.py of {operator.name} has nothing to ask {function} {option}"
    return problems({(operator.name, pass_name): sizes}, option)[function]


def digest(*parts):
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


STEPS = 7.3e8
"""Into so many steps the largest number of an answer is divided: rounding is less than one."""


def written(reply):
    """An answer as text: what rounding leaves of it, and of errors that there is one."""
    if reply.value is None:
        return reply.outcome.name
    mask = np.ma.getmaskarray(reply.value)
    plain = np.where(mask, 0, np.ma.getdata(reply.value)).astype(np.float64)
    finite = np.isfinite(plain)
    largest = np.abs(plain[finite]).max(initial=0.0)
    steps = np.rint(np.where(finite, plain, 0) / (largest or 1) * STEPS).astype(np.int64)
    odd = [np.isnan(plain), np.isposinf(plain), np.isneginf(plain), mask]
    held = sha256(steps.tobytes() + b"".join(each.tobytes() for each in odd)).hexdigest()
    return f"{reply.outcome.name} {reply.value.dtype} {steps.shape} {largest:.9g} {held}"


def answered(fault, asked):
    """The first manner's answers, and the set of those of the others."""
    manners = []
    for manner in range(len(fault.manners or fault.responds)):
        memory = {}
        replies = [
            fault.reply(problem, memory, manner=manner, correct=correct)
            for problem, correct in asked
        ]
        manners.append(digest(*map(written, replies)))
    return digest(manners[0], *sorted(set(manners[1:])))


def lines():
    asked = {
        (option, function): each
        for option, told in {"": ASKED, **OPTIONS}.items()
        for told in [at_ranks(told) | (SHARING if not option else TIED_SHARES.get(option, {}))]
        for function, each in problems(told, option).items()
    }
    for fault in CATALOGUE.values():
        if (fault.option, fault.function) not in asked:
            its = of_its_folder(fault.function, fault.option)
            asked[fault.option, fault.function] = its
    asked = {
        key: [(problem, right.answer(problem)) for problem in each] for key, each in asked.items()
    }
    return [
        f"{fault.id} {digest(fault.sentence, fault.hint)} "
        f"{fault.kind} {fault.bits} {answered(fault, asked[fault.option, fault.function])}"
        for fault in sorted(CATALOGUE.values(), key=lambda fault: fault.id)
    ]


def test_every_fault_says_and_answers_what_it_did():
    """No fault gets lost, gets another sentence, or gets weaker."""
    held = WRITTEN.read_text("utf-8").splitlines()
    assert len(held) >= 466
    assert lines() == held, "faults have changed; if they were meant to, run .ci/written"


if __name__ == "__main__":
    WRITTEN.write_text("\n".join(lines()) + "\n", "utf-8")
