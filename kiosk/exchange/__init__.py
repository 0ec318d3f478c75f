"""The exchange with the server: sending responses, fetching the configuration and reporting heartbeats over HTTP."""
