"""Elements of a prime field that refuse to be looked at, and exact constants.

A function that never looks at a value computes a polynomial in its inputs. On elements it computes
that polynomial at one point, without rounding. Imported by the worker process, and by the side
that knows the right answer.
"""

from __future__ import annotations

import operator
import sys
import types
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

BITS = 61
"""Bits of a value; the three above them hold its degree."""

MOST_DEGREE = (1 << (64 - BITS)) - 1
"""The degree that stands for itself and all above it."""

PRIMES = (2**61 - 1, 2**61 - 31, 2**61 - 229, 2**61 - 259, 2**61 - 283, 2**61 - 339)
"""Just below 2^61, so that no code can be written for one of them."""


class Refused(BaseException):
    """The code looked at a value, or left what is exact: what it computes is no polynomial.

    It is no `Exception`, so that ``except Exception`` in the code does not hide it; and the first
    one is kept, so that nothing else does.
    """

    first: ClassVar[Refused | None] = None

    def __init__(self, why: str) -> None:
        super().__init__(why)
        if Refused.first is None:
            Refused.first = self
            self.__traceback__ = _callers(sys._getframe(1))  # NumPy may swallow it on its way


def _callers(frame: types.FrameType | None) -> types.TracebackType | None:
    """Return the traceback of an error that has come all the way up already."""
    found = None
    while frame is not None:
        found = types.TracebackType(found, frame, frame.f_lasti, frame.f_lineno)
        frame = frame.f_back
    return found


class Field:
    """The field that elements are of: there is one at a time."""

    prime: ClassVar[int] = PRIMES[0]


def _lifted(other: Any) -> Any:
    """Return a number as an element, exactly; ``NotImplemented`` for what is none."""
    if isinstance(other, Constant):
        other = other.number
    if isinstance(other, (int, np.integer, np.bool_)):
        return Element(int(other) % Field.prime, 0)
    if isinstance(other, (float, np.floating, Fraction)):
        try:
            above, below = other.as_integer_ratio()
        except (ValueError, OverflowError):
            raise Refused(f"mixes a value with {other}") from None
        return Element(above * pow(below, -1, Field.prime) % Field.prime, 0)
    if isinstance(other, np.ndarray):
        return NotImplemented
    kind = getattr(other, "called", type(other).__name__)
    raise Refused(f"mixes a value with a {kind}")


def element(value: Any) -> Element:
    """Return an element, or a number as one.

    Raises
    ------
    Refused
        For anything else.
    """
    if isinstance(value, Element):
        return value
    lifted = _lifted(value)
    if lifted is NotImplemented:
        raise Refused(f"takes a {type(value).__name__} for a value")
    return lifted  # type: ignore[no-any-return]


def refuses(what: str) -> Callable[..., NoReturn]:
    """Return an operation that is not to be had."""

    def refuse(self: object, *_: object) -> NoReturn:
        raise Refused(what)

    return refuse


class Scalar:
    """Attributes of a NumPy scalar that elements and constants have."""

    __slots__ = ()
    __hash__ = refuses("uses a value as a key")
    rint = refuses("rounds a value")
    is_integer = hex = as_integer_ratio = refuses("looks at the digits of a value")
    shape: ClassVar[tuple[int, ...]] = ()
    ndim: ClassVar[int] = 0
    size: ClassVar[int] = 1

    def item(self) -> Any:
        """Return the value itself."""
        return self

    def copy(self) -> Any:
        """Return the value itself: it never changes."""
        return self

    def conjugate(self) -> Any:
        """Return the value itself, which is real."""
        return self

    conj = conjugate
    real = property(copy)

    def astype(self, dtype: Any, *_: object, **__: object) -> Any:
        """Return the value itself, which has all floating-point precisions."""
        if np.dtype(dtype).kind not in "fO":
            raise Refused(f"casts a value to {np.dtype(dtype)}")
        return self

    def __pos__(self) -> Any:
        return self

    def __repr__(self) -> str:
        return "<value>"  # whoever prints a value does not see which

    def __format__(self, _: str) -> str:
        return repr(self)


