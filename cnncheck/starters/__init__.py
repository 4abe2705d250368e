"""What people begin with: a blank solution, the assignment as a notebook, cases, a CI workflow."""
