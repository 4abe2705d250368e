"""Arrays of a case that stand in a file beside its case file, where they are too long to be written out."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnncheck.operators.problem import Array


class ArrayInFile:
    """An array, and the file that holds it. Two are equal if they have the same name and contents.

    Attributes
    ----------
    npz : str
        The file, as its case file names it.
    entry : str
        What the array is called there.
    values : array
        Not to be written to.
    """

    def __init__(self, npz: str, entry: str, values: Array) -> None:
        self.npz, self.entry, self.values = npz, entry, values
        values.flags.writeable = False

    @property
    def written(self) -> dict[str, str]:
        """What a case file says of it."""
        return {"npz": self.npz, "array": self.entry}

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape."""
        return self.values.shape

    @cached_property
    def _told(self) -> tuple[str, ...]:
        from hashlib import sha256

        contents = sha256(self.values.tobytes()).hexdigest()
        return self.npz, self.entry, str(self.values.dtype), str(self.shape), contents

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """Return the values, for NumPy."""
        import numpy as np  # not before: who reads cases need not wait for it

        return np.array(self.values, dtype) if copy else np.asarray(self.values, dtype)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ArrayInFile) and self._told == other._told

    def __hash__(self) -> int:
        return hash(self._told)

    def __repr__(self) -> str:
        """Tell its contents apart from any others: what a run is known by is made of this."""
        return f"ArrayInFile{self._told}"
