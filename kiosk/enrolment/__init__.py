"""Enrols the terminal and stores its identity."""
