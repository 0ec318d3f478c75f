"""Contains the use cases for the texts of forms and statements."""
