"""Which faults of the catalogue explain what was seen: one alone, two at once, one under a condition."""
