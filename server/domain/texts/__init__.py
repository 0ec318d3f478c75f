"""Rules about the texts of forms and statements."""
