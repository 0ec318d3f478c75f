"""Tables and queries for the texts of forms and statements."""
