"""Contains queries and commands for the messages that service points show to visitors."""
