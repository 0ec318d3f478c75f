"""Personal data in an open answer is masked, and everything else stays."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.fi import hetu

from survey.redaction import MASK, PersonalDataSpan, find_personal_data, last_safe_split, mask_spans, redact
from tests.survey.sample_comments import comment_texts

LETTERS = st.text(st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="@"))
"""These are any texts without digits and without the @ sign."""
SURROUNDINGS = st.tuples(
    LETTERS.map(lambda text: text.replace("+", " ")),
    st.sampled_from([" ", "\n", ", ", "(", "nro ", "soita:"]),
    st.sampled_from([" ", "\n", ", ", ")", ".", " kiitos"]),
    LETTERS,
)
CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


@st.composite
def identity_codes(draw: st.DrawFn) -> str:
    """Return any henkilötunnus as it may be written: correct or mistyped, with any separator and dash, in any case, with spaces around the
    separator.
    """
    date = "".join(draw(st.sampled_from("0123456789")) for _ in range(6))
    separator = draw(st.sampled_from("+-YXWVUABCDEF‐‑–—−－"))
    end = "".join(draw(st.sampled_from("0123456789")) for _ in range(3)) + draw(st.sampled_from(CHECK_CHARACTERS))
    gap, other_gap = (draw(st.sampled_from(["", " ", "\u00a0", "  "])) for _ in range(2))
    code = date + gap + separator + other_gap + end
    return draw(st.sampled_from([code, code.lower()]))


@st.composite
def phone_numbers(draw: st.DrawFn) -> str:
    """Return Finnish numbers as people write them, and foreign ones with a plus."""
    digits = "".join(draw(st.sampled_from("0123456789")) for _ in range(7))
    grouped = draw(
        st.sampled_from([digits, f"{digits[:3]} {digits[3:]}", f"{digits[:3]} {digits[3:5]} {digits[5:]}", f"{digits[:3]}-{digits[3:]}"])
    )
    area = draw(st.sampled_from(["40", "44", "45", "50", "400", "9", "8", "13", "16", "19", "29", "20", "800"]))
    beginning = draw(
        st.sampled_from(["0{}", "0{} ", "0{}-", "(0{}) ", "+358{}", "+358 {} ", "00358 {} ", "00358{}", "+358 (0){} ", "+46 {} ", "+49{}"])
    )
    return beginning.format(area) + grouped


@given(identity_codes(), LETTERS, LETTERS)
@example("131052-308T", "", "")
@example("131052–308t", "tunnus", "!")
def test_a_personal_code_is_masked_wherever_it_stands(code: str, before: str, after: str) -> None:
    redacted = redact(f"{before}{code}{after}")
    assert redacted.masked_count >= 1
    assert code not in redacted.text
    assert not any(character.isdecimal() for character in redacted.text.replace(MASK, ""))


@given(st.integers(0, 99999).map(lambda number: f"{number:05}"), st.sampled_from("012"), st.sampled_from("-+A"))
def test_every_right_personal_code_is_masked(number: str, decade: str, separator: str) -> None:
    start, individual = f"{decade}{number[0]}0{int(number[1]) % 9 + 1}{number[2:4]}", f"{int(number) % 898 + 2:03}"
    code = start + separator + individual + hetu._calc_checksum(start + individual)
    assert redact(f"Olen {code}.") == redact(f"Olen {code.lower()}.")
    assert redact(f"Olen {code}.").text == f"Olen {MASK}."


@given(phone_numbers(), SURROUNDINGS)
def test_a_phone_number_is_masked_wherever_it_stands(phone: str, around: tuple[str, str, str, str]) -> None:
    before, opening, closing, after = around
    redacted = redact(before + opening + phone + closing + after)
    assert redacted.masked_count >= 1
    assert sum(character.isdecimal() for character in redacted.text) == 0


@given(st.emails(), LETTERS, LETTERS)
def test_an_email_address_is_masked_wherever_it_stands(address: str, before: str, after: str) -> None:
    redacted = redact(f"{before} {address} {after}")
    assert redacted.masked_count >= 1
    assert address not in redacted.text
    assert "@" not in redacted.text


@pytest.mark.parametrize(
    "text",
    [
        "131052-308T", "131052 - 308t", "131052–308T", "131052−308T", "131052a308t", "131052 A 308 T", "010100+123X",
        "01.01.1990-123A", "01.01.90-123A", "010190123A", "010190 123A", "311280-999X",
        "0401234567", "040 123 4567", "040-123 45 67", "040.123.4567", "050 12 34 567", "+358 40 123 4567", "+358(0)401234567",
        "00358401234567", "(09) 123 4567", "09 123 4567", "029 123 4567", "0800 12345", "+46 70 123 45 67", "401234567",
        "matti@example.com", "Matti.Meikäläinen@hyvinvointialue.fi", "matti @ example.com", "matti(at)example.fi", "matti [at] example.fi",
        "matti.meikalainen at gmail.com", "maija_m ät luukku.com", "anna@kotona",
    ],
)  # fmt: skip
def test_personal_data_is_masked_as_a_whole(text: str) -> None:
    assert redact(f"Hei, {text}, terveisin") == redact(f"Hei, {MASK}, terveisin").__class__(f"Hei, {MASK}, terveisin", 1)


@pytest.mark.parametrize(
    "text",
    [
        "Soitin 112 ja 116117, sitten 116 117.", "Kävin 5.6.2024 klo 08.00-16.00", "01.02.2024 kello 08:30", "Avoinna 0800-1600",
        "05.06.2024-07.08.2024", "1.-5.6.2024", "2024-01-05", "01.02.2024 08.30",
        "2024-2025", "vuosina 2005 2006 2007", "08.00 - 16.00 ja 09.00–12.00",
        "Hinta 1 000 000 euroa", "100 000 000 €", "Maksoin 120,50 euroa", "arvosana 9/10 tai 10/10", "0-10 asteikolla 8", "3,5/5",
        "klo 10:00:30",
        "00100 Helsinki", "huone 0123, 2. kerros", "1 2 3 4 5 6 7 8 9 10", "jonotin 3 h 45 min",
        "Tulin 12.10.23 - 100 euroa", "we met at terveystalo.fi", "on 5.6.2024 at 8.30", "I came 5.6. at 8.30.",
        "Lääkettä 500 mg 2 x 1", "COVID-19", "Hoitaja oli 10+", "", "   ",
    ],
)  # fmt: skip
def test_dates_times_prices_and_marks_stay(text: str) -> None:
    assert redact(text) == redact(text).__class__(text, 0)


@given(st.text(st.characters(exclude_categories=["Nd"], exclude_characters="@")))
def test_text_without_digits_and_addresses_stays(text: str) -> None:
    plain = text.replace(" at ", " ").replace("(", "").replace("[", "").replace("{", "")
    assert redact(plain).text == plain


@given(st.one_of(st.text(), st.text("0123456789+-–. ()@aAtT/:x•")))
@example("•040 1234567")
@example("1.040 1234567 (at) 1.2.2024 08.00")
def test_redacting_again_changes_nothing(text: str) -> None:
    once = redact(text)
    assert redact(once.text) == once.__class__(once.text, 0)


@given(st.text("0123456789+-. ()@aX", min_size=200, max_size=3000))
def test_each_masked_piece_is_counted(text: str) -> None:
    redacted = redact(text)
    assert (redacted.masked_count == 0) == (redacted.text == text)


def test_a_terminal_that_redacts_nothing_does_not_load_the_phone_tables() -> None:
    script = "import sys, survey.redaction as r; r.redact('Kiitos 5.6.2024 klo 8'); print('phonenumbers' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@given(comment_texts)
def test_the_found_spans_are_what_is_masked(text: str) -> None:
    spans = find_personal_data(text)
    assert mask_spans(text, spans) == redact(text).text
    assert len(spans) == redact(text).masked_count
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))


@given(comment_texts, comment_texts)
def test_text_before_the_last_split_is_masked_the_same_whatever_follows(text: str, more: str) -> None:
    split = last_safe_split(text)
    all_spans = find_personal_data(text + more)
    assert tuple(span for span in all_spans if span.end <= split) == find_personal_data(text[:split])
    later_spans = find_personal_data((text + more)[split:])
    assert tuple(span for span in all_spans if span.end > split) == tuple(
        PersonalDataSpan(span.start + split, span.end + split, span.kind) for span in later_spans
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [("131052-308T", "identity_code"), ("010190 123A", "identity_code"), ("040 123 4567", "phone"), ("+46 70 123 45 67", "phone"),
     ("401234567", "number"), ("matti at x.example.fi".replace("matti", "m.m"), "email"), ("anna@kotona", "email")],
)  # fmt: skip
def test_a_span_has_the_kind_of_personal_data(text: str, kind: str) -> None:
    [span] = find_personal_data(f"Hei, {text}, kiitos")
    assert (span.kind, f"Hei, {text}, kiitos"[span.start : span.end]) == (kind, text)
