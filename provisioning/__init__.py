"""From nothing to a running terminal. Speaks to a server by its commands and HTTP only."""
