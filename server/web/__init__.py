"""All of Flask: the terminals' API and the pages. Asks the store and the domain; holds no SQL and no rules."""
