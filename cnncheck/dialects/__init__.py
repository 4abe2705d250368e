"""How people call their layers: a dialect turns a problem into a call of their function.

Nothing else knows a signature.
"""

from __future__ import annotations

from cnncheck.dialects.base import Call, Dialect, Signature
from cnncheck.dialects.notebook import NOTEBOOK

__all__ = ["NOTEBOOK", "Call", "Dialect", "Signature"]
