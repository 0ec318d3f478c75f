"""Tables and queries for people who sign in: accounts, sessions and the audit log."""
