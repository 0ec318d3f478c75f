"""Contains the tests, in the same tree as the code. `tests.fixtures` contains the real programs and services that they run against."""
