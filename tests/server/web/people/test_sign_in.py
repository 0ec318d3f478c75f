"""Signing in slows down a person who guesses, and treats unknown addresses like wrong passwords."""

from __future__ import annotations

import threading

import pytest

from server.store.tables import sign_in_failures
from tests.server.web.page_client import PASSWORD, Pages, Visitor


def test_the_right_password_signs_in(pages: Pages) -> None:
    pages.add("anna@example.fi")
    visitor = pages.visitor()
    assert visitor.sign_in("Anna@Example.fi ").location == "/"
    assert "anna@example.fi" in visitor.get("/").text


def test_an_unknown_person_and_a_wrong_password_get_the_same_answer(pages: Pages) -> None:
    pages.add("anna@example.fi")
    wrong = pages.visitor().sign_in("anna@example.fi", "not this one at all")
    unknown = pages.visitor().sign_in("nobody@example.fi", "not this one at all")
    assert wrong.status_code == unknown.status_code == 422
    assert "The email address or password is incorrect." in wrong.text
    assert "The email address or password is incorrect." in unknown.text


def test_ten_wrong_tries_close_the_door_for_a_while_even_to_the_right_password(pages: Pages) -> None:
    pages.add("anna@example.fi")
    for _ in range(10):
        assert pages.visitor().sign_in("anna@example.fi", "wrong and wrong again").status_code == 422
    closed = pages.visitor().sign_in("anna@example.fi")
    assert closed.status_code == 429
    assert int(closed.headers["Retry-After"]) == 15 * 60
    pages.clock.advance(minutes=15, seconds=1)
    assert pages.visitor().sign_in("anna@example.fi").status_code == 302


def test_thirty_tries_of_one_address_close_the_door_whoever_is_guessed(pages: Pages) -> None:
    for number in range(30):
        assert pages.visitor().sign_in(f"person{number}@example.fi", "wrong and wrong again").status_code == 422
    assert pages.visitor().sign_in("another@example.fi", "wrong and wrong again").status_code == 429


def test_guessing_all_at_once_gains_nothing(pages: Pages) -> None:
    visitors = [pages.visitor() for _ in range(16)]
    forms = [visitor.form_token("/sign-in") for visitor in visitors]
    ready, answers = threading.Barrier(16), []

    def guess(visitor: Visitor, form: str) -> None:
        ready.wait()
        guessed = {"csrf_token": form, "email": "anna@example.fi", "password": "wrong and wrong again"}
        answers.append(visitor.client.post("/sign-in", data=guessed).status_code)

    threads = [threading.Thread(target=guess, args=pair) for pair in zip(visitors, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [422] * 10 + [429] * 6


def test_an_address_that_no_database_takes_for_text_is_a_wrong_one(pages: Pages) -> None:
    assert pages.visitor().sign_in("anna\0@example.fi").status_code == 422


def test_a_right_password_forgives_the_wrong_ones_before_it(pages: Pages) -> None:
    pages.add("anna@example.fi")
    for _ in range(3):
        for _ in range(9):
            pages.visitor().sign_in("anna@example.fi", "wrong and wrong again")
        assert pages.visitor().sign_in("anna@example.fi").status_code == 302
        pages.clock.advance(minutes=16)


def test_what_was_typed_is_not_kept(pages: Pages) -> None:
    pages.visitor().sign_in("oops-my-password-here@example.fi", "wrong and wrong again")
    kept = "".join(row.subject for row in pages.installation.rows(sign_in_failures))
    assert "oops" not in kept


def test_a_session_that_was_planted_before_is_not_the_one_that_is_signed_in(pages: Pages) -> None:
    pages.add("anna@example.fi")
    visitor = pages.visitor()
    visitor.get("/sign-in")
    before = visitor.client.get_cookie("__Host-aula") or visitor.client.get_cookie("aula")
    visitor.sign_in("anna@example.fi")
    assert before is not None
    thief = pages.visitor()
    thief.client.set_cookie(before.key, before.value)
    assert thief.get("/").status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\nevil",
        "/\t/evil.example",
        "/\r/evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(pages: Pages, target: str) -> None:
    pages.add("anna@example.fi")
    assert pages.visitor().sign_in("anna@example.fi", PASSWORD, next=target).location == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(pages: Pages) -> None:
    pages.add("anna@example.fi")
    assert pages.visitor().sign_in("anna@example.fi", PASSWORD, next="/terminals/t1?x=1").location == "/terminals/t1?x=1"


def test_whoever_has_chosen_no_password_yet_cannot_sign_in_with_an_empty_one(pages: Pages) -> None:
    from server.store.people import people
    from server.store.write_transaction import writing

    with writing(pages.engine) as connection:
        people.add_or_change(connection, "new@example.fi", "viewer", region=None, password_hash=None, now=pages.clock())
    assert pages.visitor().sign_in("new@example.fi", "").status_code == 422
