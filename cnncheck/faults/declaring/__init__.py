"""What a fault is, what it is held against, and the tables in which faults are declared."""
