"""Rules about the messages that service points show to visitors."""
