"""Contains everything that uses Flask: the API for terminals and the pages. It calls the other layers and contains no SQL and no rules."""
