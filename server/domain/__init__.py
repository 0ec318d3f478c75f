"""Decides what the server does, as pure functions of facts that the caller passes in. It uses no SQL, no Flask and no clock."""
