"""Defines `run`, which starts the server."""

from __future__ import annotations

import click

from server.commands.startup import Program, opened, pass_program
from server.settings import ServerSettings
from server.web.security import is_loopback


@click.command()
@click.option("--host", help="The address to listen on. Default: AULA_HOST (127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on; 0 selects a free one. Default: AULA_PORT (8080).")
@pass_program
def run(program: Program, host: str | None, port: int | None) -> None:
    """Run the server until it receives a signal to stop. Prints `listening on http://HOST:PORT` when ready.

    On other addresses than loopback, the server requires HTTPS (AULA_TLS_CERTIFICATE and AULA_TLS_KEY) or a proxy that provides it
    (AULA_TRUSTED_PROXIES).
    """
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = program.settings.model_copy(update=given)
    _refuse_in_the_clear(settings)
    settings.session_secret()
    with opened(settings, migrating=True):
        pass
    from server.http_server import GunicornServer, bind  # other commands need not import gunicorn
    from server.web.assets.__main__ import is_current

    if not is_current():
        click.echo("The pages will look bare: their assets are not built. Run `python -m server.web.assets`.", err=True)
    try:
        listening = bind(settings.host, settings.port)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {settings.host}:{settings.port} ({error.strerror}): choose another --host or --port"
        ) from None
    GunicornServer(settings, listening).run()


def _refuse_in_the_clear(settings: ServerSettings) -> None:
    named = "127.0.0.1" if settings.host == "localhost" else settings.host
    if is_loopback(named) or settings.tls_certificate or settings.trusted_proxies:
        return
    raise click.ClickException(
        f"{settings.host} is not loopback: set AULA_TLS_CERTIFICATE and AULA_TLS_KEY, "
        "or AULA_TRUSTED_PROXIES where a proxy before it speaks HTTPS"
    )
