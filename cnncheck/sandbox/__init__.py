"""Processes that run what nobody has read: started, locked in, spoken to, ended.

Of layers, cases and submissions this room knows nothing.
"""
