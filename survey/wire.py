"""Defines every message between terminal and server (version 1 of the wire).

The classes describe shapes only. Other modules decide what a value means and whether it is accepted (`survey.response_validation`). A
field that this version does not know is ignored, so that a terminal a year old still syncs. A field that an older version does not send
has a default here.

The OpenAPI document and `tests/contract/schema.json` are generated from these classes and contain their docstrings.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

API = "/api/v1"
"""Is the path under which a server offers version 1 of the wire."""
MAX_RESPONSES = 500
"""Limits the responses in one request."""
MAX_BODY_BYTES = 4 * 1024 * 1024
"""Limits the bytes of a request's body after decompression."""

Medium = Literal["terminal", "web", "sms", "staff"]
VisitChannel = Literal["on_site", "online", "chat_video", "phone"]
Input = Literal["touch", "keys", "mixed"]
Ended = Literal["completed", "timed_out", "interrupted"]
Outcome = Literal["answered", "not_applicable", "skipped", "not_reached"]
ItemOutcome = Literal["stored", "duplicate", "refused"]
TextStatus = Literal["official", "county", "draft"]

_END = r"$(?!\n)"
"""Matches the end of a text. Python's `$` alone would also match before a final line break."""
_PLAIN = rf"^[^\x00-\x1f\x7f]*{_END}"
"""Matches text without control characters, which databases, logs and consoles handle badly."""

