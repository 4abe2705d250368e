"""People's own source, run on values that only take part in sums and products.

What comes out is the polynomial that the code computes, at one point. Imported by the worker
process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.implementations.loaded import Submission

if TYPE_CHECKING:
    from cnncheck.submission.locating import Layout


def submission(layout: Layout, prime: int) -> Submission:
    """Return people's code: to be asked about elements of a field, or about floats.

    Parameters
    ----------
    layout : Layout
    prime : int
        Of the field; 0 for floats.
    """
    if not prime:
        return Submission(layout)
    from cnncheck.implementations.exact.exact_call import ExactSubmission

    return ExactSubmission(layout, prime)
