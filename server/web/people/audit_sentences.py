"""Entries of the audit log as sentences. What is not said here is not shown: no entry's detail reaches a page unread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from i18n.catalogs import gettext_noop
from i18n.languages import language_for_tag as known_language
from server.domain.rotation.plan_calendar import Unit
from server.store.people.audit import AuditEntry
from server.store.region.region_units import RegionUnits
from server.web.fleet.alarm_texts import localised
from server.web.language import _, moment
from survey.rfc3339 import from_rfc3339


@dataclass(frozen=True)
class Kind:
    """A group of acts that one may ask for."""

    label: str
    whats: tuple[str, ...]


@dataclass(frozen=True)
class AuditSentence:
    """An entry in words; `address` is of a page about it, where there is one."""

    entry: AuditEntry
    who: str
    sentence: str
    address: str | None


KINDS = {
    "plans": Kind(gettext_noop("Plans"), ("plan_made", "plan_withdrawn", "plan_ended")),
    "texts": Kind(gettext_noop("Texts and forms"), ("texts_loaded", "texts_brought_back", "form_added")),
    "statements": Kind(
        gettext_noop("Special and own statements"), ("statement_added", "statement_changed", "statement_ended", "statement_resumed")
    ),
    "messages": Kind(gettext_noop("You said, we did"), ("message_added", "message_changed", "message_ended")),
    "regions": Kind(gettext_noop("Region files"), ("region_loaded",)),
    "terminals": Kind(
        gettext_noop("Terminals"),
        (
            "terminal_added",
            "terminal_enrolled",
            "code_made",
            "placement_changed",
            "terminal_revoked",
            "retry_asked",
            "resend_asked",
            "service_pin_set",
            "service_pin_removed",
        ),
    ),
    "people": Kind(gettext_noop("Users"), ("person_added", "person_changed", "password_chosen", "signed_in")),
    "keys": Kind(
        gettext_noop("Keys, comments and backups"), ("keys_made", "unlocked", "locked", "comments_exported", "backed_up", "restored")
    ),
}
PRIVATE = (*KINDS["people"].whats, *KINDS["keys"].whats)
"""For the roles that keep the installation alone: who comes and goes is nobody else's business."""

SENTENCES = {
    "plan_made": gettext_noop("Created plan {subject} for {place}, from {begins}."),
    "plan_withdrawn": gettext_noop("Withdrew plan {subject} for {place} before it began."),
    "plan_ended": gettext_noop("Ended plan {subject} for {place} on {ends}."),
    "texts_loaded": gettext_noop("Imported the texts {texts} of the form {subject} in the language {language}."),
    "texts_brought_back": gettext_noop("Restored the texts {texts} of the form {subject} in the language {language}."),
    "form_added": gettext_noop("Added the form {subject} from a sheet."),
    "statement_added": gettext_noop("Added the statement {subject}."),
    "statement_changed": gettext_noop("Changed the text of the statement {subject}, languages: {languages}."),
    "statement_ended": gettext_noop("Ended the statement {subject}. Plans can no longer use it."),
    "statement_resumed": gettext_noop("Restored the statement {subject}. Plans can use it again."),
    "message_added": gettext_noop("Added the message {subject} for {place}."),
    "message_changed": gettext_noop("Changed the message {subject} for {place}."),
    "message_ended": gettext_noop("Ended the message {subject} for {place}."),
    "region_loaded": gettext_noop("Loaded the region file {file}."),
    "terminal_added": gettext_noop("Added the terminal {subject} at {place}."),
    "terminal_enrolled": gettext_noop("The terminal {subject} was enrolled."),
    "code_made": gettext_noop("Created a new enrolment code for the terminal {subject}."),
    "placement_changed": gettext_noop("Placed the terminal {subject} at {place}, from {begins}."),
    "terminal_revoked": gettext_noop("Revoked the terminal {subject}."),
    "retry_asked": gettext_noop("Requested the refused responses of the terminal {subject} again."),
    "resend_asked": gettext_noop("Requested missing responses from the terminal {subject}."),
    "service_pin_set": gettext_noop("Set the service screen PIN."),
    "service_pin_removed": gettext_noop("Removed the service screen PIN."),
    "person_added": gettext_noop("Added the user {subject}, role {role}."),
    "person_changed": gettext_noop("Changed the user {subject}, role {role}."),
    "password_chosen": gettext_noop("Chose a password."),
    "signed_in": gettext_noop("Signed in."),
    "keys_made": gettext_noop("Created the keys of the installation."),
    "unlocked": gettext_noop("Unlocked the comments."),
    "locked": gettext_noop("Locked the comments."),
    "comments_exported": gettext_noop("Exported responses with their comments."),
    "backed_up": gettext_noop("Created a backup."),
    "restored": gettext_noop("Restored a backup."),
}
_FORCED = gettext_noop("Loaded the region file {file}, replacing changes made on pages.")
_TERMINALS = KINDS["terminals"].whats


def to_sentence(entry: AuditEntry, regions: Mapping[str, RegionUnits]) -> AuditSentence:
    """Args: regions: those that whoever asks may see."""
    region = regions.get(entry.region or "")
    return AuditSentence(entry, person(entry.who), _sentence(entry, region), _address(entry, region))


def _sentence(entry: AuditEntry, region: RegionUnits | None) -> str:
    if entry.what not in SENTENCES:
        return _("Unknown action ({code}).", code=entry.what)
    said = entry.detail
    words = _FORCED if entry.what == "region_loaded" and said.get("forced") is True else SENTENCES[entry.what]
    zone = {"zone": region.time_zone} if region else {}
    return _(
        words,
        subject=entry.subject or "–",
        place=_place(entry, region),
        begins=_moment(said.get("begins_at"), **zone) or moment(entry.at, **zone),
        ends=_moment(said.get("ends_at"), **zone),
        texts=_text(said.get("texts")),
        language=known_language(_text(said.get("language"))).name,
        languages=", ".join(known_language(tag).name for tag in _tags(said.get("after"))),
        file=_text(said.get("file")),
        role=_text(said.get("role")),
    )


def person(who: str) -> str:
    """Who did something: a person by their address, a command and a file by what they are."""
    kind, _separator, name = who.partition(":")
    if kind == "command":
        return _("a command ({name})", name=name) if name else _("a command")
    return _("the region file {name}", name=name) if kind == "file" else who


def _place(entry: AuditEntry, region: RegionUnits | None) -> str:
    """The unit that an entry is about, else its region."""
    for kind in ("service_point", "service"):
        if unit := entry.detail.get(kind):
            found = region.units.get(Unit(kind, unit)) if region else None
            return localised(found.name) if found else _text(unit)
    return localised(region.name) if region else entry.region or "–"


def _moment(said: object, zone: str | None = None) -> str:
    try:
        found: datetime = from_rfc3339(_text(said))
    except ValueError:
        return ""
    return moment(found, zone) if zone else moment(found)


def _text(said: object) -> str:
    """Plain text of an entry, short; nothing where it is something else."""
    return said[:200] if isinstance(said, str) else ""


def _tags(said: object) -> list[str]:
    return [_text(tag) for tag in said] if isinstance(said, dict) else []


def _address(entry: AuditEntry, region: RegionUnits | None) -> str | None:
    if region is None or not entry.subject:
        return None
    if entry.what in KINDS["plans"].whats and entry.subject.isdecimal():
        return url_for("plans.plan", region=region.id, number=int(entry.subject))
    if entry.what in KINDS["messages"].whats:
        return url_for("messages.message", region=region.id, name=entry.subject)
    return url_for("terminal.page", terminal=entry.subject) if entry.what in _TERMINALS else None
