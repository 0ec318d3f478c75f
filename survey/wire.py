"""What crosses the wire: the one definition of every message between terminal and server (version 1).

Shapes only. What a value means and whether it may be taken is judged elsewhere (`survey.response_validation`);
a field that this version does not know is ignored, so that a terminal a year old still syncs, and a
field that an older one does not send has a default here. The OpenAPI document is made from these.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

API = "/api/v1"
MAX_RESPONSES = 500
"""Responses in one request, at most."""
MAX_BODY_BYTES = 4 * 1024 * 1024
"""Bytes of a request's body once unpacked, at most."""

Medium = Literal["terminal", "web", "sms", "staff"]
VisitChannel = Literal["on_site", "online", "chat_video", "phone"]
Input = Literal["touch", "keys", "mixed"]
Ended = Literal["completed", "timed_out", "interrupted"]
Outcome = Literal["answered", "not_applicable", "skipped", "not_reached"]
ItemOutcome = Literal["stored", "duplicate", "refused"]
TextStatus = Literal["official", "county", "draft"]

_END = r"$(?!\n)"
"""The end of a text: Python's `$` alone would let a line break through."""
_PLAIN = rf"^[^\x00-\x1f\x7f]*{_END}"
"""No control characters: databases, logs and terminals take them amiss."""

