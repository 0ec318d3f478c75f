"""`python -m server` is `aula-server`."""

from server.commands import main

main(prog_name="aula-server")
