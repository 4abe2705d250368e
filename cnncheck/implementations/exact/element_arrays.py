"""Arrays of elements: what NumPy does with them, and what it refuses to.

Imported by the worker process.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from cnncheck.implementations.exact.field import Constant, Element, Refused, Scalar
from cnncheck.implementations.exact.ordered import MAXIMUM, NO_ORDER, Ordered

SUMS = {
    np.add,
    np.subtract,
    np.multiply,
    np.true_divide,
    np.negative,
    np.positive,
    np.conjugate,
    np.matmul,
    np.square,
    np.power,
    *(getattr(np, name) for name in ("vecdot", "matvec", "vecmat") if hasattr(np, name)),
}
"""What elements take part in."""

COMPARES = {
    np.equal,
    np.not_equal,
    np.less,
    np.less_equal,
    np.greater,
    np.greater_equal,
    np.maximum,
    np.minimum,
    np.fmax,
    np.fmin,
}
"""What looks at elements, which have a say in it themselves; of constants it is all right."""

FINITE = {np.isfinite: True, np.isnan: False, np.isinf: False}
"""What is asked of every value has one answer: exact values are finite."""

ZERO, ONE = Constant(0), Constant(1)


class Elements(np.ndarray[Any, Any]):
    """An array that passes for one of float64; its dtype is object."""

    dtype: ClassVar[Any] = np.dtype(np.float64)

    def astype(self, dtype: Any, *_: Any, copy: bool = True, **__: Any) -> Any:  # type: ignore[override]
        """Return the same values, which have all floating-point precisions."""
        if np.dtype(dtype).kind in "fO":
            return self.copy() if copy else self
        if np.dtype(dtype).kind == "b":
            return np.not_equal(self, 0)
        return np.array(list(map(int, self.ravel())), dtype).reshape(self.shape)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return on_elements(ufunc, method, *inputs, **kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        home = getattr(func, "__module__", "") or ""
        if home.startswith(("numpy.fft", "numpy.linalg")):
            raise Refused(f"calls {home}.{func.__name__}, which rounds")
        if func in (np.max, np.amax, np.nanmax) and isinstance(args[0], Elements):
            return args[0].max(*args[1:], **kwargs)
        if func in (np.zeros_like, np.empty_like, np.ones_like, np.full_like):
            return made_like(func, *args, **kwargs)
        return wrapped(func(*plain(args), **as_objects(plain(kwargs))))


def on_elements(ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """Apply a ufunc: what `Elements` and single values say when NumPy asks them."""
    if ufunc in FINITE and method == "__call__":
        return np.full(np.shape(inputs[0]), FINITE[ufunc])[()]
    if ufunc not in SUMS and ufunc not in COMPARES and not _is_python(ufunc):
        if any(
            isinstance(each, (Element, Ordered))
            for array in inputs
            for each in np.ravel(boxed(array))
        ):
            raise Refused(f"applies numpy.{ufunc.__name__} to a value")
        inputs = tuple(map(as_floats, inputs))
    out = kwargs.get("out")
    kwargs = as_objects(plain(kwargs))
    boxes = [boxed(each) for each in inputs]
    if ufunc in (np.maximum, np.fmax) and any(map(_has_no_order, boxes)):
        ufunc = MAXIMUM
        kwargs.pop("dtype", None)
    result = getattr(ufunc, method)(*boxes, **kwargs)
    if out is not None:
        return out[0] if len(out) == 1 else out
    return wrapped(result)


def _is_python(ufunc: np.ufunc) -> bool:
    """Whether it calls a function of Python's for each element, as ``np.vectorize`` does."""
    return all(set(types) <= set("O->") for types in ufunc.types)


def _has_no_order(box: Any) -> bool:
    cells = box.flat if isinstance(box, np.ndarray) and box.dtype == object else ()
    return any(isinstance(each, Ordered) and each.order == NO_ORDER for each in cells)


def _of_one(_: object, *args: Any, **kwargs: Any) -> Any:
    return on_elements(*args, **kwargs)


for _kind in (Element, Constant, Ordered):
    setattr(_kind, "__array_ufunc__", _of_one)  # noqa: B010 - it has none to assign to


def plain(value: Any) -> Any:
    """Return arrays as NumPy's own code is to see them: of dtype object."""
    if isinstance(value, Elements):
        return value.view(np.ndarray)
    if type(value) in (tuple, list):
        return type(value)(map(plain, value))
    if type(value) is dict:
        return {key: plain(each) for key, each in value.items()}
    return value


def boxed(value: Any) -> Any:
    """Return a single value as an array, so that a ufunc does not ask it what to do."""
    if not isinstance(value, (Element, Constant, Ordered)):
        return plain(value)
    box = np.empty((), object)
    box[()] = value
    return box


def as_objects(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return arguments that ask for values, where floating point is asked for."""
    dtype = kwargs.get("dtype")
    if dtype is None or np.dtype(dtype).kind != "f":
        return kwargs
    return {**kwargs, "dtype": np.dtype(object)}


def as_float(*value: Any) -> Any:
    """Do as ``float`` does, but for a value, which is one."""
    if value and isinstance(value[0], Scalar):
        return value[0]
    if value and isinstance(value[0], Elements):
        float(np.zeros(value[0].shape))  # refuses the shapes that NumPy refuses
        return plain(value[0]).item()
    return float(*value)


def as_floats(value: Any) -> Any:
    """Return an array of constants as one of floats."""
    value = boxed(value)
    is_objects = isinstance(value, np.ndarray) and value.dtype == object
    return value.astype(np.float64) if is_objects else value


def wrapped(result: Any) -> Any:
    """Return what NumPy answered, with arrays of values as such."""
    if type(result) is np.ndarray and result.dtype == object:
        return result.view(Elements)
    if type(result) in (tuple, list):
        return type(result)(map(wrapped, result))
    return result


def filled(shape: Any, value: Any, order: str = "C") -> Elements:
    """Return an array of one value."""
    whole: Any = np.full(shape, value, object, order=order)  # type: ignore[call-overload]
    return as_values(whole)


def garbage(shape: Any, order: str = "C") -> Elements:
    """Return an array that nobody has written to: no right answer holds what is in it."""
    count = int(np.prod(shape, dtype=np.int64))
    cells = np.array([Constant(1_000_003 + 2 * number) for number in range(count)] + [None])[:-1]
    whole: Any = np.array(cells.reshape(shape), object, order=order)  # type: ignore[call-overload]
    return as_values(whole)


def as_values(whole: Any) -> Elements:
    """Return an array of objects as one of values."""
    values: Elements = whole.view(Elements)
    return values


def made_like(func: Any, prototype: Any, *args: Any, **kwargs: Any) -> Any:
    """Do as ``zeros_like`` and its like do, with values in place of floats."""
    names = ("fill_value", "dtype") if func is np.full_like else ("dtype",)
    given = {**dict(zip(names, args, strict=False)), **kwargs}
    dtype = np.dtype(given.get("dtype") or np.float64)
    shape = given.get("shape")
    shape = np.shape(prototype) if shape is None else shape
    if dtype.kind not in "fO":
        return func(np.empty(shape), **{**given, "shape": shape})
    if func is np.empty_like:
        return garbage(shape)
    start = {np.zeros_like: ZERO, np.ones_like: ONE}.get(func, given.get("fill_value"))
    return filled(shape, start)
