"""The program on the terminal. Imports `survey`, `i18n` and `hardware`; knows the server by HTTP alone."""
