"""Contains the use cases about the state of the terminals: requests to them."""
