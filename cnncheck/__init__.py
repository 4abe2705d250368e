"""Checks implementations of CNN layers against PyTorch, case by case."""
