"""The terminal's user interface: draws pages with Kivy and posts touches as events. No other package imports Kivy; see the README."""
