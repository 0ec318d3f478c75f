"""Reads the form of a message, and finds its faults by field."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from flask import request

from server.domain.messages.messages import Message, message_text_fault
from server.domain.rotation.plan_calendar import Unit
from server.domain.texts.text_validation import clean_text, parse_day
from server.web.language import _
from server.web.messages.region_messages import RegionMessages
from server.web.texts.labels import fault_text as in_words

DATE_FIELDS = ("dated", "begins_on", "ends_on")
TEXT_FIELDS = ("said", "did")


@dataclass
class MessageForm:
    """Holds what a person entered for a message.

    `place` is the unit as `kind:id`. `days` holds the dates as entered, by the names in `DAYS`. `texts` holds the texts by field:
    `said-fi`, `did-fi` and so on. `seen` is the revision of the message that the form was filled from, and 0 for a new message. `faults`
    holds the error messages by field.
    """

    place: str = ""
    days: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    seen: int = 0
    faults: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_form(cls, tags: tuple[str, ...]) -> MessageForm:
        """Read the submitted form of the current request. `tags` are the region's languages."""
        days = {name: request.form.get(name, "").strip() for name in DATE_FIELDS}
        texts = {f"{part}-{tag}": clean_text(request.form.get(f"{part}-{tag}", "")) for tag in tags for part in TEXT_FIELDS}
        return cls(request.form.get("place", ""), days, texts, request.form.get("seen", 0, type=int))

    @classmethod
    def from_message(cls, message: Message, tags: tuple[str, ...], revision: int) -> MessageForm:
        """Return the form that shows a stored message in the region's languages."""
        days = {name: found.isoformat() if (found := getattr(message, name)) else "" for name in DATE_FIELDS}
        texts = {f"{part}-{tag}": getattr(message, part).get(tag, "") for tag in tags for part in TEXT_FIELDS}
        return cls(f"{message.unit.kind}:{message.unit.id}", days, texts, revision)

    def is_place_available(self, units: list[tuple[Unit, int]]) -> bool:
        """Return whether the place can still be chosen. A unit that has ended in the meantime cannot."""
        return self.place in {f"{unit.kind}:{unit.id}" for unit, _depth in units}

    def fields(self) -> list[tuple[str, str]]:
        """Return all fields and their values, as a page carries them in hidden fields."""
        return [("place", self.place), *self.days.items(), *self.texts.items(), ("seen", str(self.seen))]

    def message(self, found: RegionMessages, name: str) -> Message | None:
        """Return the message that was entered, or None if there are faults, which are then in `faults`.

        Args:
            found: the region.
            name: the id of the message; an empty text for a new one.
        """
        tags = found.languages
        unit = found.unit(self.place)
        if unit is None:
            self.faults["place"] = _("Choose a place.")
        days = {each: self._day(each) for each in DATE_FIELDS}
        if not self.days.get("dated"):
            self.faults["dated"] = _("Enter the date when it was done.")
        begins, ends = days["begins_on"], days["ends_on"]
        if begins and ends and ends < begins:
            self.faults["ends_on"] = _("The last day must not be before the first day.")
        self._validate_texts(tags)
        if self.faults or unit is None or days["dated"] is None:
            return None
        return self._build_message(name, unit, days["dated"], tags, begins_on=begins, ends_on=ends)

    def _build_message(self, name: str, unit: Unit, dated: date, tags: tuple[str, ...], **days: date | None) -> Message:
        texts = {part: {tag: text for tag in tags if (text := self.texts[f"{part}-{tag}"])} for part in TEXT_FIELDS}
        return Message(id=name, unit=unit, dated=dated, said=texts["said"], did=texts["did"], **days)

    def _day(self, name: str) -> date | None:
        typed = self.days.get(name, "")
        found = parse_day(typed) if typed else None
        if typed and found is None:
            self.faults[name] = _("{day} is not a valid date. Use the format 2026-12-01.", day=typed)
        return found

    def _validate_texts(self, tags: tuple[str, ...]) -> None:
        for tag in tags:
            for part in TEXT_FIELDS:
                if (text := self.texts[f"{part}-{tag}"]) and (fault := message_text_fault(part, text)):
                    self.faults[f"{part}-{tag}"] = in_words(fault)
            if not self.texts[f"did-{tag}"] and tag == tags[0]:
                self.faults[f"did-{tag}"] = _("Enter what was done, in the region’s first language.")
            elif not self.texts[f"did-{tag}"] and self.texts[f"said-{tag}"]:
                self.faults[f"did-{tag}"] = _("Enter what was done too, or leave this language empty.")
