"""Builds the content of each screen as plain data, independent of pixels, colours and Kivy."""
