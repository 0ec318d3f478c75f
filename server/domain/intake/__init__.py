"""Defines the rules for what terminals send: enrolments, responses, heartbeats and clock readings."""
