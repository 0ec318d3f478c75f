"""Turns entries of the audit log into sentences. Details of an entry are shown only if a sentence names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from i18n.catalogs import gettext_noop
from i18n.languages import language_for_tag as known_language
from server.domain.rotation.plan_calendar import Unit
from server.store.people.audit import AuditEntry
from server.store.region.region_units import RegionDescription
from server.web.fleet.alarm_texts import localised
from server.web.language import _, format_moment
from survey.rfc3339 import from_rfc3339


@dataclass(frozen=True)
class ActionGroup:
    """Describes a group of actions by which the audit log can be filtered. `action_codes` lists the codes of the actions."""

    label: str
    action_codes: tuple[str, ...]


@dataclass(frozen=True)
class AuditSentence:
    """Holds an entry as a sentence. `address` is the address of a page about its subject, or None if there is no such page."""

    entry: AuditEntry
    who: str
    sentence: str
    address: str | None


ACTION_GROUPS = {
    "plans": ActionGroup(gettext_noop("Plans"), ("plan_made", "plan_withdrawn", "plan_ended")),
    "texts": ActionGroup(gettext_noop("Texts and forms"), ("texts_loaded", "texts_brought_back", "form_added")),
    "statements": ActionGroup(
        gettext_noop("Special and own statements"), ("statement_added", "statement_changed", "statement_ended", "statement_resumed")
    ),
    "messages": ActionGroup(gettext_noop("You said, we did"), ("message_added", "message_changed", "message_ended")),
    "regions": ActionGroup(gettext_noop("Region files"), ("region_loaded",)),
    "terminals": ActionGroup(
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
    "people": ActionGroup(gettext_noop("Users"), ("person_added", "person_changed", "password_chosen", "signed_in")),
    "keys": ActionGroup(
        gettext_noop("Keys, comments and backups"), ("keys_made", "unlocked", "locked", "comments_exported", "backed_up", "restored")
    ),
}
RESTRICTED_ACTIONS = (*ACTION_GROUPS["people"].action_codes, *ACTION_GROUPS["keys"].action_codes)
"""The actions that only the roles `admin` and `it` may see: signing in, and work on accounts, keys, comments and backups."""

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
_FORCED_LOAD_SENTENCE = gettext_noop("Loaded the region file {file}, replacing changes made on pages.")
_TERMINALS = ACTION_GROUPS["terminals"].action_codes


def to_sentence(entry: AuditEntry, regions: Mapping[str, RegionDescription]) -> AuditSentence:
    """Return an entry as a sentence.

    Args:
        entry: the entry.
        regions: the regions that the signed-in person may see, by id.
    """
    region = regions.get(entry.region or "")
    return AuditSentence(entry, author_name(entry.who), _sentence(entry, region), _address(entry, region))


def _sentence(entry: AuditEntry, region: RegionDescription | None) -> str:
    if entry.what not in SENTENCES:
        return _("Unknown action ({code}).", code=entry.what)
    said = entry.detail
    words = _FORCED_LOAD_SENTENCE if entry.what == "region_loaded" and said.get("forced") is True else SENTENCES[entry.what]
    zone = {"zone": region.time_zone} if region else {}
    return _(
        words,
        subject=entry.subject or "–",
        place=_place(entry, region),
        begins=_moment(said.get("begins_at"), **zone) or format_moment(entry.at, **zone),
        ends=_moment(said.get("ends_at"), **zone),
        texts=_text(said.get("texts")),
        language=known_language(_text(said.get("language"))).name,
        languages=", ".join(known_language(tag).name for tag in _tags(said.get("after"))),
        file=_text(said.get("file")),
        role=_text(said.get("role")),
    )


def author_name(who: str) -> str:
    """Return who performed an action: the email address of a person, or the description of a command or a region file."""
    kind, _separator, name = who.partition(":")
    if kind == "command":
        return _("a command ({name})", name=name) if name else _("a command")
    return _("the region file {name}", name=name) if kind == "file" else who


def _place(entry: AuditEntry, region: RegionDescription | None) -> str:
    """Return the name of the unit that an entry is about, otherwise the name of its region."""
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
    return format_moment(found, zone) if zone else format_moment(found)


def _text(said: object) -> str:
    """Return a text of an entry, cut to 200 characters. Any other value gives an empty text."""
    return said[:200] if isinstance(said, str) else ""


def _tags(said: object) -> list[str]:
    return [_text(tag) for tag in said] if isinstance(said, dict) else []


def _address(entry: AuditEntry, region: RegionDescription | None) -> str | None:
    if region is None or not entry.subject:
        return None
    if entry.what in ACTION_GROUPS["plans"].action_codes and entry.subject.isdecimal():
        return url_for("plans.plan", region=region.id, number=int(entry.subject))
    if entry.what in ACTION_GROUPS["messages"].action_codes:
        return url_for("messages.message", region=region.id, name=entry.subject)
    return url_for("terminal.page", terminal=entry.subject) if entry.what in _TERMINALS else None
