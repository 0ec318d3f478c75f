"""The last-known-good configuration: a file of its own, so that a damaged outbox does not take it along.

What is offered is judged before it replaces anything: it must decode, its keys must be vouched for by one already
trusted, and it must hold every text of the place's own form in each of its languages (design, decisions 8 and 11).
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from kiosk.store import atomic_files
from survey.wire import Configuration, FormConfiguration, SigningKey, TextSet

FILE = "configuration.json"
PREVIOUS_FILE = "configuration.before.json"


class ConfigurationRejected(Exception):
    """A configuration that must not replace a good one; the message says why (it holds no personal data)."""


def verify(raw: bytes, trusted_keys: tuple[SigningKey, ...]) -> tuple[Configuration, tuple[SigningKey, ...]]:
    """The configuration in `raw`, and the signing keys trusted from now on.

    Raises:
        Rejected: it must not be used.
    """
    from survey import signing

    configuration = _decode(raw)
    keys = signing.trusted_keys(trusted_keys, configuration.keys.signing)
    try:
        signing.check_sealing_key(configuration.keys.sealing, keys)
    except signing.UntrustedKey:
        raise ConfigurationRejected("its sealing key is not signed by a key this terminal trusts") from None
    fault = find_fault(configuration)
    if fault:
        raise ConfigurationRejected(fault)
    return configuration, keys


def find_fault(configuration: Configuration) -> str | None:
    """Why no visit could go by it, in words; None where one can."""
    if not configuration.forms or not configuration.languages:
        return "it has no form or no language"
    return find_form_fault(configuration, configuration.forms[0])


def find_form_fault(configuration: Configuration, form: FormConfiguration) -> str | None:
    """Why no visit could go by this form, in words; None where one can. Other forms than the place's own are then not offered."""
    if not form.order or form.order[0] != "nps" or not set(form.order) <= {"nps", "comment", "statements"}:
        return f"form {form.id} has an order this software does not know"
    if not form.plan.statements:
        return f"the plan of form {form.id} has no statements"
    for language in configuration.languages:
        sets = [texts for texts in configuration.texts if texts.form == form.id and texts.language == language]
        lacking = _lacking(form, sets[0]) if sets else ["everything"]
        if lacking:
            return f"form {form.id} lacks texts in {language}: {', '.join(lacking)}"
    return None


def save(folder: Path, raw: bytes) -> None:
    """From now on this one is the last-known-good; the one before stays beside it."""
    path = folder / FILE
    if path.exists():
        atomic_files.write(folder / PREVIOUS_FILE, path.read_bytes())
    atomic_files.write(path, raw)


def read(folder: Path) -> Configuration | None:
    """The last-known-good; the one before where the file is damaged; None where there is none."""
    for name in (FILE, PREVIOUS_FILE):
        try:
            configuration = _decode((folder / name).read_bytes())
        except (OSError, ConfigurationRejected):
            continue
        if find_fault(configuration) is None:
            return configuration
    return None


def modification_time_ns(folder: Path) -> int:
    """Changes when the file does (another process may write it); 0 where there is none."""
    try:
        return (folder / FILE).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def forget(folder: Path) -> None:
    """Delete both."""
    atomic_files.remove(folder / FILE)
    atomic_files.remove(folder / PREVIOUS_FILE)


def _decode(raw: bytes) -> Configuration:
    try:
        return msgspec.json.decode(raw, type=Configuration)
    except msgspec.DecodeError:
        raise ConfigurationRejected("it cannot be read by this software") from None


def _lacking(form: FormConfiguration, texts: TextSet) -> list[str]:
    plan = form.plan
    wanted = (*plan.statements, *plan.fixed, *plan.special, *plan.own)
    questions = [code for code in form.questions if not (code in texts.questions and texts.questions[code].text)]
    return questions + [code for code in dict.fromkeys(wanted) if not (code in texts.statements and texts.statements[code].text)]
