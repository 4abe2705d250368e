"""What functions compute, taken apart, so that a fault is a change of one part; no fault is named here."""
