"""Cases made by hand, and audits that share one reference."""

import pytest

from cnncheck.audit.scoring import audit_cases
from cnncheck.operators import FUNCTIONS, OPERATORS
from cnncheck.operators.case import Case


@pytest.fixture
def case():
    """A function that makes a case, by default of a convolution that tells much."""

    def make(operator="conv2d", **fields):
        given = {
            "zero_padding": {"input": (2, 3, 4, 5), "padding": (3, 2)},
            "conv2d": {
                "input": (2, 3, 7, 9), "filter": (4, 3, 3, 2), "stride": (2, 3), "padding": (1, 2)
            },
            "max_pool2d": {"input": (2, 3, 7, 10), "window": 3, "stride": (2, 2)},
        }[operator]  # fmt: skip
        fields = {"passes": tuple(OPERATORS[operator].functions), "fill": "integers"} | fields
        return Case("f.yaml", fields.pop("name", "c"), operator, **(given | fields))

    return make


@pytest.fixture
def audited(remembering):
    """A function that audits cases."""

    def audit(cases, functions=FUNCTIONS):
        return audit_cases(cases, lambda: remembering, functions)

    return audit
