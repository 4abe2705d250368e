"""What comes back from a call: several results at once, in a dictionary, too few, or too many."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application
from cnncheck.errors import UsageError

PEOPLE = Path(__file__).parent / "people"
CASES = Path(__file__).parent.parent.parent / "cases" / "courses"
GRADIENTS = "    return dx, dw, db\n"


@pytest.fixture
def run(tmp_path):
    """Run CS231n's cases with right code that returns something else, and return what is said."""

    def run(old, new, *words, count=1):
        text = (PEOPLE / "cs231n" / "right" / "loops.py").read_text()
        assert text.count(old) == count
        (tmp_path / "theirs.py").write_text(text.replace(old, new))
        words = ("run", CASES / "cs231n.yaml", "--impl", tmp_path / "theirs.py", *words)
        words = (*words, "--reference", "definition")
        done = CliRunner().invoke(application(["run"]), [*map(str, words)], env={"COLUMNS": "200"})
        if isinstance(done.exception, UsageError):
            raise done.exception
        return done.exit_code, " ".join(done.output.split())

    return run


READ = {
    "a list": "    return [dx, dw, db]\n",
    "a dictionary": "    return {'dw': dw, 'dX': dx, 'DB': db}\n",
    "a named tuple": "    import collections\n"
    "    return collections.namedtuple('Gradients', 'dx dw db')(dx, dw, db)\n",
    "something more": "    return dx, dw, db, None\n",
}


@pytest.mark.parametrize("name", READ)
def test_results_are_read_where_that_is_clear(run, name):
    """However they are held together."""
    code, said = run(GRADIENTS, READ[name])
    assert code == 0, said


def test_a_wrong_entry_of_a_dictionary_is_wrong(run):
    """It is the values that are judged."""
    code, said = run(GRADIENTS, "    return {'dx': dx, 'dw': 2 * dw, 'db': db}\n")
    assert code == 1
    assert "dw of conv_backward_naive: " in said
    assert "are doubled (matches on 5 of 5 failing cases)" in said


