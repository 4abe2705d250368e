"""What faults are, what they are put together from, and the catalogue of all that operators have.

Those that several operators share are sorted by where the mistake is: `in_options`, `in_places`,
`in_loops`, `in_answers`, and `in_pools` for those of poolings alone. They are rows of tables, as
`declaring` has them, and each is a change of one of the `parts` of what is right.
"""
