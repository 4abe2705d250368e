"""An invented operator: y[i] = x[step i + gap] - x[step i] along each row of an image."""

from cnncheck.operators.places import Place, register

register(Place("gap_difference", __name__, "gap", "Check one difference across a gap."))
