"""What every answer of the pages carries, and who is answered at all: HTTPS, headers, forgery, size.

Closed by default (design, decision 18): plain HTTP is for loopback alone, and the pages load nothing from anybody else.
The terminals' API keeps its own limits and tokens; it takes no cookies, so it needs no guard against forged forms.
"""

from __future__ import annotations

import ipaddress

from flask import Flask, Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect

FORM_BYTES = 64 * 1024
"""Size of a form of the pages, at most."""
API = "/api/"
PROBES = ("/healthz", "/readyz", "/metrics")
"""Asked by machines of the same network, which speak plain HTTP; they give no personal data."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
csrf = CSRFProtect()


def is_loopback(address: str | None) -> bool:
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


def init_security(app: Flask, *, https: bool) -> None:
    """Args: https: people reach this server by HTTPS, be it by its own certificate or a proxy's."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-aula" if https else "aula",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
    )
    app.before_request(_refuse_plain_http)
    app.before_request(_limit_forms)
    csrf.init_app(app)  # reads the form: after the limit on its size
    app.after_request(_add_headers)


def _refuse_plain_http() -> ResponseReturnValue | None:
    """A token or password that came in clear over a network has been seen; say so rather than answer."""
    if request.is_secure or is_loopback(request.remote_addr) or request.path in PROBES:
        return None
    if request.method in ("GET", "HEAD") and not request.path.startswith(API):
        return redirect(request.url.replace("http://", "https://", 1), code=308)
    return abort(403, "This server is reached by HTTPS only.")


def _limit_forms() -> None:
    if not request.path.startswith(API):
        request.max_content_length = FORM_BYTES


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if not request.path.startswith("/static/"):
        headers.setdefault("Cache-Control", "no-store")
    return response
