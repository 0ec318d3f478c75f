"""The server that a region runs. Imports `survey` and `i18n`; knows the terminal by HTTP alone."""