CALLED = "conv_backward_naive(dout, cache) returned"
TOLD = {
    "    return dx, dw, None\n": "a tuple of 3 (array 4x3x5x5, array 2x3x3x3, None), "
    "expected dx, dw, db: db is None",
    "    return dx, dw\n": "a tuple of 2 (array 4x3x5x5, array 2x3x3x3), "
    "expected dx, dw, db: db is missing",
    "    return (dx,)\n": "a tuple of 1 (array 4x3x5x5), expected dx, dw, db: dw is missing",
    "    return dx\n": "an array 4x3x5x5, expected dx, dw, db: dw is missing",
    "    return {'dx': dx, 'w': dw}\n": "a dictionary with 'dx': array 4x3x5x5, "
    "'w': array 2x3x3x3, expected dx, dw, db: db is missing",
    "    return dx, dw.tolist(), db\n": "for dw a list, expected a plain numpy.ndarray",
    "    return dx, dw, float(db.sum())\n": "for db a single number (float)",
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("text", TOLD)
def test_what_is_missing_is_named(run, text):
    """With all that came back, and what to return."""
    code, said = run(GRADIENTS, text, "--case", "same-size")
    assert code == 1
    assert f"{CALLED} {TOLD[text]}" in said
    if "missing" in TOLD[text]:
        assert "Return all of them, in this order: `return dx, dw, db`." in said


def test_what_is_beside_a_single_result_is_told(run):
    """Of a pooling there is one gradient; a comma makes a tuple of it."""
    old = "    return dx\n"
    code, said = run(old, "    return dx,\n", "--case", "overlapping")
    assert code == 1
    assert "returned a tuple of 1 (array 2x2x7x9), expected one numpy.ndarray" in said
    assert "A comma after what is returned makes a tuple of it; take it away." in said
    _, said = run(old, "    return dx, None\n", "--case", "overlapping")
    assert "returned a tuple of 2 (array 2x2x7x9, None), expected one numpy.ndarray" in said


def test_the_blank_of_a_course_is_not_written_yet(run, tmp_path):
    """Nothing of it is called wrong, though it returns its arguments as a cache."""
    blank = "def conv_forward_naive(x, w, b, conv_param):\n    out = None\n"
    blank += "    cache = (x, w, b, conv_param)\n    return out, cache\n\n"
    blank += "def conv_backward_naive(dout, cache):\n    dx, dw, db = None, None, None\n"
    blank += "    return dx, dw, db\n"
    (tmp_path / "blank.py").write_text(blank)
    words = ("run", CASES / "cs231n.yaml", "--impl", tmp_path / "blank.py", "--case", "same-size")
    done = CliRunner().invoke(application(["run"]), [*map(str, words)], env={"COLUMNS": "200"})
    assert "conv_backward_naive is not written yet" in done.output
    assert "conv_forward_naive is not written yet" in done.output
    assert "FAIL" not in done.output


COUNTED = """\
    calls.append(None)
    assert len(calls) <= {}
"""


@pytest.mark.parametrize(("most", "code"), [(2, 0), (1, 1)])
def test_three_gradients_come_from_one_call(run, most, code):
    """Asked twice, with fresh values, the function is called twice; and not once."""
    old = "def conv_backward_naive(dout, cache):\n"
    new = f"calls = []\n\n{old}{COUNTED.format(most)}"
    found, said = run(old, new, "--case", "same-size")
    assert found == code, said
    assert (" passed in " in said) == (code == 0)


KEPT = """\
    kept = buffers.setdefault("dw", np.empty_like(dw))
    kept[...] = dw
    return dx, kept, db
"""


def test_one_of_three_results_that_the_next_call_changes_is_found(run):
    """Though that pass is not the one for which the function was called."""
    old = "def conv_backward_naive(dout, cache):\n"
    words = ("--case", "same-size", "--pass", "backward_filter", "--pass", "backward_input")
    code, said = run(GRADIENTS, KEPT.replace("buffers", "np.__dict__"), *words)
    assert code == 1
    assert "changed what it returned the time before" in said
    assert "backward_filter" in said
    assert old not in said


def test_an_argument_that_is_changed_is_told_of_all_three(run):
    """As it would be if each had been asked for by itself."""
    old = "    db = np.sum(dout, axis=(0, 2, 3))\n"
    code, said = run(old, f"{old}    dout *= 1\n    dout += 1\n", "--case", "same-size")
    assert code == 1
    assert said.count("changed its argument dout in place") >= 3


def test_a_bind_may_have_the_name_that_a_dialect_has_for_a_function(run):
    """Which is what a slip of the hand is answered with; it says the dialect, too."""
    old, new = "def conv_forward_naive(", "def Conv_Forward_Naive("
    with pytest.raises(UsageError, match="say --bind conv_forward_naive=Conv_Forward_Naive"):
        run(old, new)
    code, said = run(old, new, "--bind", "conv_forward_naive=Conv_Forward_Naive")
    assert (code, "is called in the dialect cs231n" in said) == (0, True), said


@pytest.mark.parametrize(
    ("bind", "words"),
    [
        ("conv_forward=mine", "of the dialects deeplearning_ai and holberton; say which it is"),
        ("conv_forwrd_naive=mine", "there is no function conv_forwrd_naive; did you mean conv_forward_naive"),
    ],
)  # fmt: skip
def test_a_bind_of_no_one_dialect_is_refused(run, bind, words):
    """With those that have the name, or names that are near."""
    with pytest.raises(UsageError) as caught:
        run(GRADIENTS, GRADIENTS, "--bind", bind)
    assert words in str(caught.value)


def test_results_in_another_order_are_told_by_name(run):
    """Each gradient is another one's; a wrong shape of its own is none."""
    code, said = run(GRADIENTS, "    return dw, db, dx\n")
    assert code == 1
    assert "dw comes back in the place of dx: the gradients are in another order" in said
    assert "dx comes back in the place of db: the gradients are in another order" in said
    code, said = run(GRADIENTS, "    return dx[:, :, 1:], dw, db\n")
    assert (code, "another order" in said) == (1, False)


def test_keys_that_are_looked_for_are_told_beside_those_that_there_are(run):
    """In what was handed over; a dictionary of the code's own is its own affair."""
    kept = "    x, pool_param = cache\n"
    code, said = run(kept, kept + "    pool_param['strides']\n")
    assert (code, "has the keys" in said) == (1, False)
    head = "def max_pool_forward_naive(x, pool_param):\n"
    code, said = run(head, head + "    pool_param['strides']\n")
    assert code == 1
    assert "pool_param has the keys 'pool_height', 'pool_width', 'stride'; " in said
    code, said = run(head, head + "    {}['strides']\n")
    assert (code, "has the keys" in said) == (1, False)