Token = Annotated[str, Meta(pattern=rf"^[A-Za-z0-9_-]{{43}}{_END}")]
"""Is the secret of a terminal: 32 random bytes as base64url without padding."""
Sequence = Annotated[int, Meta(ge=1, le=2**53)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Short = Annotated[str, Meta(min_length=1, max_length=64, pattern=_PLAIN)]
Line = Annotated[str, Meta(max_length=200, pattern=_PLAIN)]
Moment = Annotated[str, Meta(max_length=64, pattern=_PLAIN)]
"""Is an RFC 3339 time. Each item is checked separately for whether its time can be read."""
StreamId = Annotated[str, Meta(min_length=1, max_length=64, pattern=rf"^[A-Za-z0-9_-]+{_END}")]
Code = Annotated[str, Meta(pattern=rf"^[a-z][a-z0-9_-]{{0,63}}{_END}")]
"""Is the code of a statement, a question or a form."""
Flag = Annotated[str, Meta(pattern=rf"^[a-z][a-z_]{{0,63}}{_END}")]
LanguageTag = Annotated[str, Meta(pattern=rf"^([A-Za-z]{{2,8}}|[ixIX]-[A-Za-z0-9]{{1,8}})(-[A-Za-z0-9]{{1,8}})*{_END}", max_length=35)]
"""Is a tag of BCP 47, including tags for private use (`x-…`) and grandfathered ones (`i-…`)."""


class Clock(Struct, frozen=True):
    """What the terminal's clocks said at one moment."""

    boot: Short
    """Identifies the start of the machine from which the monotonic clock counts."""
    monotonic_ms: Count
    """Holds CLOCK_BOOTTIME in milliseconds. It goes on during suspend and never jumps."""
    trusted: bool = False
    """States whether the terminal had a reason to trust its wall clock."""


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
    """Holds `Targets.leans` of each statement."""
    pair_leans: Annotated[tuple[float, ...], Meta(max_length=496)] = ()
    """Holds `Targets.pair_leans` of each pair."""
    pair_shares: Annotated[tuple[float, ...], Meta(max_length=496)] = ()
    """Holds `Targets.pair_shares` of each pair."""


class DrawRef(Struct, frozen=True, omit_defaults=True):
    """Which draw gave a visit its statements."""

    plan: Count
    targets: Count
    """Holds the revision of the targets."""
    index: Count
    """Counts the earlier draws of this plan on this terminal, including those of visits that left no response."""
    ground: Ground | None = None
    """Holds what the draw is based on. None comes from a terminal whose version does not send it."""


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
    """Names the id of the sealing key."""
    sealed: Annotated[str, Meta(min_length=1, max_length=64_000)]
    """Holds a libsodium sealed box over UTF-8 text, in base64 (RFC 4648, padded)."""
    redactions: Annotated[int, Meta(ge=0, le=10_000)] = 0
    """Counts the pieces of personal data that were masked."""


class Response(Struct, frozen=True):
    """What a visit with at least one answer leaves."""

    id: Annotated[str, Meta(pattern=rf"^[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}{_END}")]
    stream: StreamId
    sequence: Sequence
    visited_at: Moment
    """Holds the terminal's wall time of the first answer."""
    clock: Clock
    form: Code
    language: LanguageTag
    ended: Ended
    medium: Medium = "terminal"
    visit_channel: VisitChannel = "on_site"
    texts: Short | None = None
    input: Input = "touch"
    duration_ms: Count = 0
    """Holds the milliseconds of the monotonic clock from the first touch to the last."""
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
    """Maps the code of a question (`nps`, `reason`) to its text."""
    statements: dict[str, Text]
    labels: dict[str, Text]
    """Maps the code of a label to its text: `nps_low`, `nps_high`, `value_low`, `value_high`, `not_applicable`, `instruction`."""
    notices: dict[str, Text]
    """Maps the code of a notice to its text: `personal_data`, `not_a_complaint`, `trust`, `about`, `thanks`."""


class FormPlan(Struct, frozen=True):
    """Which statements are drawn here, and how many in a visit. Codes; a plan is immutable, a change is a new number."""

    number: Count
    per_visit: Annotated[int, Meta(ge=2, le=7)]
    """Counts the core statements in a visit."""
    statements: tuple[Code, ...]
    """Lists the core statements to draw from, in the order of the national list."""
    fixed: tuple[Code, ...] = ()
    special: tuple[Code, ...] = ()
    own: tuple[Code, ...] = ()
    """Lists the place's own statements. They always come last, in this order, and balancing never changes them."""


class Targets(Struct, frozen=True):
    """What the server asks this terminal to lean towards under a plan. Made from counts alone, never from what a person answered."""

    revision: Count = 0
    leans: dict[str, float] = {}
    """Maps a core statement to how many answers more than its even share this terminal should reach; 0 if absent. A fraction of an answer
    decides among statements that are equally good here. Whole answers make up for service points that leave a statement out."""
    pair_leans: dict[str, float] = {}
    """Maps a pair (two codes, sorted, with a space between) to how many draws more than its share it should reach; 0 if absent."""
    pair_shares: dict[str, float] = {}
    """Maps a pair to its share of draws as a multiple of the even share; 1 if absent. Statements that often stay unanswered must be drawn
    more often, and then not every pair can be drawn equally often."""


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
    """Sets the time from the last touch to the end of a visit. A region file allows no less than 40, and terminals raise a shorter time to
    40, because the warning takes 20 seconds."""
    thanks_seconds: Annotated[int, Meta(ge=1, le=60)] = 8
    heartbeat_seconds: Annotated[int, Meta(ge=5, le=86_400)] = 300
    sync_seconds: Annotated[int, Meta(ge=1, le=86_400)] = 60
    acknowledged_kept_days: Annotated[int, Meta(ge=0, le=365)] = 14
    service_pin: str | UnsetType = UNSET
    """Holds the Argon2id hash of the PIN that opens the service screen, in the usual `$argon2id$…` form. Without it nobody can open the
    screen."""


class Named(Struct, frozen=True):
    id: str
    name: dict[str, str]
    """Maps a language to the name."""


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
    """Lists the messages of the service point to its visitors (`survey.messages`)."""
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
    """Lists pairs of earlier exchanges, so that a restored server can still correct the times of responses that are sent again."""
    notes: Annotated[tuple[Flag, ...], Meta(max_length=16)] = ()
    """Lists the codes of what went wrong on the device since the last heartbeat (`outbox_set_aside`, …)."""


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
    """Holds this month's count of the service point where the terminal stands. It is not sent if the terminal has no placement."""


class Problem(Struct, frozen=True, omit_defaults=True):
    """RFC 9457. The terminal acts on `code` alone."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
