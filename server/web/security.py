"""Protects the pages: requires HTTPS, sets security headers, rejects forged forms and limits the size of forms.

Access is closed by default (design, decision 18): plain HTTP is allowed for loopback only, and pages load nothing from other servers. The
terminals' API has limits and tokens of its own. It uses no cookies, so it needs no protection against forged forms.
"""

from __future__ import annotations

import ipaddress

from flask import Flask, Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect

MAX_FORM_BYTES = 64 * 1024
"""The largest size of a submitted form, in bytes."""
API_PREFIX = "/api/"
PROBE_PATHS = ("/healthz", "/readyz", "/metrics")
"""Paths that may be requested by plain HTTP. Monitoring in the same network calls them, and they return no personal data."""
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
csrf = CSRFProtect()


def is_loopback(address: str | None) -> bool:
    """Return whether an IP address is a loopback address. None and invalid addresses are not."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


def init_security(app: Flask, *, https: bool) -> None:
    """Configure the session cookie, and register the checks of requests and the response headers.

    Args:
        app: the application.
        https: whether people reach this server by HTTPS, with the server's own certificate or through a proxy.
    """
    app.config.update(
        SESSION_COOKIE_NAME="__Host-aula" if https else "aula",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
    )
    app.before_request(_refuse_plain_http)
    app.before_request(_limit_forms)
    csrf.init_app(app)  # reads the form, so it must run after the limit on its size is set
    app.after_request(_add_headers)


def _refuse_plain_http() -> ResponseReturnValue | None:
    """Redirect pages to HTTPS, and refuse everything else with 403. A token or password that was sent in clear text may have been read."""
    if request.is_secure or is_loopback(request.remote_addr) or request.path in PROBE_PATHS:
        return None
    if request.method in ("GET", "HEAD") and not request.path.startswith(API_PREFIX):
        return redirect(request.url.replace("http://", "https://", 1), code=308)
    return abort(403, "This server is reached by HTTPS only.")


def _limit_forms() -> None:
    if not request.path.startswith(API_PREFIX):
        request.max_content_length = MAX_FORM_BYTES


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
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
