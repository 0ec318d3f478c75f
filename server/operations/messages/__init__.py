"""Contains the use cases for the messages that service points show to visitors."""
