"""Reads the terminal's pages aloud: what is said about them, how a person moves through them by keys, and the voices that speak."""
