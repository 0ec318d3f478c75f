"""Runs `aula-server` as `python -m server`."""

from server.commands import main

main(prog_name="aula-server")
