"""Measures the project's programs, each in comparison with something else in the same run, because ratios hold across machines.

A module of `measures` contains the measures whose names begin with its own name. It is imported only when one of them is requested.
"""
