"""What needs a person, in words: what is wrong, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from i18n.catalogs import gettext_noop
from server.domain.fleet.alarms import TerminalAlarm
from server.web.language import _, ngettext, number, page_language, span


@dataclass(frozen=True)
class Need:
    code: str
    what: str
    do: str
    is_pressing: bool


def need(reason: TerminalAlarm, now: datetime) -> Need:
    what, do = _WORDS[reason.code](reason, now)
    return Need(reason.code, what, do, reason.is_pressing)


def own(names: dict[str, str]) -> str:
    """A name in the page's language, else in the first there is."""
    return names.get(page_language()) or next(iter(names.values()), "")


def refusal(code: str) -> str:
    """Why the server refused a response, for whoever may mend it."""
    return _(_REFUSALS[code]) if code in _REFUSALS else _("Refused for a reason that this version does not know")


def note(code: str) -> str:
    """What a terminal noted of itself, in words."""
    if code in _NOTES:
        return _(_NOTES[code])
    if code.endswith("_set_aside"):
        return _("A damaged file was set aside")
    if code.endswith("_unusable"):
        part = code.removesuffix("_unusable")
        return _("A part does not work: {part}", part=_(_PARTS[part]) if part in _PARTS else part)
    return _("Something that this version has no words for")


def _long(reason: TerminalAlarm, now: datetime) -> str:
    return span(now - reason.since) if reason.since else "–"


def _missing(reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    n = reason.count or 0
    return (
        ngettext("{n} response is missing", "{n} responses are missing", n),
        _("The server asks the terminal for them by itself. If they do not come, open the terminal and ask again."),
    )


def _sending_stopped(reason: TerminalAlarm, now: datetime) -> tuple[str, str]:
    return (
        _("Sending has stopped: {n} unsent, the oldest for {time}", n=number(reason.count), time=_long(reason, now)),
        _("The terminal is heard of, but its responses do not come through. Look at the server's log, then at the terminal."),
    )


def _silent(reason: TerminalAlarm, now: datetime) -> tuple[str, str]:
    time = _long(reason, now)
    told = reason.count
    return (
        _("Not heard of for {time}; {n} were unsent then", time=time, n=number(told)) if told else _("Not heard of for {time}", time=time),
        _("Look whether it has power and network. It goes on collecting by itself and sends everything later."),
    )


def _refused(reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    n = reason.count or 0
    return (
        ngettext("{n} response was refused", "{n} responses were refused", n),
        _("What is refused stays on the terminal. Open its page to see why, mend that, and call back."),
    )


def _set_aside(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return (
        _("A damaged file was set aside on the terminal"),
        _("Its memory card may be wearing out. Keep the file that was set aside, and change the card."),
    )


def _disk_refused(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return (
        _("Its disk did not take an answer"),
        _("It was out of use until the disk worked again. Make room on its memory card, or change the card."),
    )


def _out_of_use(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return (
        _("Somebody took it out of use on its own screen"),
        _("It collects nothing until somebody puts it back to use there. Ask whoever looks after it."),
    )


def _case_opened(reason: TerminalAlarm, now: datetime) -> tuple[str, str]:
    return (
        _("Its case was opened; told {time} ago", time=_long(reason, now)),
        _("If it was nobody of yours: look at it, and revoke it if its memory card is gone."),
    )


def _wrong_pin(reason: TerminalAlarm, now: datetime) -> tuple[str, str]:
    return (
        _("Somebody typed a wrong PIN on its service screen; told {time} ago", time=_long(reason, now)),
        _("If it was nobody of yours: give the region another PIN."),
    )


def _part(reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    n = reason.count or 0
    return (
        ngettext("{n} part of it does not work", "{n} parts of it do not work", n),
        _("Its page says which. Touch works meanwhile; whoever needs keys or speech may not get through."),
    )


def _unwatched(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return _("Nothing restarts it if it hangs"), _("Its hardware watchdog is not fed. See the mounting guide: watchdog.")


def _nowhere(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return _("It stands at no service point"), _("Say where it stands: aula-server place. Its responses belong to no place until then.")


def _code_expired(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return _("Its enrolment code can be used no more"), _("Make a new one: aula-server new-code.")


def _disk(reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return (
        _("Only {n} MB free on its memory card", n=number(reason.count)),
        _("Responses are kept until the card is full. Find out what fills it, or change it for a larger one."),
    )


def _power(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return _("Its power supply is too weak"), _("Use the power supply and cable that belong to the device.")


def _clock(_reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return (
        _("Its clock is not to be trusted yet"),
        _("Look whether it reaches a time server. The server corrects the times of its responses meanwhile."),
    )


def _hot(reason: TerminalAlarm, _now: datetime) -> tuple[str, str]:
    return _("It is hot: {n} °C", n=number(reason.count)), _("Give its case air, and keep it out of the sun.")


def _waiting(reason: TerminalAlarm, now: datetime) -> tuple[str, str]:
    return _("Waiting to be enrolled for {time}", time=_long(reason, now)), _("Type its code on its screen.")


_WORDS = {
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
_REFUSALS = {
    "conflict": gettext_noop("Another response has the same id"),
    "duplicate_statement": gettext_noop("A statement is in it twice"),
    "invalid_comment": gettext_noop("Its comment is not sealed as it should be"),
    "invalid_response": gettext_noop("It is not formed as a response"),
    "invalid_time": gettext_noop("Its time cannot be read"),
    "sequence_taken": gettext_noop("Another response has its place in the stream"),
    "unknown_form": gettext_noop("The server does not know its form; update the server, then call it back"),
    "unknown_statement": gettext_noop("The server does not know one of its statements; update the server, then call it back"),
    "value_out_of_range": gettext_noop("A value in it is outside its scale"),
}
_NOTES = {
    "out_of_use": gettext_noop("Somebody took it out of use on its own screen"),
    "case_opened": gettext_noop("Its case was opened"),
    "wrong_pin": gettext_noop("Somebody typed a wrong PIN on its service screen"),
    "service_opened": gettext_noop("Its service screen was opened with the PIN"),
    "key_stuck": gettext_noop("A key is held down for so long that it is taken to be stuck"),
    "no_watchdog": gettext_noop("Its hardware watchdog is not fed"),
    "board_unwatched": gettext_noop("Its hardware watchdog is not fed"),
    "disk_refused": gettext_noop("Its disk did not take an answer"),
    "journal_unreadable": gettext_noop("A visit that a power cut broke off could not be read again"),
    "configuration_rejected": gettext_noop("It could not use a configuration that the server gave, and keeps the one it has"),
}
_PARTS = {
    "keys": gettext_noop("keys"),
    "headset": gettext_noop("headset"),
    "light": gettext_noop("status light"),
    "presence": gettext_noop("presence sensor"),
    "backlight": gettext_noop("backlight"),
    "tamper": gettext_noop("tamper switch"),
    "speech": gettext_noop("speech"),
    "sound": gettext_noop("sound"),
}
