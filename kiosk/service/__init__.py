"""Runs the service screen, on which staff inspect and test the terminal. A hidden gesture and a PIN open it."""
