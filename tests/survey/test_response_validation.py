"""Each item is accepted or refused with the right problem code, and no bytes raise another error."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace as replace_form
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from survey.forms import FORMS, GENERAL_1
from survey.response_validation import InvalidItem, decode_item, problem_code, readable_id

ID = "3e7f2d4c-0a5b-4c1d-8e9f-001122334455"
ITEM: dict[str, Any] = {
    "id": ID, "stream": "9c41", "sequence": 4711, "medium": "terminal", "visit_channel": "on_site",
    "visited_at": "2026-11-22T10:15:04.120+02:00", "clock": {"boot": "b1f0", "monotonic_ms": 8123456, "trusted": True},
    "form": "general-1", "texts": "fi-2026-1", "language": "fi", "input": "touch", "ended": "completed", "duration_ms": 18500,
    "nps": 9,
    "draw": {"plan": 12, "targets": 40, "index": 871},
    "statements": [
        {"code": "access", "position": 1, "outcome": "answered", "value": 5},
        {"code": "clarity", "position": 2, "outcome": "not_applicable"},
        {"code": "benefit", "position": 3, "outcome": "not_reached"},
    ],
    "comments": [{"question": "reason", "key": "k1", "sealed": b64encode(bytes(60)).decode(), "redactions": 1}],
    "flags": [],
}  # fmt: skip
STATEMENT: dict[str, Any] = ITEM["statements"][0]
COMMENT: dict[str, Any] = ITEM["comments"][0]


def code_of_refusal(raw: bytes) -> str | None:
    """Return the problem code with which an item is refused, or None if it is accepted."""
    try:
        return problem_code(decode_item(raw), FORMS)
    except InvalidItem as invalid:
        return invalid.code


def make_item(**changes: object) -> bytes:
    return msgspec.json.encode({**ITEM, **changes})


def item_with_statement(**changes: object) -> bytes:
    return make_item(statements=[{**STATEMENT, **changes}])


def item_with_comment(**changes: object) -> bytes:
    return make_item(comments=[{**COMMENT, **changes}])


def item_without(name: str) -> bytes:
    return msgspec.json.encode({key: value for key, value in ITEM.items() if key != name})


ACCEPTED = {
    "the whole": make_item(),
    "a clock in 1970": make_item(visited_at="1970-01-01T00:00:03Z"),
    "a clock in 2100": make_item(visited_at="2100-01-01T00:00:00+02:00"),
    "an unknown plan": make_item(draw={"plan": 9999, "targets": 1, "index": 0}),
    "unknown texts": make_item(texts="se-2031-4"),
    "no texts": make_item(texts=None),
    "an unknown language": make_item(language="sms-FI"),
    "a language for private use": make_item(language="x-pohjola-1"),
    "a language registered of old": make_item(language="i-klingon"),
    "a flag of many words": make_item(flags=["_".join(["word"] * 12)]),
    "an unknown flag": make_item(flags=["too_fast", "somewhat_new"]),
    "an unknown field": make_item(mood={"of": ["the", "day"]}, nps_reason=None),
    "statements without a draw": make_item(draw=None),
    "an unknown open question": item_with_comment(question="idea"),
    "the fewest fields": msgspec.json.encode(
        {key: ITEM[key] for key in ("id", "stream", "sequence", "visited_at", "clock", "form", "language", "ended", "nps")}
    ),
    "no NPS but a statement": make_item(nps=None, comments=[]),
    "no NPS but a statement that does not concern": make_item(nps=None, comments=[], statements=ITEM["statements"][1:]),
    "no NPS but a comment": make_item(nps=None, statements=[]),
    "skipped": item_with_statement(outcome="skipped", value=None),
    "the shortest sealed box": item_with_comment(sealed=b64encode(bytes(48)).decode()),
}

REFUSED = {
    "NPS of 11": (make_item(nps=11), "value_out_of_range"),
    "NPS of -1": (make_item(nps=-1), "value_out_of_range"),
    "NPS of a hundred digits": (make_item().replace(b'"nps":9', b'"nps":' + b"9" * 100), "value_out_of_range"),
    "NPS of ten thousand digits": (make_item().replace(b'"nps":9', b'"nps":' + b"9" * 10_000), "value_out_of_range"),
    "NPS as a text": (make_item(nps="9"), "invalid_response"),
    "NPS with a fraction": (make_item(nps=9.5), "invalid_response"),
    "NPS that is no number": (make_item().replace(b'"nps":9', b'"nps":NaN'), "invalid_response"),
    "NPS without end": (make_item().replace(b'"nps":9', b'"nps":1e999'), "invalid_response"),
    "NPS as true": (make_item(nps=True), "invalid_response"),
    "a value of 0": (item_with_statement(value=0), "value_out_of_range"),
    "a value of 6": (item_with_statement(value=6), "value_out_of_range"),
    "a value of a hundred digits": (item_with_statement(value=6).replace(b":6", b":" + b"6" * 100), "value_out_of_range"),
    "a value as a text": (item_with_statement(value="5"), "invalid_response"),
    "answered without a value": (item_with_statement(value=None), "invalid_response"),
    "skipped with a value": (item_with_statement(outcome="skipped"), "invalid_response"),
    "an unknown outcome": (item_with_statement(outcome="pondered"), "invalid_response"),
    "an unknown form": (make_item(form="general-9"), "unknown_form"),
    "a form that none can be called": (make_item(form="General 1"), "unknown_form"),
    "a form as a number": (make_item(form=1), "invalid_response"),
    "an unknown statement": (item_with_statement(code="weather"), "unknown_statement"),
    "a statement that none can be called": (item_with_statement(code="The weather"), "unknown_statement"),
    "a statement as a number": (item_with_statement(code=1), "invalid_response"),
    "a statement twice": (make_item(statements=[STATEMENT, {**STATEMENT, "position": 2}]), "duplicate_statement"),
    "a position twice": (make_item(statements=[STATEMENT, {**STATEMENT, "code": "clarity"}]), "invalid_response"),
    "position 0": (item_with_statement(position=0), "invalid_response"),
    "a comment that is no base64": (item_with_comment(sealed="not base64!" * 10), "invalid_comment"),
    "a comment with other letters": (item_with_comment(sealed="ä" * 64), "invalid_comment"),
    "a comment without its padding": (item_with_comment(sealed=b64encode(bytes(49)).decode().rstrip("=")), "invalid_comment"),
    "a comment shorter than any sealed one": (item_with_comment(sealed=b64encode(bytes(47)).decode()), "invalid_comment"),
    "an empty comment": (item_with_comment(sealed=""), "invalid_comment"),
    "a comment too long": (item_with_comment(sealed="A" * 64_004), "invalid_comment"),
    "a comment in the clear": (make_item(comments=["hyvää palvelua"]), "invalid_comment"),
    "comments that are no list": (make_item(comments="hyvää palvelua"), "invalid_comment"),
    "comments beyond eight": (make_item(comments=[COMMENT] * 9), "invalid_comment"),
    "two comments to one question": (make_item(comments=[COMMENT, COMMENT]), "invalid_comment"),
    "fewer than no redactions": (item_with_comment(redactions=-1), "invalid_comment"),
    "a time without an offset": (make_item(visited_at="2026-11-22T10:15:04"), "invalid_time"),
    "a time in words": (make_item(visited_at="yesterday"), "invalid_time"),
    "a time as a number": (make_item(visited_at=1763806504), "invalid_time"),
    "a time outside of the calendar": (make_item(visited_at="0001-01-01T00:00:00+02:00"), "invalid_time"),
    "no answer at all": (make_item(nps=None, statements=[], comments=[]), "invalid_response"),
    "nothing but skipped statements": (make_item(nps=None, statements=ITEM["statements"][2:], comments=[]), "invalid_response"),
    "no id": (item_without("id"), "invalid_response"),
    "no time": (item_without("visited_at"), "invalid_response"),
    "an id that is none": (make_item(id="4711"), "invalid_response"),
    "an id with a line break": (make_item(id=ID + "\n"), "invalid_response"),
    "a stream with a line break": (make_item(stream="9c41\n"), "invalid_response"),
    "a flag with a line break": (make_item(flags=["burst\n"]), "invalid_response"),
    "a nought character": (make_item(texts="fi\0"), "invalid_response"),
    "sequence 0": (make_item(sequence=0), "invalid_response"),
    "a sequence beyond what is counted": (make_item(sequence=2**53 + 1), "invalid_response"),
    "a boot of 65 characters": (make_item(clock={"boot": "b" * 65, "monotonic_ms": 1}), "invalid_response"),
    "thirty-three statements": (make_item(statements=[STATEMENT] * 33), "invalid_response"),
    "half a letter": (make_item().replace(b"fi-2026-1", rb"\ud800"), "invalid_response"),
    "bytes that are no UTF-8": (make_item().replace(b"fi-2026-1", b"\xff\xfe"), "invalid_response"),
    "bytes that are no UTF-8 where nobody looks": (make_item(mood="good").replace(b"good", b"\xff\xfe"), "invalid_response"),
    "a list": (b"[]", "invalid_response"),
    "a text": (b'"response"', "invalid_response"),
    "nothing": (b"", "invalid_response"),
    "depth without end": (make_item(mood=1).replace(b'"mood":1', b'"mood":' + b"[" * 100_000 + b"]" * 100_000), "invalid_response"),
    "half a response": (make_item()[:200], "invalid_response"),
}


@pytest.mark.parametrize("which", ACCEPTED)
def test_a_response_is_taken_with(which: str) -> None:
    assert code_of_refusal(ACCEPTED[which]) is None


@pytest.mark.parametrize("which", REFUSED)
def test_a_response_is_refused_with(which: str) -> None:
    raw, code = REFUSED[which]
    assert code_of_refusal(raw) == code


@pytest.mark.parametrize("nps", range(11))
@pytest.mark.parametrize("value", range(1, 6))
def test_every_answer_that_can_be_given_is_taken(nps: int, value: int) -> None:
    assert code_of_refusal(make_item(nps=nps, statements=[{**STATEMENT, "value": value}])) is None


def test_statements_that_a_server_knows_beside_the_national_ones_are_taken() -> None:
    raw = item_with_statement(code="own-parking")
    assert problem_code(decode_item(raw), FORMS) == "unknown_statement"
    known = replace_form(GENERAL_1, statements=(*GENERAL_1.statements, "own-parking"))
    assert problem_code(decode_item(raw), {known.id: known}) is None


def test_the_last_of_two_equal_keys_counts_everywhere() -> None:
    raw = make_item().replace(b'"nps":9', b'"nps":99,"nps":3').replace(b'{"id":', b'{"id":"%s","id":' % ID.replace("3", "4").encode())
    assert code_of_refusal(raw) is None
    assert decode_item(raw).nps == 3
    assert readable_id(raw) == decode_item(raw).id


@pytest.mark.parametrize(
    ("raw", "item_id"),
    [
        (make_item(nps="many"), ID),
        (b'{"id": "4711"}', "4711"),
        (b'{"mood": [1, {"id": "inner"}], "id": "outer"}', "outer"),
        (b'{"id": 4711}', None),
        (b'{"id": null}', None),
        (b'{"id": ""}', None),
        (b'{"id": "a\\nb"}', None),
        (b'{"id": "%s"}' % (b"a" * 65), None),
        (b'{"id": "\xff"}', None),
        (b"[]", None),
        (b"", None),
        (b'{"mood": ' + b"[" * 100_000, None),
    ],
)
def test_the_id_of_an_item_is_read_if_possible(raw: bytes, item_id: str | None) -> None:
    assert readable_id(raw) == item_id


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.sampled_from(["access", "answered", "fi", ID]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*ITEM, *STATEMENT, *COMMENT, "boot"]), inner, max_size=5),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(ITEM)), JSON, max_size=3))
def test_any_value_in_any_field_is_taken_or_refused(changes: dict[str, object]) -> None:
    _assert_accepted_or_refused(make_item(**changes))


@given(st.sampled_from(sorted(STATEMENT)), JSON, st.sampled_from(sorted(COMMENT)), JSON)
def test_any_value_inside_is_taken_or_refused(
    statement_field: str, statement_value: object, comment_field: str, comment_value: object
) -> None:
    _assert_accepted_or_refused(item_with_statement(**{statement_field: statement_value}))
    _assert_accepted_or_refused(item_with_comment(**{comment_field: comment_value}))


@given(st.binary(max_size=200))
@example(b"\x00")
def test_any_bytes_are_taken_or_refused(raw: bytes) -> None:
    _assert_accepted_or_refused(raw)


@given(st.integers(0, len(make_item()) - 1), st.binary(max_size=4), st.integers(0, 6))
def test_any_damage_is_taken_or_refused(position: int, inserted: bytes, removed: int) -> None:
    raw = make_item()
    _assert_accepted_or_refused(raw[:position] + inserted + raw[position + removed :])


PROBLEM_CODES = {
    None, "duplicate_statement", "invalid_comment", "invalid_response", "invalid_time", "unknown_form", "unknown_statement",
    "value_out_of_range",
}  # fmt: skip


def _assert_accepted_or_refused(raw: bytes) -> None:
    assert code_of_refusal(raw) in PROBLEM_CODES
    item_id = readable_id(raw)
    assert item_id is None or 0 < len(item_id) <= 64
