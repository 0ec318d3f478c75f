"""Use cases for the state of the terminals: what they are asked for."""
