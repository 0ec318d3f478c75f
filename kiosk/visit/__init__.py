"""Runs visits on the terminal: takes a touch, stores what it changes in the database, and decides the next view."""
