"""Nothing is overwritten that was asked for in the same command, or that it reads."""

import pytest

CASES = """\
cases:
  - {name: pad, operator: zero_padding, input: [1, 1, 2, 2], padding: [1, 1], points: 1}
"""


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    "words",
    [
        ("run", "c.yaml", "--report", "json:x", "--report", "junit:./x"),
        ("run", "c.yaml", "--report", "json:x", "--save-failures", "x"),
        ("run", "c.yaml", "--report", "json:c.yaml"),
        ("run", "c.yaml", "--impl", "s.py", "--report", "json:s.py"),
        ("pad", "--save", "x", "--report", "json:x"),
        ("pad", "--save", "x", "--plot", "x"),
        ("fuzz", "--save", "x", "--report", "json:x"),
        ("fuzz", "--impl", "s.py", "--save", "s.py"),
        ("audit", "c.yaml", "--fill", "--save", "x", "--report", "json:x"),
        ("audit", "c.yaml", "--fill", "--save", "c.yaml"),
        ("bench", "c.yaml", "--report", "json:x", "--report", "markdown:x"),
        ("bench", "c.yaml", "--report", "json:c.yaml"),
        ("grade", "s.py", "--cases", "c.yaml", "--report", "csv:x", "--report", "json:./x"),
        ("grade", "s.py", "--cases", "c.yaml", "--report", "csv:s.py"),
        ("grade", "s.py", "--cases", "c.yaml", "--report", "csv:x", "--journal", "x"),
    ],
    ids=" ".join,
)
def test_it_is_refused_before_anything_runs(cnncheck, solution, tmp_path, words):
    """Exit 2, and every file is as it was."""
    solution(CASES, "c.yaml")
    solution("def zero_padding(X, padding): return X", "s.py")
    done = cnncheck(*words)
    assert done.returncode == 2, done.stdout
    said = ("would both be written to", "would overwrite", "several reports would go to")
    assert any(text in done.stderr for text in said)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["c.yaml", "s.py"]
    assert (tmp_path / "c.yaml").read_text() == CASES
