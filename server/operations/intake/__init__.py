"""Contains the use cases for what terminals send: enrolments, responses, heartbeats and clock readings."""
