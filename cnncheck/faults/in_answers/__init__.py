"""Faults of what is returned: its digits, its dtype, its order, one entry for all, and what a call does besides."""
