"""The content of each screen as plain data. Nothing here knows pixels, colours or Kivy."""
