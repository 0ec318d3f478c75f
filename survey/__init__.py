"""Defines the questionnaire: everything that the terminal, the server and the web form must agree on.

This package knows no window, web framework, database, clock or device. It imports no other package of Aula.
"""
