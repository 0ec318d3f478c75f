"""Contains the pages about the region. At present this is the PIN of the terminals' service screen."""
