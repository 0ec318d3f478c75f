"""Rules about what terminals send: enrolments, responses, heartbeats and clock readings."""
