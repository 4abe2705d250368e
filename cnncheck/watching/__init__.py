"""Checking again as files are saved: what changed on the disk, and in what was found."""
