"""Makes pictures of the screens of the terminal and of pages of the server, for the README files and for review."""
