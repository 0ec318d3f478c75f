"""Defines the rules for the texts of forms and statements."""
