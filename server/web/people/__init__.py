"""Contains the pages for people who sign in: signing in and out, and the audit log."""
