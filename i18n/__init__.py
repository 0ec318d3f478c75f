"""Provides languages, message catalogs and the texts of the forms, all of them as data.

This package imports no other package of Aula.
"""
