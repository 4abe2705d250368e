"""Proof that source computes the right polynomial, and what a pass of a black box is worth."""
