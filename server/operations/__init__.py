"""The use cases of the server, one function each: every function does its work in one transaction."""