Token = Annotated[str, Meta(pattern=rf"^[A-Za-z0-9_-]{{43}}{_END}")]
"""32 random bytes, base64url without padding."""
Sequence = Annotated[int, Meta(ge=1, le=2**53)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Short = Annotated[str, Meta(min_length=1, max_length=64, pattern=_PLAIN)]
Line = Annotated[str, Meta(max_length=200, pattern=_PLAIN)]
Moment = Annotated[str, Meta(max_length=64, pattern=_PLAIN)]
"""RFC 3339; whether it can be read is judged item by item."""
StreamId = Annotated[str, Meta(min_length=1, max_length=64, pattern=rf"^[A-Za-z0-9_-]+{_END}")]
Code = Annotated[str, Meta(pattern=rf"^[a-z][a-z0-9_-]{{0,63}}{_END}")]
"""A statement's, question's or form's name."""
Flag = Annotated[str, Meta(pattern=rf"^[a-z][a-z_]{{0,63}}{_END}")]
LanguageTag = Annotated[str, Meta(pattern=rf"^([A-Za-z]{{2,8}}|[ixIX]-[A-Za-z0-9]{{1,8}})(-[A-Za-z0-9]{{1,8}})*{_END}", max_length=35)]
"""BCP 47, those for private use (`x-…`) and registered of old (`i-…`) too."""


class Clock(Struct, frozen=True):
    """What the terminal's clocks said at one moment."""

    boot: Short
    """Which start of the machine: the monotonic clock counts from there."""
    monotonic_ms: Count
    """CLOCK_BOOTTIME in milliseconds: goes on through sleep, never jumps."""
    trusted: bool = False
    """Whether the terminal had reason to believe its wall clock."""


class Ground(Struct, frozen=True, omit_defaults=True):
    """What a draw stood on: with plan, stream and index it is all that the draw can be made again from.

    Every tuple is in the order of the plan's core statements; pairs in the order of `itertools.combinations` over them.
    Defaults, which are all nought, are left out.
    """

    drawn: Annotated[tuple[Count, ...], Meta(max_length=32)] = ()
    answered: Annotated[tuple[Count, ...], Meta(max_length=32)] = ()
    pairs: Annotated[tuple[Count, ...], Meta(max_length=496)] = ()
    positions: Annotated[tuple[tuple[Count, ...], ...], Meta(max_length=32)] = ()
    leans: Annotated[tuple[float, ...], Meta(max_length=32)] = ()
    """Of the targets: see there."""
    pair_leans: Annotated[tuple[float, ...], Meta(max_length=496)] = ()
    pair_shares: Annotated[tuple[float, ...], Meta(max_length=496)] = ()


class DrawRef(Struct, frozen=True, omit_defaults=True):
    """Which draw gave a visit its statements."""

    plan: Count
    targets: Count
    index: Count
    """Draws of this plan on this terminal before it, those of visits that left nothing too."""
    ground: Ground | None = None
    """None from a terminal too old to tell."""


class StatementAnswer(Struct, frozen=True, omit_defaults=True):
    """What became of one drawn statement; `value` (1 to 5) where the outcome is `answered`."""

    code: Code
    position: Annotated[int, Meta(ge=1, le=32)]
    outcome: Outcome
    value: int | None = None


class SealedComment(Struct, frozen=True):
    """An open answer, redacted and then sealed to the region's key."""

    question: Code
    key: Short
    """Id of the sealing key."""
    sealed: Annotated[str, Meta(min_length=1, max_length=64_000)]
    """libsodium sealed box over UTF-8 text, base64 (RFC 4648, padded)."""
    redactions: Annotated[int, Meta(ge=0, le=10_000)] = 0
    """How many pieces of personal data were masked."""


class Response(Struct, frozen=True):
    """What a visit with at least one answer leaves."""

    id: Annotated[str, Meta(pattern=rf"^[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}{_END}")]
    stream: StreamId
    sequence: Sequence
    visited_at: Moment
    """The terminal's wall time at the first answer."""
    clock: Clock
    form: Code
    language: LanguageTag
    ended: Ended
    medium: Medium = "terminal"
    visit_channel: VisitChannel = "on_site"
    texts: Short | None = None
    input: Input = "touch"
    duration_ms: Count = 0
    """From first touch to the end, milliseconds of the monotonic clock."""
    nps: int | None = None
    draw: DrawRef | None = None
    statements: Annotated[tuple[StatementAnswer, ...], Meta(max_length=32)] = ()
    comments: Annotated[tuple[SealedComment, ...], Meta(max_length=8)] = ()
    flags: Annotated[tuple[Flag, ...], Meta(max_length=16)] = ()


class ResponsesRequest(Struct, frozen=True):
    """A batch; each item is kept as the bytes that came, since bytes decide what is the same response."""

    responses: list[msgspec.Raw]


class ItemResult(Struct, frozen=True, omit_defaults=True):
    id: str | None
    outcome: ItemOutcome
    code: str | UnsetType = UNSET


class ResponsesAnswer(Struct, frozen=True):
    results: list[ItemResult]


class EnrolmentRequest(Struct, frozen=True):
    code: Annotated[str, Meta(max_length=64, pattern=_PLAIN)]
    token: Token
    serial: Line | None = None
    model: Line | None = None
    software: Line | None = None


class SealingKey(Struct, frozen=True):
    """The public sealing key; `signature` (base64) over key id and public bytes by the signing key `signed_by`."""

    id: Short
    public: str
    signed_by: Short
    signature: str


class SigningKey(Struct, frozen=True):
    """A public signing key. The first is trusted at enrolment; a later one is signed by one already trusted."""

    id: Short
    public: str
    signed_by: str | None = None
    signature: str | None = None


class Keys(Struct, frozen=True):
    sealing: SealingKey
    signing: tuple[SigningKey, ...]


class Text(Struct, frozen=True, omit_defaults=True):
    """One text with where it comes from."""

    text: str
    status: TextStatus = "draft"
    source: str | None = None


class TextSet(Struct, frozen=True):
    """Every text of a form in one language. `status` is the weakest among questions and statements."""

    id: Short
    form: Code
    language: LanguageTag
    status: TextStatus
    source: str
    questions: dict[str, Text]
    """By question code: `nps`, `reason`."""
    statements: dict[str, Text]
    labels: dict[str, Text]
    """`nps_low`, `nps_high`, `value_low`, `value_high`, `not_applicable`, `instruction`."""
    notices: dict[str, Text]
    """`personal_data`, `not_a_complaint`, `trust`, `about`, `thanks`."""


class FormPlan(Struct, frozen=True):
    """Which statements are drawn here, and how many in a visit. Codes; a plan is immutable, a change is a new number."""

    number: Count
    per_visit: Annotated[int, Meta(ge=2, le=7)]
    """Core statements in a visit."""
    statements: tuple[Code, ...]
    """Core statements to draw from, in the order of the national list."""
    fixed: tuple[Code, ...] = ()
    special: tuple[Code, ...] = ()
    own: tuple[Code, ...] = ()
    """Always last, in this order, never touched by balance."""


class Targets(Struct, frozen=True):
    """What the server asks this terminal to lean towards under a plan. Made from counts alone, never from what a person answered."""

    revision: Count = 0
    leans: dict[str, float] = {}
    """By core statement: how many answers more than its even share this terminal should come to; 0 where absent. A part of one
    answer decides among statements that are as good as even here; whole answers make up for places that leave a statement out."""
    pair_leans: dict[str, float] = {}
    """By pair (two codes, sorted, a space between): how many draws more than its share; 0 where absent."""
    pair_shares: dict[str, float] = {}
    """By pair: its share of draws, as a multiple of the even share; 1 where absent. Statements that are often not answered must be
    drawn more often, and then not every pair can be drawn alike."""


class FormConfiguration(Struct, frozen=True):
    id: Code
    audience: Literal["general", "child", "relative"]
    order: tuple[str, ...]
    questions: tuple[str, ...]
    statements: tuple[str, ...]
    plan: FormPlan
    targets: Targets


class Settings(Struct, frozen=True):
    """How terminals of this place behave; unknown ones are ignored by older software."""

    timeout_seconds: Annotated[int, Meta(ge=2, le=600)] = 45
    """At least 40 in a region file; terminals make what is shorter 40, for the sake of the warning's 20 seconds."""
    thanks_seconds: Annotated[int, Meta(ge=1, le=60)] = 8
    heartbeat_seconds: Annotated[int, Meta(ge=5, le=86_400)] = 300
    sync_seconds: Annotated[int, Meta(ge=1, le=86_400)] = 60
    acknowledged_kept_days: Annotated[int, Meta(ge=0, le=365)] = 14
    service_pin: str | UnsetType = UNSET
    """Argon2id of the PIN that opens the service screen, in the usual `$argon2id$…` form; without it nobody can open it."""


class Named(Struct, frozen=True):
    id: str
    name: dict[str, str]
    """By language."""


class Region(Struct, frozen=True):
    id: str
    name: dict[str, str]
    time_zone: str


class Configuration(Struct, frozen=True):
    """All that a terminal shows and needs to run on for ever."""

    etag: str
    region: Region
    service_point: Named
    languages: tuple[str, ...]
    forms: tuple[FormConfiguration, ...]
    texts: tuple[TextSet, ...]
    keys: Keys
    opening_hours: dict[str, str] = {}
    messages: tuple[dict[str, Any], ...] = ()
    """What the place tells its visitors (`survey.messages`)."""
    settings: Settings = Settings()


class EnrolmentAnswer(Struct, frozen=True):
    terminal_id: str
    configuration: Configuration
    server_time: str


class RefusedItem(Struct, frozen=True):
    id: Short
    code: Short


class Refused(Struct, frozen=True):
    count: Count = 0
    items: Annotated[tuple[RefusedItem, ...], Meta(max_length=1000)] = ()


class ClockPair(Struct, frozen=True):
    """The terminal's own record of an exchange: at `monotonic_ms` of `boot` the server said `server_time`, give or take."""

    boot: Short
    monotonic_ms: Count
    server_time: Moment
    uncertainty_ms: Count


class Heartbeat(Struct, frozen=True):
    """What a terminal tells of itself; what a device cannot know is null. Counters are running totals of the stream."""

    sent_at: Moment
    clock: Clock
    stream: StreamId
    next_sequence: Sequence
    unsent: Count = 0
    oldest_unsent_at: Moment | None = None
    refused: Refused = Refused()
    acknowledged_kept: Count = 0
    configuration: Line | None = None
    software: Line | None = None
    disk_free_mb: Count | None = None
    temperature_c: float | None = None
    undervoltage: bool | None = None
    touches: Count | None = None
    visits_without_answer: Count | None = None
    last_touch_at: Moment | None = None
    clock_pairs: Annotated[tuple[ClockPair, ...], Meta(max_length=64)] = ()
    """Pairs of earlier exchanges, so that a restored server can still correct what comes again."""
    notes: Annotated[tuple[Flag, ...], Meta(max_length=16)] = ()
    """What went wrong on the device since the last heartbeat, by code (`outbox_set_aside`, …)."""


class HeartbeatRequest(Struct, frozen=True, omit_defaults=True):
    """Something the server asks for: `resend` (`stream`, `from`, `to` inclusive) or `retry` (`ids`, or all of the quarantine)."""

    id: str
    kind: str
    stream: str | None = None
    first: int | None = msgspec.field(name="from", default=None)
    last: int | None = msgspec.field(name="to", default=None)
    ids: tuple[str, ...] | None = None


class Answered(Struct, frozen=True):
    """How many responses of one month (YYYY-MM, by service date) came in for a service point."""

    month: str
    count: Count


class HeartbeatAnswer(Struct, frozen=True):
    server_time: str
    requests: list[HeartbeatRequest] = []
    answered: Answered | UnsetType = UNSET
    """Of the point where the terminal stands, this month; not sent where it stands nowhere."""


class Problem(Struct, frozen=True, omit_defaults=True):
    """RFC 9457. The terminal acts on `code` alone."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
