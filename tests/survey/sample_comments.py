"""Provides strategies for comments as people write them, with dates and times that stay, and numbers and addresses that are masked."""

from __future__ import annotations

from hypothesis import strategies as st

two_digits = st.integers(1, 12).map(lambda n: f"{n:02}")
short_number = st.integers(1, 12).map(str)
year = st.sampled_from(["1999", "2024", "2025", "2026"])
hour = st.integers(0, 23).map(lambda n: f"{n:02}")
minute = st.sampled_from(["00", "15", "30", "45"])
dash = st.sampled_from(["-", "–", " - "])

dates = st.one_of(
    st.builds("{}.{}.{}".format, two_digits, two_digits, year),
    st.builds("{}.{}.{}".format, short_number, short_number, year),
    st.builds("{}.{}.".format, two_digits, two_digits),
    st.builds("{}-{}-{}".format, year, two_digits, two_digits),
    st.builds("{}.{}".format, two_digits, year),
    st.builds("{}.{}.{}{}.{}.{}".format, two_digits, two_digits, dash, two_digits, two_digits, year)
    | st.builds("{}.-{}.{}.{}".format, two_digits, two_digits, two_digits, year),
)
hours = st.one_of(
    st.builds("{}.{}".format, hour, minute),
    st.builds("{}:{}".format, hour, minute),
    st.builds("{}{}-{}{}".format, st.sampled_from(["07", "08", "10", "12"]), minute, st.sampled_from(["12", "16", "20"]), minute),
)
not_personal = st.one_of(dates, hours, st.builds("{} {}".format, dates, hours), year, st.just("116 117"), st.just("112"))
"""These are never masked, although some of them look like a phone number while they are being typed."""

phone_digits = st.text("0123456789", min_size=7, max_size=8)
phones = st.one_of(st.builds("{}{}{}".format, st.sampled_from(["040", "050 ", "+358 40 ", "09-", "00358 44 "]), st.just(""), phone_digits))
identity_codes = st.builds(
    "{}{}{}{}".format, st.sampled_from(["131052", "010190", "311299"]), st.sampled_from("-+A"), st.just("308"), st.sampled_from("T5XH")
)
emails = st.sampled_from(["matti@example.com", "maija.m @ luukku.fi", "m.m(at)x.fi", "maija_m at luukku.com"])
personal_data = st.one_of(phones, identity_codes, emails)
words = st.text("abcdeåäöst ", min_size=1, max_size=12) | st.sampled_from(
    ["soita ", "kiitos hyvästä hoidosta ", "Kävin ", ", ", ". ", "\n", " at ", " a "]
)
comment_texts = st.lists(st.one_of(words, not_personal, personal_data, st.text("0123456789-+. @a()", max_size=8)), max_size=12).map("".join)
"""These are any texts that may be typed, many of which contain almost personal data."""
