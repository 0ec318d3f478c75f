"""Turns alarms, refusal codes and reported events into texts: what is wrong, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from i18n.catalogs import gettext_noop
from server.domain.fleet.alarms import TerminalAlarm
from server.web.language import _, format_duration, format_number, ngettext, page_language


@dataclass(frozen=True)
class AlarmText:
    """Holds an alarm as text: `what` says what is wrong, and `do` says what to do.

    `is_pressing` is False if the terminal only waits for its enrolment.
    """

    code: str
    what: str
    do: str
    is_pressing: bool


def alarm_text(reason: TerminalAlarm, now: datetime) -> AlarmText:
    """Return an alarm as text. Durations in it are counted up to `now`."""
    what, do = _ALARM_TEXTS[reason.code](reason, now)
    return AlarmText(reason.code, what, do, reason.requires_action)


def localised(names: dict[str, str]) -> str:
    """Return a name in the page's language, otherwise in the first language that it has, otherwise an empty text."""
    return names.get(page_language()) or next(iter(names.values()), "")


def refusal_text(code: str) -> str:
    """Return why the server refused a response."""
    return _(_REFUSAL_TEXTS[code]) if code in _REFUSAL_TEXTS else _("Refused for a reason unknown to this version")


def event_text(code: str) -> str:
    """Return the text of an event that a terminal reported, by the event's code."""
    if code in _EVENT_TEXTS:
        return _(_EVENT_TEXTS[code])
    if code.endswith("_set_aside"):
        return _("A damaged file was set aside")
    if code.endswith("_unusable"):
        part = code.removesuffix("_unusable")
        return _("Component not working: {part}", part=_(_COMPONENT_NAMES[part]) if part in _COMPONENT_NAMES else part)
    return _("Unknown event")


def _time_since(reason: TerminalAlarm, now: datetime) -> str:
    return format_duration(now - reason.since) if reason.since else "–"


