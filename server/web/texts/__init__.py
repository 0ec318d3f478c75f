"""Contains the pages for texts: text sets, sheets, and special and own statements."""
