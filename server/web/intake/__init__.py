"""Serves the API for terminals, version 1: enrolments, responses, configuration and heartbeats. Each call has a module of its own."""
