"""Contains the use cases of the server, one function each. Each function does its work in one transaction."""
