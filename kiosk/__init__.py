"""Contains the program on the terminal. It imports `survey`, `i18n` and `hardware`, and uses the server only over HTTP."""
