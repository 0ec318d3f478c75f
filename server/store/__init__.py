"""Contains all SQL of the server, for SQLite and PostgreSQL alike.

Each file covers one noun, and every function takes a connection as its first argument. The package uses no Flask and no clock, and applies
no rule of the questionnaire: times come in as arguments, and the rules are in `server.domain`.
"""
