"""Tables and queries for what terminals send: enrolments, responses, heartbeats and clock readings."""
