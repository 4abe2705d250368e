"""Who is believed where torch has no such option."""

from cnncheck.api.saying import defined_text
from cnncheck.asking.question import questions
from cnncheck.operators.case import Case


def tied(ties):
    """A pooling with equal maxima."""
    told = {"window": 2, "ties": ties, "fill": "integers"}
    return Case("f.yaml", "c", "max_pool2d", ("forward", "backward"), (1, 1, 4, 4), **told)


def test_the_definition_is_believed_of_conventions_that_torch_does_not_have():
    """The forward pass is torch's whatever the convention."""
    asked = questions([tied("first"), tied("shared"), tied("last"), tied("any")])
    assert defined_text(asked) == (
        "the definition is believed where torch has no such thing: max_pool2d (2)",
    )


def test_nothing_is_said_where_torch_has_all():
    """No line more than there was."""
    assert defined_text(questions([tied("first")])) == ()
