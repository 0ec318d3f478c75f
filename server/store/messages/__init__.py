"""Tables and queries for the messages that service points show to visitors."""
