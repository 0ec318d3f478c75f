"""HTTP endpoints and pages for people who sign in: accounts, sessions and the audit log."""
