"""The pages of texts: which words terminals show in which language, text sheets, special and own statements."""
