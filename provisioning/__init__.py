"""Prepares terminals and servers for operation. It uses a server only through its commands and HTTP."""
