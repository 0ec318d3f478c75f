"""Contains queries and commands for people who sign in: accounts, sessions, links, failed attempts and the audit log."""
