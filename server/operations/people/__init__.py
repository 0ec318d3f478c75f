"""Contains the use cases for people who sign in: accounts, passwords and sessions."""
