"""A rule in one sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnncheck.diagnose.recovering.letters import has_filters
from cnncheck.diagnose.recovering.steps_fitted import due_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.diagnose.observing.atoms import Predicate
    from cnncheck.diagnose.recovering.products import Part, Products
    from cnncheck.diagnose.recovering.rule import Instead, Rule


def sentence_of(rule: Rule, products: Products) -> str:
    """Return what a rule says.

    Parameters
    ----------
    rule : Rule
    products : Products
        Of a problem of the pass, for the words.
    """
    return ", and ".join(_parts(rule, products))


def _parts(rule: Rule, products: Products) -> Iterator[str]:
    result = products.result
    where = f"in {result.name}[{','.join(result.letters)}] "
    for each in rule.instead:
        yield where * (each.array != result.name) + _instead(each, products)
        where = ""
    if rule.lost is not None:
        yield where + _lost(rule.lost, products)
        where = ""
    if rule.times:
        what = _what(products) + (f" {_which(rule.where)}" if rule.where else "")
        yield f"{where}the {what} are taken times {rule.times.text}"


def _what(products: Products) -> str:
    """Return what is added up."""
    problem = products.problem
    if problem.multiplies:
        return "products"
    return "gradients" if problem.result.startswith("d") else "pixels"


def _lost(lost: Predicate, products: Products) -> str:
    return f"the {_what(products)} {_which(lost)} are missing"


def _which(its: Predicate) -> str:
    return f"of {its.noun}" if its.noun else f"where {its.text}"


def _instead(its: Instead, products: Products) -> str:
    part = next(each for each in products.parts if each.name == its.array)
    if its.order:
        return _laid_out(its, part, products)
    new = f"{part.name}[{','.join(each.text for each in its.indices)}]"
    old = f"{part.name}[{','.join(due_text(products, each) for each in part.letters)}]"
    notes = ", ".join(dict.fromkeys(each.note for each in its.indices if each.note))
    notes += "q is the padding behind" if re.search(r"-q[dhw]?\b", new) else ""
    new += f" ({notes})" if notes else ""
    if part is products.result:
        return f"{_factors(products)} is added to {new} instead of {old}"
    one = "each product" if products.problem.multiplies else "each element"
    taken = f"the sum of {new}" if its.summed else new
    return f"{one} takes {taken} instead of {old}"


def _factors(products: Products) -> str:
    """Return what is added to an element of the result."""
    operands = products.parts[:-1]
    told = [f"{part.name}[{','.join(part.letters)}]" for part in operands]
    if len(told) > 1 or not has_filters(products.problem):
        return ("the product of " if len(told) > 1 else "") + " and ".join(told)
    return told[0]


def _laid_out(its: Instead, part: Part, products: Products) -> str:
    called = products.words.lengths
    new, old = (", ".join(called[each] for each in order) for order in (its.order, part.letters))
    if part is products.result:
        return f"{part.name} is computed with the axes {new}, and taken for one with the axes {old}"
    return f"{part.name} is read as if its axes were {new}, and not {old}"
