"""All SQL of the server, for SQLite and PostgreSQL alike: one noun a file, every function takes a connection first.

Nothing here knows Flask, a clock or a rule of the questionnaire: times come in as arguments, rules live in `server.domain`.
"""
