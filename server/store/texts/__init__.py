"""Contains queries and commands for the texts of forms and statements."""
