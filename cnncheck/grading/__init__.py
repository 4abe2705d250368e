"""Many submissions, one set of cases: points, a journal that survives anything, and reports."""