class Element(Scalar):
    """A value that depends on the inputs.

    Parameters
    ----------
    value : int
        Reduced.
    degree : int
        In the inputs: 0 for a number.
    """

    __slots__ = ("degree", "value")

    def __init__(self, value: int, degree: int) -> None:
        self.value = value
        self.degree = degree

    def __add__(self, other: Any) -> Any:
        if type(other) is not Element and (other := _lifted(other)) is NotImplemented:
            return NotImplemented
        degree, its = self.degree, other.degree
        return Element((self.value + other.value) % Field.prime, degree if degree > its else its)

    def __sub__(self, other: Any) -> Any:
        if type(other) is not Element and (other := _lifted(other)) is NotImplemented:
            return NotImplemented
        degree, its = self.degree, other.degree
        return Element((self.value - other.value) % Field.prime, degree if degree > its else its)

    def __rsub__(self, other: Any) -> Any:
        return NotImplemented if (its := _lifted(other)) is NotImplemented else its - self

    def __mul__(self, other: Any) -> Any:
        if type(other) is not Element and (other := _lifted(other)) is NotImplemented:
            return NotImplemented
        return Element(self.value * other.value % Field.prime, self.degree + other.degree)

    __radd__ = __add__
    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if type(other) is Element:
            raise Refused("divides by a value")
        if (its := _lifted(other)) is NotImplemented:
            return NotImplemented
        if not its.value:
            raise Refused("divides by zero")
        return Element(self.value * pow(its.value, -1, Field.prime) % Field.prime, self.degree)

    __rtruediv__ = refuses("divides by a value")

    def __neg__(self) -> Element:
        return Element(-self.value % Field.prime, self.degree)

    def __pow__(self, other: Any) -> Any:
        if isinstance(other, (float, np.floating)) and other == int(other):
            other = int(other)
        if not isinstance(other, (int, np.integer)) or other < 0:
            raise Refused("raises a value to a power that is no whole number")
        power = pow(self.value, int(other), Field.prime)
        return Element(power, min(self.degree * int(other), MOST_DEGREE))

    __bool__ = refuses("tests a value")
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = refuses("compares a value")
    __float__ = __complex__ = refuses("casts a value to a float, or hands it to compiled code")
    __int__ = __index__ = __trunc__ = refuses("casts a value to an integer")
    __abs__ = refuses("takes the absolute value of a value, which looks at its sign")
    __round__ = __floor__ = __ceil__ = refuses("rounds a value")
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = refuses("divides with a remainder")
    __rpow__ = refuses("raises to the power of a value")


class Constant(Scalar):
    """A number that the code makes itself: a zero to start from, a one to count with.

    It depends on no input, so it may be looked at; and it is exact, 1 / 9 too.

    Parameters
    ----------
    number : int or Fraction
    """

    __slots__ = ("number",)

    def __init__(self, number: int | Fraction) -> None:
        self.number = number

    def __bool__(self) -> bool:
        return bool(self.number)

    def __float__(self) -> float:
        return float(self.number)

    def __int__(self) -> int:
        return int(self.number)

    def __index__(self) -> int:
        return operator.index(float(self.number))  # type: ignore[arg-type]  # raises as floats do

    def __abs__(self) -> Constant:
        return -self if self.number < 0 else self

    def __neg__(self) -> Constant:
        return Constant(-self.number)


def _exactly(number: Any) -> Any:
    """Return an exact number; ``None`` for what is none, a float for infinities and NaN."""
    if isinstance(number, Constant):
        return number.number
    if isinstance(number, (int, np.integer, np.bool_)):
        return int(number)
    if isinstance(number, (float, np.floating)):
        return Fraction(*number.as_integer_ratio()) if np.isfinite(number) else float(number)
    return number if isinstance(number, Fraction) else None


def _computes(does: Callable[[Any, Any], Any], *, swapped: bool = False) -> Callable[..., Any]:
    def compute(self: Constant, other: Any) -> Any:
        if type(other) is Element:
            return does(other, self) if swapped else does(element(self), other)
        number = _exactly(other)
        if number is None:
            return NotImplemented
        pair = (number, self.number) if swapped else (self.number, number)
        if does is operator.truediv and isinstance(pair[0], int):
            pair = Fraction(pair[0]), pair[1]
        result = does(*pair)
        return result if isinstance(result, (bool, float)) else Constant(result)

    return compute


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):
    _does = getattr(operator, _name)
    setattr(Constant, f"__{_name}__", _computes(_does))
    setattr(Constant, f"__r{_name}__", _computes(_does, swapped=True))
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Constant, f"__{_name}__", _computes(getattr(operator, _name)))
