"""A person at the terminal, as the disk and the screen see it."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest

from kiosk.store import device_notes, visit_journal
from kiosk.store.database import Connection
from kiosk.store.database import damaged as malformed
from kiosk.visit.view import View
from survey.visit import Chose, Sight, Stirred
from survey.wire import Configuration
from tests.fixtures.byte_search import find_bytes
from tests.kiosk.fake_server import SmallServer
from tests.kiosk.sample_configuration import SEALING, HandClock, configuration
from tests.kiosk.terminal_without_window import Lobby


def test_a_whole_visit_leaves_one_response_with_everything_in_it(lobby: Lobby) -> None:
    lobby.choose("language-sv", "nps-9", "skip", "value-5", "not-applicable", "skip")
    (response,) = lobby.waiting()
    assert (response.nps, response.language, response.ended, response.sequence) == (9, "sv", "completed", 1)
    assert [(one.position, one.outcome, one.value) for one in response.statements] == [
        (1, "answered", 5),
        (2, "not_applicable", None),
        (3, "skipped", None),
    ]
    assert response.texts == next(texts.id for texts in configuration().texts if texts.language == "sv")
    assert response.draw is not None
    assert (response.draw.plan, response.draw.index) == (1, 0)
    assert lobby.visit.screen == "thanks"


def test_the_clocks_are_those_of_the_first_answer(lobby: Lobby) -> None:
    lobby.choose("about", "close")
    lobby.clock.pass_(ms=7_000)
    wall, steady = lobby.clock.wall(), lobby.clock.steady()
    lobby.runtime.take(Chose("nps-3")).result()
    lobby.clock.pass_(ms=3_000)
    lobby.choose("finish")
    (response,) = lobby.waiting()
    assert response.visited_at == wall.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    assert (response.clock.boot, response.clock.monotonic_ms) == ("boot-1", steady)


def test_a_tap_is_on_disk_when_its_screen_shows(lobby: Lobby) -> None:
    seen: list[tuple[str, str | None]] = []

    def changed(view: View) -> None:
        with lobby.store.reading() as db:
            entry = visit_journal.read(db)
        seen.append((view.visit.screen if view.visit else "", entry.visit.screen if entry else None))

    lobby.runtime.watch(changed)
    lobby.choose("nps-9", "skip", "value-1", "back", "languages", "language-en")
    assert seen == [(screen, screen) for screen, _ in seen]
    assert len(seen) == 6


def test_a_power_cut_closes_the_visit_as_interrupted_with_every_answer_given(lobby: Lobby) -> None:
    lobby.choose("nps-2", "skip", "value-3")
    lobby.cut_power("boot-2")
    (response,) = lobby.waiting()
    assert (response.ended, response.nps, response.clock.boot) == ("interrupted", 2, "boot-1")
    assert [one.outcome for one in response.statements] == ["answered", "not_reached", "not_reached"]
    assert lobby.visit.idle


def test_how_somebody_wanted_to_see_the_screens_is_on_no_disk(lobby: Lobby) -> None:
    lobby.choose("display", "contrast-black", "text-largest", "reach-low", "close", "language-sv", "nps-3", "finish")
    assert lobby.visit.sight == Sight("largest", "black", "low")
    assert find_bytes(lobby.folder, '"nps":3') != [], "what was answered is there"
    assert find_bytes(lobby.folder, '"black"', '"largest"', '"low"') == []


def test_a_visit_without_answer_is_counted_and_leaves_nothing(lobby: Lobby) -> None:
    lobby.choose("language-sv")
    lobby.wait(ms=45_000)
    assert lobby.waiting() == []
    assert (lobby.stream.visits_without_answer, lobby.stream.touches) == (1, 1)
    lobby.choose("languages")
    lobby.cut_power()
    assert lobby.stream.visits_without_answer == 2


def test_a_time_out_keeps_what_was_answered(lobby: Lobby) -> None:
    lobby.choose("nps-7")
    lobby.wait(ms=25_000)
    assert lobby.visit.screen == "still_there"
    lobby.wait(ms=20_000)
    (response,) = lobby.waiting()
    assert response.ended == "timed_out"
    assert lobby.visit.idle


def test_touches_count_also_where_they_move_nothing(lobby: Lobby) -> None:
    lobby.choose("nps-7")
    for _ in range(5):
        lobby.runtime.take(Stirred()).result()
    lobby.choose("finish")
    assert lobby.stream.touches == 7


def test_means_of_input_are_told_and_mixed_where_both_were_used(lobby: Lobby) -> None:
    lobby.choose("nps-7", "finish", "close", by="keys")
    lobby.choose("nps-7")
    lobby.choose("finish", by="keys")
    assert [response.input for response in lobby.waiting()] == ["keys", "mixed"]


def test_seven_draws_of_three_show_every_statement_three_times_across_restarts(lobby: Lobby) -> None:
    for _ in range(7):
        lobby.choose("nps-9", "skip", "value-5", "value-4", "value-3", "close")
        lobby.cut_power()
    shown = [one.code for response in lobby.waiting() for one in response.statements]
    assert sorted(shown.count(code) for code in set(shown)) == [3] * 7
    assert [response.draw.index for response in lobby.waiting() if response.draw] == list(range(7))


def test_what_was_answered_is_evened_out_across_restarts(lobby: Lobby) -> None:
    """Each visit passes its last statement by: what was shown is not what counts."""
    for _ in range(21):
        lobby.visit_once()
        lobby.cut_power()
    answered = Counter(one.code for response in lobby.waiting() for one in response.statements if one.outcome == "answered")
    assert sum(answered.values()) == 42
    assert max(answered.values()) - min(answered.values()) <= 2
    assert len(answered) == 7


def test_an_open_answer_is_redacted_and_sealed_before_anything_of_it_is_on_disk(lobby: Lobby, caplog: pytest.LogCaptureFixture) -> None:
    from survey.sealing import open_sealed

    text = "Lääkäri oli hyvä, soittakaa 040 123 4567 illalla"
    lobby.choose("nps-9", "write")
    lobby.write(text)
    (step,) = [lobby.visit.step]
    lobby.choose("finish")
    (response,) = lobby.waiting()
    (comment,) = response.comments
    opened = open_sealed(comment, SEALING.secret)
    assert step == "statement"
    assert "Lääkäri oli hyvä" in opened
    assert "123 4567" not in opened
    assert comment.redactions == 1
    lobby.store.close()
    traces = [path.name for path in lobby.folder.iterdir() if "Lääkäri".encode() in path.read_bytes() or b"4567" in path.read_bytes()]
    assert traces == [], "open text reached the disk"
    assert "Lääkäri" not in caplog.text
    lobby.start()


def test_an_empty_field_passes_by(lobby: Lobby) -> None:
    lobby.choose("nps-9", "write")
    lobby.write("  \n ")
    lobby.choose("finish")
    (response,) = lobby.waiting()
    assert response.comments == ()


def test_text_sent_when_no_field_is_open_is_dropped(lobby: Lobby) -> None:
    lobby.choose("nps-9")
    lobby.write("nobody asked")
    lobby.choose("finish")
    (response,) = lobby.waiting()
    assert response.comments == ()


def test_a_watcher_that_fails_stops_nothing(lobby: Lobby) -> None:
    def fails(_: View) -> None:
        raise RuntimeError("a screen broke")

    lobby.runtime.watch(fails)
    lobby.visit_once()
    assert len(lobby.waiting()) == 1


def test_a_new_configuration_waits_until_nobody_is_there(lobby: Lobby, server: SmallServer) -> None:
    def shown() -> Configuration:
        given = lobby.runtime.view.configuration
        assert given is not None
        return given

    lobby.choose("nps-9")
    server.configuration = configuration("e2", plan=2)
    assert lobby.sync().configuration == "updated"
    assert shown().etag == "e1"
    lobby.choose("skip", "value-1", "value-1", "value-1")
    assert shown().etag == "e1"
    lobby.choose("close")
    assert shown().etag == "e2"
    lobby.visit_once()
    assert [response.draw.plan for response in lobby.waiting() if response.draw] == [1, 2]


def test_a_visit_cut_short_is_counted_under_the_plan_it_was_drawn_from(lobby: Lobby, server: SmallServer) -> None:
    lobby.choose("nps-9", "skip", "value-1")
    server.configuration = configuration("e2", plan=2)
    lobby.sync()
    lobby.cut_power()
    (response,) = lobby.waiting()
    assert response.draw is not None
    assert response.draw.plan == 1
    with lobby.store.reading() as db:
        rows = db.execute("SELECT plan, counts FROM draw_counts").fetchall()
    assert [(plan, sum(msgspec.json.decode(counts)["answered"].values())) for plan, counts in rows] == [(1, 1)]


def test_the_terminals_own_time_out_goes_before_the_configurations(lobby: Lobby) -> None:
    from kiosk.visit.script import script

    assert script(configuration(timeout_seconds=50)).timeout_ms == 50_000
    assert script(configuration(timeout_seconds=50), 2.5).timeout_ms == 2_500


@pytest.mark.parametrize("seconds", [2, 10, 39, 40, 600])
def test_a_short_time_out_of_an_older_server_does_not_cut_the_warning_short(seconds: int) -> None:
    from kiosk.visit.script import script

    asked = script(configuration(timeout_seconds=seconds))
    assert asked.countdown_ms == 20_000
    assert asked.timeout_ms == max(40, seconds) * 1000


def test_nothing_is_asked_of_a_terminal_that_is_not_enrolled(bare: Lobby) -> None:
    assert bare.mode == "enrol"
    bare.runtime.take(Chose("nps-9")).result()
    assert bare.stream.touches == 0


def test_a_disk_that_takes_no_answer_puts_the_terminal_out_of_use_and_back(lobby: Lobby) -> None:
    lobby.choose("nps-9")
    lobby.store.write(lambda db: db.execute("PRAGMA query_only=ON")).result()  # as when a failing card is turned read-only
    failure = lobby.runtime.take(Chose("finish")).exception()
    assert failure is not None
    assert lobby.mode == "out_of_use"
    lobby.runtime.pulse_once()
    lobby.runtime.tick().result()
    assert lobby.mode == "out_of_use"
    lobby.store.write(lambda db: db.execute("PRAGMA query_only=OFF")).result()
    lobby.runtime.pulse_once()
    lobby.runtime.tick().result()
    assert lobby.visit.step == "comment", "the visit stands where it stood"
    with lobby.store.reading() as db:
        assert device_notes.read(db) == (("disk_refused", 1),), "the server hears of it"
    lobby.choose("finish")
    assert len(lobby.waiting()) == 1


def test_nobody_finds_the_last_persons_visit_when_the_disk_comes_back(lobby: Lobby) -> None:
    modes: list[tuple[str, str]] = []
    lobby.choose("nps-2", "skip", "value-1")
    lobby.runtime.watch(lambda view: modes.append((view.mode, view.visit.screen if view.visit else "")))
    lobby.store.write(lambda db: db.execute("PRAGMA query_only=ON")).result()
    lobby.runtime.take(Chose("value-3")).exception()
    for _ in range(5):  # the next person touches a screen that offers nothing
        lobby.clock.pass_(ms=20_000)
        lobby.runtime.take(Stirred()).result()
        lobby.runtime.take(Chose("value-5")).result()
    lobby.store.write(lambda db: db.execute("PRAGMA query_only=OFF")).result()
    lobby.runtime._submit(lobby.runtime._try_writing).result()
    assert modes == [("out_of_use", ""), ("visit", "nps")]
    assert lobby.visit.idle
    (response,) = lobby.waiting()
    assert (response.ended, [one.value for one in response.statements]) == ("timed_out", [1, None, None])


def test_an_outbox_that_can_neither_be_read_nor_begun_anew_puts_the_terminal_out_of_use(lobby: Lobby) -> None:
    lobby.choose("nps-9")
    set_aside = lobby.store._writer._set_aside

    def refuse() -> None:
        raise OSError("a read-only file system")

    lobby.store._writer._set_aside = refuse

    def meet(_: Connection) -> None:
        raise malformed("a page")

    assert isinstance(lobby.runtime._submit(meet).exception(), OSError)
    assert lobby.mode == "out_of_use", "taps that go nowhere must not look as if they did"
    lobby.store._writer._set_aside = set_aside
    lobby.runtime.pulse_once()
    lobby.runtime.tick().result()
    assert lobby.mode == "visit"
    lobby.choose("finish")
    assert len(lobby.waiting()) == 1


def test_a_file_that_cannot_be_read_does_not_stop_the_other_regular_calls(lobby: Lobby) -> None:
    called: list[int] = []

    def fails() -> None:
        raise PermissionError("identity.json")

    lobby.runtime.regularly(fails)
    lobby.runtime.regularly(lambda: called.append(1))
    lobby.runtime.pulse_once()
    assert called == [1]


def test_the_hand_clock_is_a_clock() -> None:
    from kiosk.clock import Clock

    clock: Clock = HandClock()
    assert clock.boot == "boot-1"


def test_a_key_that_cannot_seal_keeps_the_text_out_of_disk_and_log(
    lobby: Lobby, server: SmallServer, caplog: pytest.LogCaptureFixture
) -> None:
    from kiosk.visit.comment_sealing import sealed
    from survey.wire import SealingKey

    with pytest.raises(ValueError, match="no X25519") as fault:
        sealed("a secret of mine", SealingKey("k1", "AAAA", "s1", ""), "reason")
    assert "secret" not in str(fault.value)
    lobby.choose("nps-9", "write")
    assert lobby.runtime._submit(lambda _: 1 / 0).exception() is not None  # type: ignore[arg-type]
    assert "ZeroDivisionError" in caplog.text
    lobby.choose("finish")
    assert len(lobby.waiting()) == 1


def test_a_touch_while_the_terminal_stops_harms_nobody(lobby: Lobby) -> None:
    lobby.choose("nps-9")
    lobby.runtime.stop()
    lobby.store.close()
    lobby.runtime.post(Chose("finish"))
    lobby.start()
    (response,) = lobby.waiting()
    assert response.ended == "interrupted"
