"""Measurements, each beside what it is measured against in the same run: machines differ, ratios travel.

A module of `measures` holds the measures whose names begin with its own name, and is imported only when one of them is asked for.
"""
