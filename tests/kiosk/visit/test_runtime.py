"""Tests what a visit at a terminal without a window writes to the disk and shows on the screen."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from kiosk.store import device_notes, visit_journal
from kiosk.store.database import Connection
from kiosk.store.database import corruption_error as malformed
from kiosk.visit.view import View
from survey.visit import ActivitySeen, DisplayPreferences, TargetChosen
from survey.wire import Configuration
from tests.fixtures.byte_search import find_bytes
from tests.kiosk.fake_server import FakeServer
from tests.kiosk.headless_terminal import HeadlessTerminal
from tests.kiosk.sample_configuration import SEALING_PAIR, FakeDeviceClock, configuration


def test_a_whole_visit_leaves_one_response_with_everything_in_it(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("language-sv", "nps-9", "skip", "value-5", "not-applicable", "skip")
    (response,) = enrolled_terminal.unsent_responses()
    assert (response.nps, response.language, response.ended, response.sequence) == (9, "sv", "completed", 1)
    assert [(one.position, one.outcome, one.value) for one in response.statements] == [
        (1, "answered", 5),
        (2, "not_applicable", None),
        (3, "skipped", None),
    ]
    assert response.texts == next(texts.id for texts in configuration().texts if texts.language == "sv")
    assert response.draw is not None
    assert (response.draw.plan, response.draw.index) == (1, 0)
    assert enrolled_terminal.visit.screen == "thanks"


def test_the_clocks_are_those_of_the_first_answer(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("about", "close")
    enrolled_terminal.clock.advance(ms=7_000)
    wall, steady = enrolled_terminal.clock.wall_time(), enrolled_terminal.clock.steady_ms()
    enrolled_terminal.runtime.submit(TargetChosen("nps-3")).result()
    enrolled_terminal.clock.advance(ms=3_000)
    enrolled_terminal.choose("finish")
    (response,) = enrolled_terminal.unsent_responses()
    assert response.visited_at == wall.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert (response.clock.boot, response.clock.monotonic_ms) == ("boot-1", steady)


def test_a_tap_is_on_disk_when_its_screen_shows(enrolled_terminal: HeadlessTerminal) -> None:
    seen: list[tuple[str, str | None]] = []

    def changed(view: View) -> None:
        with enrolled_terminal.store.reading() as db:
            entry = visit_journal.read(db)
        seen.append((view.visit.screen if view.visit else "", entry.visit.screen if entry else None))

    enrolled_terminal.runtime.add_view_listener(changed)
    enrolled_terminal.choose("nps-9", "skip", "value-1", "back", "languages", "language-en")
    assert seen == [(screen, screen) for screen, _ in seen]
    assert len(seen) == 6


def test_a_power_cut_closes_the_visit_as_interrupted_with_every_answer_given(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("nps-2", "skip", "value-3")
    enrolled_terminal.cut_power("boot-2")
    (response,) = enrolled_terminal.unsent_responses()
    assert (response.ended, response.nps, response.clock.boot) == ("interrupted", 2, "boot-1")
    assert [one.outcome for one in response.statements] == ["answered", "not_reached", "not_reached"]
    assert enrolled_terminal.visit.is_idle


def test_how_somebody_wanted_to_see_the_screens_is_on_no_disk(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("display", "contrast-black", "text-largest", "reach-low", "close", "language-sv", "nps-3", "finish")
    assert enrolled_terminal.visit.display_preferences == DisplayPreferences("largest", "black", "low")
    assert find_bytes(enrolled_terminal.folder, '"nps":3') != [], "what was answered is there"
    assert find_bytes(enrolled_terminal.folder, '"black"', '"largest"', '"low"') == []


def test_a_visit_without_answer_is_counted_and_leaves_nothing(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("language-sv")
    enrolled_terminal.wait(ms=45_000)
    assert enrolled_terminal.unsent_responses() == []
    assert (enrolled_terminal.stream.visits_without_answer, enrolled_terminal.stream.touches) == (1, 1)
    enrolled_terminal.choose("languages")
    enrolled_terminal.cut_power()
    assert enrolled_terminal.stream.visits_without_answer == 2


def test_a_time_out_keeps_what_was_answered(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("nps-7")
    enrolled_terminal.wait(ms=25_000)
    assert enrolled_terminal.visit.screen == "still_there"
    enrolled_terminal.wait(ms=20_000)
    (response,) = enrolled_terminal.unsent_responses()
    assert response.ended == "timed_out"
    assert enrolled_terminal.visit.is_idle


def test_touches_count_also_where_they_move_nothing(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("nps-7")
    for _ in range(5):
        enrolled_terminal.runtime.submit(ActivitySeen()).result()
    enrolled_terminal.choose("finish")
    assert enrolled_terminal.stream.touches == 7


def test_means_of_input_are_told_and_mixed_where_both_were_used(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("nps-7", "finish", "close", by="keys")
    enrolled_terminal.choose("nps-7")
    enrolled_terminal.choose("finish", by="keys")
    assert [response.input for response in enrolled_terminal.unsent_responses()] == ["keys", "mixed"]


def test_seven_draws_of_three_show_every_statement_three_times_across_restarts(enrolled_terminal: HeadlessTerminal) -> None:
    for _ in range(7):
        enrolled_terminal.choose("nps-9", "skip", "value-5", "value-4", "value-3", "close")
        enrolled_terminal.cut_power()
    shown = [one.code for response in enrolled_terminal.unsent_responses() for one in response.statements]
    assert sorted(shown.count(code) for code in set(shown)) == [3] * 7
    assert [response.draw.index for response in enrolled_terminal.unsent_responses() if response.draw] == list(range(7))


def test_what_was_answered_is_evened_out_across_restarts(enrolled_terminal: HeadlessTerminal) -> None:
    """The draw evens out answers, not appearances. Each visit answers its last statement with `not-applicable`."""
    for _ in range(21):
        enrolled_terminal.make_visit()
        enrolled_terminal.cut_power()
    answered = Counter(
        one.code for response in enrolled_terminal.unsent_responses() for one in response.statements if one.outcome == "answered"
    )
    assert sum(answered.values()) == 42
    assert max(answered.values()) - min(answered.values()) <= 2
    assert len(answered) == 7


def test_an_open_answer_is_redacted_and_sealed_before_anything_of_it_is_on_disk(
    enrolled_terminal: HeadlessTerminal, caplog: pytest.LogCaptureFixture
) -> None:
    from survey.sealing import unseal_comment

    text = "Lääkäri oli hyvä, soittakaa 040 123 4567 illalla"
    enrolled_terminal.choose("nps-9", "write")
    enrolled_terminal.send_text(text)
    (step,) = [enrolled_terminal.visit.step]
    enrolled_terminal.choose("finish")
    (response,) = enrolled_terminal.unsent_responses()
    (comment,) = response.comments
    opened = unseal_comment(comment, SEALING_PAIR.secret)
    assert step == "statement"
    assert "Lääkäri oli hyvä" in opened
    assert "123 4567" not in opened
    assert comment.redactions == 1
    enrolled_terminal.store.close()
    traces = [
        path.name for path in enrolled_terminal.folder.iterdir() if "Lääkäri".encode() in path.read_bytes() or b"4567" in path.read_bytes()
    ]
    assert traces == [], "open text reached the disk"
    assert "Lääkäri" not in caplog.text
    enrolled_terminal.start()


def test_an_empty_field_passes_by(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("nps-9", "write")
    enrolled_terminal.send_text("  \n ")
    enrolled_terminal.choose("finish")
    (response,) = enrolled_terminal.unsent_responses()
    assert response.comments == ()


def test_text_sent_when_no_field_is_open_is_dropped(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("nps-9")
    enrolled_terminal.send_text("nobody asked")
    enrolled_terminal.choose("finish")
    (response,) = enrolled_terminal.unsent_responses()
    assert response.comments == ()


def test_a_watcher_that_fails_stops_nothing(enrolled_terminal: HeadlessTerminal) -> None:
    def fails(_: View) -> None:
        raise RuntimeError("a screen broke")

    enrolled_terminal.runtime.add_view_listener(fails)
    enrolled_terminal.make_visit()
    assert len(enrolled_terminal.unsent_responses()) == 1


def test_a_new_configuration_waits_until_nobody_is_there(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    def shown() -> Configuration:
        given = enrolled_terminal.runtime.view.configuration
        assert given is not None
        return given

    enrolled_terminal.choose("nps-9")
    server.configuration = configuration("e2", plan=2)
    assert enrolled_terminal.sync().configuration == "updated"
    assert shown().etag == "e1"
    enrolled_terminal.choose("skip", "value-1", "value-1", "value-1")
    assert shown().etag == "e1"
    enrolled_terminal.choose("close")
    assert shown().etag == "e2"
    enrolled_terminal.make_visit()
    assert [response.draw.plan for response in enrolled_terminal.unsent_responses() if response.draw] == [1, 2]


def test_a_visit_cut_short_is_counted_under_the_plan_it_was_drawn_from(enrolled_terminal: HeadlessTerminal, server: FakeServer) -> None:
    enrolled_terminal.choose("nps-9", "skip", "value-1")
    server.configuration = configuration("e2", plan=2)
    enrolled_terminal.sync()
    enrolled_terminal.cut_power()
    (response,) = enrolled_terminal.unsent_responses()
    assert response.draw is not None
    assert response.draw.plan == 1
    with enrolled_terminal.store.reading() as db:
        rows = db.execute("SELECT plan, counts FROM draw_counts").fetchall()
    assert [(plan, sum(msgspec.json.decode(counts)["answered"].values())) for plan, counts in rows] == [(1, 1)]


def test_the_terminals_own_time_out_goes_before_the_configurations(enrolled_terminal: HeadlessTerminal) -> None:
    from kiosk.visit.script import build_script

    assert build_script(configuration(timeout_seconds=50)).timeout_ms == 50_000
    assert build_script(configuration(timeout_seconds=50), 2.5).timeout_ms == 2_500


@pytest.mark.parametrize("seconds", [2, 10, 39, 40, 600])
def test_a_short_time_out_of_an_older_server_does_not_cut_the_warning_short(seconds: int) -> None:
    from kiosk.visit.script import build_script

    asked = build_script(configuration(timeout_seconds=seconds))
    assert asked.countdown_ms == 20_000
    assert asked.timeout_ms == max(40, seconds) * 1000


def test_nothing_is_asked_of_a_terminal_that_is_not_enrolled(unenrolled_terminal: HeadlessTerminal) -> None:
    assert unenrolled_terminal.mode == "enrol"
    unenrolled_terminal.runtime.submit(TargetChosen("nps-9")).result()
    assert unenrolled_terminal.stream.touches == 0


def test_a_disk_that_takes_no_answer_puts_the_terminal_out_of_use_and_back(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("nps-9")
    enrolled_terminal.store.write(lambda db: db.execute("PRAGMA query_only=ON")).result()  # the kernel does the same to a card that fails
    failure = enrolled_terminal.runtime.submit(TargetChosen("finish")).exception()
    assert failure is not None
    assert enrolled_terminal.mode == "out_of_use"
    enrolled_terminal.runtime.run_periodic_work()
    enrolled_terminal.runtime.tick().result()
    assert enrolled_terminal.mode == "out_of_use"
    enrolled_terminal.store.write(lambda db: db.execute("PRAGMA query_only=OFF")).result()
    enrolled_terminal.runtime.run_periodic_work()
    enrolled_terminal.runtime.tick().result()
    assert enrolled_terminal.visit.step == "comment", "the visit stands where it stood"
    with enrolled_terminal.store.reading() as db:
        assert device_notes.read(db) == (("disk_refused", 1),), "the server hears of it"
    enrolled_terminal.choose("finish")
    assert len(enrolled_terminal.unsent_responses()) == 1


def test_nobody_finds_the_last_persons_visit_when_the_disk_comes_back(enrolled_terminal: HeadlessTerminal) -> None:
    modes: list[tuple[str, str]] = []
    enrolled_terminal.choose("nps-2", "skip", "value-1")
    enrolled_terminal.runtime.add_view_listener(lambda view: modes.append((view.mode, view.visit.screen if view.visit else "")))
    enrolled_terminal.store.write(lambda db: db.execute("PRAGMA query_only=ON")).result()
    enrolled_terminal.runtime.submit(TargetChosen("value-3")).exception()
    for _ in range(5):  # the next person touches the screen, which offers no targets
        enrolled_terminal.clock.advance(ms=20_000)
        enrolled_terminal.runtime.submit(ActivitySeen()).result()
        enrolled_terminal.runtime.submit(TargetChosen("value-5")).result()
    enrolled_terminal.store.write(lambda db: db.execute("PRAGMA query_only=OFF")).result()
    enrolled_terminal.runtime._submit_job(enrolled_terminal.runtime._try_writing).result()
    assert modes == [("out_of_use", ""), ("visit", "nps")]
    assert enrolled_terminal.visit.is_idle
    (response,) = enrolled_terminal.unsent_responses()
    assert (response.ended, [one.value for one in response.statements]) == ("timed_out", [1, None, None])


def test_an_outbox_that_can_neither_be_read_nor_begun_anew_puts_the_terminal_out_of_use(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("nps-9")
    set_aside = enrolled_terminal.store._writer._set_aside

    def refuse() -> None:
        raise OSError("a read-only file system")

    enrolled_terminal.store._writer._set_aside = refuse

    def meet(_: Connection) -> None:
        raise malformed("a page")

    assert isinstance(enrolled_terminal.runtime._submit_job(meet).exception(), OSError)
    assert enrolled_terminal.mode == "out_of_use", "taps that go nowhere must not look as if they did"
    enrolled_terminal.store._writer._set_aside = set_aside
    enrolled_terminal.runtime.run_periodic_work()
    enrolled_terminal.runtime.tick().result()
    assert enrolled_terminal.mode == "visit"
    enrolled_terminal.choose("finish")
    assert len(enrolled_terminal.unsent_responses()) == 1


def test_a_file_that_cannot_be_read_does_not_stop_the_other_regular_calls(enrolled_terminal: HeadlessTerminal) -> None:
    called: list[int] = []

    def fails() -> None:
        raise PermissionError("identity.json")

    enrolled_terminal.runtime.on_every_tick(fails)
    enrolled_terminal.runtime.on_every_tick(lambda: called.append(1))
    enrolled_terminal.runtime.run_periodic_work()
    assert called == [1]


def test_the_hand_clock_is_a_clock() -> None:
    from kiosk.clock import DeviceClock

    clock: DeviceClock = FakeDeviceClock()
    assert clock.boot == "boot-1"


def test_a_key_that_cannot_seal_keeps_the_text_out_of_disk_and_log(
    enrolled_terminal: HeadlessTerminal, server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    from kiosk.visit.comment_sealing import redact_and_seal
    from survey.wire import SealingKey

    with pytest.raises(ValueError, match="no X25519") as fault:
        redact_and_seal("a secret of mine", SealingKey("k1", "AAAA", "s1", ""), "reason")
    assert "secret" not in str(fault.value)
    enrolled_terminal.choose("nps-9", "write")
    assert enrolled_terminal.runtime._submit_job(lambda _: 1 / 0).exception() is not None  # type: ignore[arg-type]
    assert "ZeroDivisionError" in caplog.text
    enrolled_terminal.choose("finish")
    assert len(enrolled_terminal.unsent_responses()) == 1


def test_a_touch_while_the_terminal_stops_harms_nobody(enrolled_terminal: HeadlessTerminal) -> None:
    enrolled_terminal.choose("nps-9")
    enrolled_terminal.runtime.stop()
    enrolled_terminal.store.close()
    enrolled_terminal.runtime.post(TargetChosen("finish"))
    enrolled_terminal.start()
    (response,) = enrolled_terminal.unsent_responses()
    assert response.ended == "interrupted"
