"""What a case set is worth: which faults of the catalogue it catches, and what it leaves untested."""
