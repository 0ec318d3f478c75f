"""Real parts for tests: processes, a database, a display, a network that fails on demand.

A part that is missing on the machine fails the test and says how to get it; nothing is ever skipped for it.
"""
