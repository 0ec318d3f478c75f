"""Provides forms for other audiences and messages for tests. All wording is placeholder text and belongs to no real questionnaire."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from survey.wire import Configuration, FormConfiguration, FormPlan, Targets, Text, TextSet

CHILD_FORM, RELATIVE_FORM = "child-test", "relative-test"
LONG_CHILD_FORM = "child-long-test"
"""Names a form for children with very long texts, with which the layout of its screen is tested."""
PLACEHOLDER_STATEMENTS = ("first", "second", "third", "fourth")
STATEMENTS_PER_VISIT = 2
PLACEHOLDER_SOURCE = "made up for a test"
_NUMBERS = {
    "fi": ("yksi", "kaksi", "kolme", "neljä", "viisi"),
    "sv": ("ett", "två", "tre", "fyra", "fem"),
    "en": ("one", "two", "three", "four", "five"),
}
_WORDS = {
    "fi": ("Koelause", "Sana", "Koekysymys"),
    "sv": ("Provmening", "Ord", "Provfråga"),
    "en": ("Test sentence", "Word", "Test question"),
}


def placeholder_form(name: str) -> FormConfiguration:
    """Return a form for children, or for relatives if `name` is `RELATIVE_FORM`. Each audience has its own plan number."""
    audience, plan = ("relative", 72) if name == RELATIVE_FORM else ("child", 71)
    return FormConfiguration(
        id=name,
        audience=audience,  # type: ignore[arg-type]
        order=("nps", "comment", "statements"),
        questions=("nps", "idea"),
        statements=PLACEHOLDER_STATEMENTS,
        plan=FormPlan(plan, STATEMENTS_PER_VISIT, PLACEHOLDER_STATEMENTS),
        targets=Targets(),
    )


def placeholder_texts(name: str, language: str, *, with_pictures: bool | None = None, with_labels: bool = True) -> TextSet:
    """Return the placeholder texts of a form in one language.

    Args:
        name: the form.
        language: the tag of the language: `fi`, `sv` or `en`.
        with_pictures: whether each value of the scale has a picture. None means that only the forms for children have pictures.
        with_labels: whether each value of the scale has a word. Without words there are no pictures either.
    """
    sentence, word, question = _WORDS[language]
    numbers = _NUMBERS[language]
    if name == LONG_CHILD_FORM:
        sentence, word = " ".join([sentence] * 6), f"{word} {word.lower()}"
    labels = {f"value_{n}": f"{word} {numbers[n - 1]}" for n in range(1, 6)} if with_labels else {}
    if with_labels and (name != RELATIVE_FORM if with_pictures is None else with_pictures):
        labels |= {f"picture_{n}": f"face-{n}" for n in range(1, 6)}
    if not with_labels or name == RELATIVE_FORM:
        labels |= {"nps_low": f"{word} 0", "nps_high": f"{word} 10", "value_low": f"{word} 1", "value_high": f"{word} 5"}
    return TextSet(
        id=f"{language}-{name}",
        form=name,
        language=language,
        status="draft",
        source=PLACEHOLDER_SOURCE,
        questions=_texts({"nps": f"{question} ({name})?", "idea": f"{question} {numbers[1]}?"}),
        statements=_texts({code: f"{sentence} {number}" for code, number in zip(PLACEHOLDER_STATEMENTS, numbers, strict=False)}),
        labels=_texts(labels),
        notices=_texts({"trust": f"{sentence} ({name})"}),
    )


def with_forms(given: Configuration, *names: str, **options: bool | None) -> Configuration:
    """Return the configuration with these forms in addition.

    Args:
        given: the configuration of a service point.
        names: the forms in their order. The first one is the service point's own form; if `general-1` is not named, it is put first.
        options: passed to `placeholder_texts`.
    """
    own = [name for name in names if name != "general-1"]
    general = tuple(each for each in given.forms if each.id not in own)
    order = names if "general-1" in names else ("general-1", *names)
    forms = {**{each.id: each for each in general}, **{name: placeholder_form(name) for name in own}}
    sets = tuple(placeholder_texts(name, tag, **options) for name in own for tag in given.languages)  # type: ignore[arg-type]
    return replace(given, forms=tuple(forms[name] for name in order), texts=(*given.texts, *sets))


def _texts(texts: dict[str, str]) -> dict[str, Text]:
    return {code: Text(text, "draft", PLACEHOLDER_SOURCE) for code, text in texts.items()}


NEWS_MESSAGES: tuple[dict[str, Any], ...] = (
    {"id": "m3", "kind": "change", "date": "2026-11-20", "said": {}, "did": {"fi": "Koeteko kolme"}},
    {
        "id": "m2", "kind": "change", "date": "2026-11-12",
        "said": {"fi": "Koesanomus kaksi", "sv": "Provsynpunkt två", "en": "Test remark two"},
        "did": {"fi": "Koeteko kaksi", "sv": "Provåtgärd två", "en": "Test deed two"},
    },
    {
        "id": "m1", "kind": "change", "date": "2026-10-05",
        "said": {"fi": "Koesanomus yksi"},
        "did": {"fi": "Koeteko yksi", "sv": "Provåtgärd ett"},
    },
    {"id": "m4", "kind": "notice", "text": {"fi": "of a kind nobody knows yet"}},
)  # fmt: skip
"""Lists the messages of a service point. The newest one has no Swedish text, the newest and the oldest have no English text, and the last
one is of a kind that this version does not know."""
