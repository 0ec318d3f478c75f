"""What terminals call: enrolment, responses, configuration, heartbeats (version 1). One file a call."""
