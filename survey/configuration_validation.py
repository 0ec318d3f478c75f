"""The rules that a configuration must fulfil before a terminal uses it (design, decisions 8 and 11).

It must decode, its sealing key must be signed by a key that the terminal trusts, and it must have every text of the first form in each of
its languages.
"""

from __future__ import annotations

import msgspec

from survey import signing
from survey.wire import Configuration, FormConfiguration, SigningKey, TextSet


class ConfigurationRejected(Exception):
    """The configuration must not replace a good one. The message says why and holds no personal data."""


def verify(raw: bytes, trusted_keys: tuple[SigningKey, ...]) -> tuple[Configuration, tuple[SigningKey, ...]]:
    """Return the configuration in `raw` and the signing keys that the terminal trusts from now on.

    Raises:
        ConfigurationRejected: the terminal must not use it.
    """
    configuration = decode(raw)
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
    """Return why a visit cannot use the configuration, in words, or None if it can."""
    if not configuration.forms or not configuration.languages:
        return "it has no form or no language"
    return find_form_fault(configuration, configuration.forms[0])


def find_form_fault(configuration: Configuration, form: FormConfiguration) -> str | None:
    """Return why a visit cannot use the form, in words, or None if it can.

    A terminal does not offer such a form beside the first one.
    """
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


def decode(raw: bytes) -> Configuration:
    """Return the configuration that the bytes contain.

    Raises:
        ConfigurationRejected: they are no configuration that this version can read.
    """
    try:
        return msgspec.json.decode(raw, type=Configuration)
    except msgspec.DecodeError:
        raise ConfigurationRejected("it cannot be read by this software") from None


def _lacking(form: FormConfiguration, texts: TextSet) -> list[str]:
    plan = form.plan
    wanted = (*plan.statements, *plan.fixed, *plan.special, *plan.own)
    questions = [code for code in form.questions if not (code in texts.questions and texts.questions[code].text)]
    return questions + [code for code in dict.fromkeys(wanted) if not (code in texts.statements and texts.statements[code].text)]
