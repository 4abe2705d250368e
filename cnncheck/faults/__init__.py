"""What faults are, what they are put together from, and the catalogue of all that operators have."""
