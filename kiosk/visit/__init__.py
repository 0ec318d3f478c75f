"""The visit on the terminal: what happens between a touch, the database and the next view."""
