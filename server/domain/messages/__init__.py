"""Defines the rules for the messages that service points show to visitors."""
