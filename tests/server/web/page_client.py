"""Provides people who use the pages: they sign in, read pages and submit forms."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.app import create_app
from server.operations.people import passwords
from server.settings import ServerSettings
from server.store.people import people
from server.store.people.people import Account, Role
from server.store.write_transaction import writing
from tests.server.installation import Installation

PASSWORD = "four words are enough"
SECRET = "a-secret-for-tests-alone-0123456789-0123456789"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Pages:
    """Runs the whole application on an installation's database and clock."""

    def __init__(self, installation: Installation, url: str, folder: Path, **settings: Any) -> None:
        self.installation, self.clock = installation, installation.clock
        self.settings = ServerSettings(server_state=folder, database_url=url, secret_key=SECRET, **settings)
        self.app = create_app(self.settings, now=installation.clock)
        self.engine = self.app.extensions["aula"].engine

    def close(self) -> None:
        self.engine.dispose()

    def add(self, email: str, role: Role = "admin", *, region: str | None = None) -> Account:
        with writing(self.engine) as connection:
            hashed = passwords.hash_password(PASSWORD)
            return people.add_or_change(connection, email, role, region=region, password_hash=hashed, now=self.clock())[0]

    def visitor(self, language: str = "en") -> Visitor:
        return Visitor(self.app.test_client(), language)

    def signed_in(self, role: Role = "admin", *, region: str | None = None) -> Visitor:
        """Return a signed-in person with a role, in a browser of their own."""
        email = f"{role}@example.fi"
        self.add(email, role, region=region)
        visitor = self.visitor()
        answer = visitor.sign_in(email)
        assert answer.status_code == 302, answer.text
        return visitor


def at_the_same_moment(presses: Sequence[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Return the responses to several people who submit a form at the same moment, each in a browser of their own."""
    ready = threading.Barrier(len(presses))
    answers: list[TestResponse] = []

    def wait_and_press(press: Callable[[], TestResponse]) -> None:
        ready.wait(60)
        answers.append(press())

    threads = [threading.Thread(target=wait_and_press, args=(press,)) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


class Visitor:
    """Stands for a browser: it keeps cookies, and submits forms with the CSRF token of their page."""

    def __init__(self, client: FlaskClient, language: str) -> None:
        self.client = client
        self._headers = {"Accept-Language": language}

    def get(self, path: str, **arguments: Any) -> TestResponse:
        headers = {**self._headers, **arguments.pop("headers", {})}
        return self.client.get(path, headers=headers, **arguments)

    def ready_to_press(self, path: str, fields: dict[str, Any], *, on: str) -> Callable[[], TestResponse]:
        """Return a function that submits a form of the page `on`. The token is read now."""
        sent = {"csrf_token": self.form_token(on), **fields}
        return lambda: self.client.post(path, data=sent, headers=self._headers)

    def press(self, path: str, fields: dict[str, str] | None = None, *, on: str = "/sign-in", **arguments: Any) -> TestResponse:
        """Submit a form of the page `on`."""
        token = self.form_token(on)
        return self.client.post(path, data={"csrf_token": token, **(fields or {})}, headers=self._headers, **arguments)

    def form_token(self, page: str) -> str:
        shown = self.get(page, follow_redirects=True)
        found = TOKEN.search(shown.text)
        assert found, f"{page} holds no form: {shown.status_code}"
        return found[1]

    def sign_in(self, email: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        return self.press("/sign-in", {"email": email, "password": password, **fields})
