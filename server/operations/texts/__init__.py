"""Use cases for the texts of forms and statements."""
