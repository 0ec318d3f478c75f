"""Use cases for the messages that service points show to visitors."""
