"""Contains the server that a region runs. It imports `survey` and `i18n`, and communicates with terminals only by HTTP."""
