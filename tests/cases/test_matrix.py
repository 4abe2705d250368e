"""A matrix stands for the cases of all its combinations."""

import time

import pytest

BASE = "name: m\n  operator: conv2d\n  input: [1, 1, 9, 9]\n  filter: [1, 1, 1, 1]\n"


def with_matrix(lines):
    return f"cases:\n- {BASE}  matrix:\n" + "".join(f"    {line}\n" for line in lines)


def test_combinations_in_the_order_written(load):
    """The last field varies fastest, and ids name what varies."""
    cases = load(with_matrix(["stride: [1, [2, 3]]", "dtype: [float32, float64]"]))
    assert [case.id for case in cases] == [
        "f.yaml::m[stride=1,dtype=float32]",
        "f.yaml::m[stride=1,dtype=float64]",
        "f.yaml::m[stride=2x3,dtype=float32]",
        "f.yaml::m[stride=2x3,dtype=float64]",
    ]
    assert [(case.stride, case.dtype) for case in cases] == [
        ((1, 1), "float32"),
        ((1, 1), "float64"),
        ((2, 3), "float32"),
        ((2, 3), "float64"),
    ]


def test_exclude(load):
    """Combinations are left out by naming them, whole or in part."""
    cases = load(
        with_matrix(
            [
                "stride: [1, 2]",
                "padding: [0, 1]",
                "dtype: [float32, float64]",
                "exclude: [{stride: 1, padding: 0}, {padding: 1, dtype: float32}]",
            ]
        )
    )
    assert [case.variant for case in cases] == [
        "stride=1,padding=1,dtype=float64",
        "stride=2,padding=0,dtype=float32",
        "stride=2,padding=0,dtype=float64",
        "stride=2,padding=1,dtype=float64",
    ]


@pytest.mark.parametrize(
    ("axis", "texts"),
    [
        ("tolerance: [{rtol: 1e-3, atol: 0}]", ["tolerance=rtol:0.001+atol:0"]),
        ("passes: [[forward, backward_filter]]", ["passes=forward+backward_filter"]),
        ("tags: [['a::b'], [c]]", ["tags=#1", "tags=#2"]),
        ("out_grad: [ones, {shape: [1, 1, 9, 9]}]", ["out_grad=ones", "out_grad=shape:1x1x9x9"]),
        ("points: [1.5, 2]", ["points=1.5", "points=2"]),
        (
            f"values: [{{X: [[[{[[0] * 9] * 9}]]]}}]".replace("[[[[[", "[[[[").replace(
                "]]]]]", "]]]]"
            ),
            ["values=#1"],
        ),
    ],
)
def test_ids_are_short_and_readable(load, axis, texts):
    """Long, unprintable and ambiguous values are numbered."""
    assert [case.variant for case in load(with_matrix([axis]))] == texts


def test_defaults_may_vary(load):
    """A matrix among the defaults is for every case without one of its own."""
    cases = load(
        """
defaults: {operator: max_pool2d, input: [1, 1, 9, 9], window: 2, matrix: {seed: [1, 2]}}
cases:
- name: a
- {name: b, matrix: {window: [3]}}
- {name: c, matrix: null}
"""
    )
    assert [case.label for case in cases] == ["a[seed=1]", "a[seed=2]", "b[window=3]", "c"]
    assert cases[2].window == (3, 3)


def test_a_name_like_a_variant_is_taken(faults_of):
    """Ids are unique even where a name looks like a variant."""
    text = with_matrix(["seed: [1]"]) + f"- {BASE}".replace("name: m", "name: m[seed=1]")
    assert faults_of(text) == [
        "8:9: the name 'm[seed=1]' is already taken on line 2; choose another"
    ]


def test_a_file_stands_for_so_many_cases(load, faults_of):
    """The bound is on the file, and is looked at before any case is made."""
    half = ["seed: " + str(list(range(1000)))]
    assert (
        len(load(with_matrix(half) + with_matrix(half)[7:].replace("name: m", "name: n"))) == 2000
    )
    more = f"- {BASE}".replace("name: m", "name: o")
    text = with_matrix(half) + with_matrix(half)[7:].replace("name: m", "name: n") + more
    assert faults_of(text) == [
        "14:3: from here on the file stands for more than 2000 cases; "
        "shorten its matrices or split it into several files"
    ]
    started = time.perf_counter()
    axes = [f"{field}: {list(range(900))}" for field in ("seed", "points", "stride", "padding")]
    assert len(faults_of(with_matrix(axes))) == 1
    assert time.perf_counter() - started < 2


def test_a_large_matrix_over_large_arrays_does_not_take_long(load):
    """What all combinations share is read once."""
    rows = str([[[[1] * 90] * 90]])
    text = with_matrix([f"seed: {list(range(1900))}"]).replace("1, 9, 9]", "1, 90, 90]")
    started = time.process_time()
    assert len(load(f"{text}  values: {{X: {rows}}}\n")) == 1900
    assert time.process_time() - started < 3


def test_a_field_is_refused_once(faults_of):
    """A fault that all combinations share is said once."""
    text = with_matrix(["seed: [1, 2, 3]", "padding: [0, -1]"]) + "  stride: x\n"
    assert [fault.split(",")[0] for fault in faults_of(text)] == [
        "8:18: padding is -1",
        "9:11: stride is 'x'",
    ]
