"""Exchanges data with the server over HTTP: sends responses, fetches the configuration and reports heartbeats."""