def _missing(reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    n = reason.count or 0
    return (
        ngettext("{n} response is missing", "{n} responses are missing", n),
        _(
            "The server requests them from the terminal automatically. If they do not arrive, open the terminal’s page "
            "and request them again."
        ),
    )


def _sending_stopped(reason: TerminalAlarm, now: datetime) -> tuple[str, str]:
    return (
        _("Sending has stopped: {n} unsent, the oldest waiting for {time}", n=format_number(reason.count), time=_time_since(reason, now)),
        _("The terminal is in contact, but its responses are not arriving. Check the server log, then the terminal."),
    )


def _silent(reason: TerminalAlarm, now: datetime) -> tuple[str, str]:
    time = _time_since(reason, now)
    told = reason.count
    return (
        _("No contact for {time}; {n} unsent at last contact", time=time, n=format_number(told))
        if told
        else _("No contact for {time}", time=time),
        _("Check its power and network connection. It continues to collect responses and will send them later."),
    )


def _refused(reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    n = reason.count or 0
    return (
        ngettext("{n} response was refused", "{n} responses were refused", n),
        _("Refused responses stay on the terminal. Open its page to see the reason, fix the problem and request them again."),
    )


def _set_aside(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return (
        _("A damaged file was set aside on the terminal"),
        _("Its memory card may be wearing out. Keep the file that was set aside and replace the card."),
    )


def _disk_refused(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return (
        _("It could not save an answer to disk"),
        _("It was out of use until the disk worked again. Free up space on its memory card or replace the card."),
    )


def _out_of_use(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return (
        _("It was taken out of use on its own screen"),
        _("It does not collect responses until it is put back in use on its screen. Contact the person who looks after it."),
    )


def _case_opened(reason: TerminalAlarm, now: datetime) -> tuple[str, str]:
    return (
        _("Its case was opened; reported {time} ago", time=_time_since(reason, now)),
        _("If it was not opened by your staff, inspect it, and revoke it if its memory card is missing."),
    )


def _wrong_pin(reason: TerminalAlarm, now: datetime) -> tuple[str, str]:
    return (
        _("An incorrect PIN was entered on its service screen; reported {time} ago", time=_time_since(reason, now)),
        _("If it was not your staff, change the region’s PIN."),
    )


def _part(reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    n = reason.count or 0
    return (
        ngettext("{n} component is not working", "{n} components are not working", n),
        _("See its page for details. Touch still works, but people who need keys or speech may not be able to answer."),
    )


def _unwatched(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return _("It will not restart if it hangs"), _("Its hardware watchdog is not active. See “watchdog” in the mounting guide.")


def _nowhere(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return _("It is not assigned to a service point"), _(
        "Assign it with the command aula-server place. Until then, its responses do not belong to any place."
    )


def _code_expired(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return _("Its enrolment code is no longer valid"), _("Create a new one with the command aula-server new-code.")


def _disk(reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return (
        _("Only {n} MB free on its memory card", n=format_number(reason.count)),
        _("Responses are saved until the card is full. Find out what is using the space, or replace it with a larger card."),
    )


def _power(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return _("Its power supply is too weak"), _("Use the power supply and cable intended for the device.")


def _clock(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return (
        _("Its clock is not trusted yet"),
        _("Check that it can reach a time server. Until then, the server corrects the times of its responses."),
    )


def _hot(reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return _("High temperature: {n} °C", n=format_number(reason.count)), _(
        "Make sure that its case is ventilated and out of direct sunlight."
    )


def _waiting(reason: TerminalAlarm, now: datetime) -> tuple[str, str]:
    return _("Awaiting enrolment for {time}", time=_time_since(reason, now)), _("Enter its enrolment code on its screen.")


_ALARM_TEXTS = {
    "missing": _missing,
    "sending_stopped": _sending_stopped,
    "silent": _silent,
    "refused": _refused,
    "set_aside": _set_aside,
    "disk_refused": _disk_refused,
    "out_of_use": _out_of_use,
    "case_opened": _case_opened,
    "wrong_pin": _wrong_pin,
    "part": _part,
    "unwatched": _unwatched,
    "nowhere": _nowhere,
    "code_expired": _code_expired,
    "disk": _disk,
    "power": _power,
    "clock": _clock,
    "hot": _hot,
    "waiting": _waiting,
}
_REFUSAL_TEXTS = {
    "conflict": gettext_noop("Another response has the same ID"),
    "duplicate_statement": gettext_noop("It contains a statement twice"),
    "invalid_comment": gettext_noop("Its comment is not sealed correctly"),
    "invalid_response": gettext_noop("It is not a valid response"),
    "invalid_time": gettext_noop("Its time is not valid"),
    "sequence_taken": gettext_noop("Another response has the same number in the stream"),
    "unknown_form": gettext_noop("The server does not recognise its form; update the server, then request it again"),
    "unknown_statement": gettext_noop("The server does not recognise one of its statements; update the server, then request it again"),
    "value_out_of_range": gettext_noop("It contains a value outside its scale"),
}
_EVENT_TEXTS = {
    "out_of_use": gettext_noop("It was taken out of use on its own screen"),
    "case_opened": gettext_noop("Its case was opened"),
    "wrong_pin": gettext_noop("An incorrect PIN was entered on its service screen"),
    "service_opened": gettext_noop("Its service screen was opened with the PIN"),
    "key_stuck": gettext_noop("A key has been held down so long that it may be stuck"),
    "no_watchdog": gettext_noop("Its hardware watchdog is not active"),
    "board_unwatched": gettext_noop("Its hardware watchdog is not active"),
    "disk_refused": gettext_noop("It could not save an answer to disk"),
    "journal_unreadable": gettext_noop("A visit interrupted by a power cut could not be recovered"),
    "configuration_rejected": gettext_noop("It could not use a configuration from the server and kept the previous one"),
}
_COMPONENT_NAMES = {
    "keys": gettext_noop("keys"),
    "headset": gettext_noop("headset"),
    "light": gettext_noop("status light"),
    "presence": gettext_noop("presence sensor"),
    "backlight": gettext_noop("backlight"),
    "tamper": gettext_noop("tamper switch"),
    "speech": gettext_noop("speech"),
    "sound": gettext_noop("sound"),
}
