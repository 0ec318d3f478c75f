"""Contains queries and commands for what terminals send: enrolments, responses, heartbeats and clock readings."""
