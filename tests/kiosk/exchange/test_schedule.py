"""Tests when exchanges take place, independently of the wall clock, and what systemd is notified of."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent

from kiosk.device.watchdog import SystemdWatchdog
from kiosk.exchange.schedule import ExchangeSchedule
from kiosk.visit.ticker import Ticker
from tests.kiosk.sample_configuration import FakeDeviceClock


def test_exchanges_follow_one_another_and_a_failure_ends_nothing(wait_until: Callable[..., object]) -> None:
    turns: list[int] = []

    def exchange() -> float:
        turns.append(len(turns))
        if len(turns) == 2:
            raise OSError("the disk")
        return 0.0

    schedule = ExchangeSchedule(exchange, FakeDeviceClock())
    schedule.start()
    try:
        schedule.run_soon()
        wait_until(lambda: len(turns) >= 2)
        schedule.run_soon()
        wait_until(lambda: len(turns) >= 5)
    finally:
        schedule.stop()


def test_news_that_comes_during_an_exchange_brings_another_at_once(wait_until: Callable[..., object]) -> None:
    turns: list[int] = []
    running, go_on = threading.Event(), threading.Event()

    def exchange() -> float:
        turns.append(1)
        running.set()
        go_on.wait(10)
        return 3_600.0

    schedule = ExchangeSchedule(exchange, FakeDeviceClock())
    schedule.start()
    try:
        running.wait(10)
        schedule.run_soon()
        go_on.set()
        wait_until(lambda: len(turns) == 2)
    finally:
        schedule.stop()


def test_a_turn_that_came_before_the_last_had_ended_is_not_the_end_of_all(wait_until: Callable[..., object]) -> None:
    turns: list[int] = []

    def exchange() -> float:
        turns.append(1)
        return 3_600.0

    schedule = ExchangeSchedule(exchange, FakeDeviceClock())
    schedule.start()
    try:
        wait_until(lambda: len(turns) == 1)
        dropped = JobSubmissionEvent(EVENT_JOB_MAX_INSTANCES, "exchange", "default", [datetime.now(UTC)])
        schedule._scheduler.remove_all_jobs()  # APScheduler leaves no job behind when it drops a run
        schedule._scheduler._dispatch_event(dropped)
        wait_until(lambda: len(turns) == 2)
    finally:
        schedule.stop()


def test_a_wall_clock_set_back_by_years_does_not_put_exchanges_off(wait_until: Callable[..., object]) -> None:
    clock = FakeDeviceClock(wall=datetime(2100, 1, 1, tzinfo=UTC))
    turns: list[int] = []

    def exchange() -> float:
        turns.append(1)
        return 60.0

    schedule = ExchangeSchedule(exchange, clock)
    schedule.start()
    try:
        wait_until(lambda: len(turns) == 1)
        clock.advance(ms=61_000)
        schedule.check_clock_jump()
        assert len(turns) == 1, "an even clock plans nothing anew"
        clock.set_wall_time(datetime(2026, 1, 1, tzinfo=UTC))
        schedule.check_clock_jump()
        wait_until(lambda: len(turns) == 2)
    finally:
        schedule.stop()


def test_a_pulse_beats_when_the_time_has_come_and_survives_a_fault() -> None:
    beaten = threading.Event()
    beats: list[int] = []

    def beat() -> None:
        beats.append(1)
        if len(beats) == 1:
            raise RuntimeError("once")
        beaten.set()

    clock = FakeDeviceClock()
    pulse = Ticker(beat, clock.steady_ms, max_interval_ms=50)
    pulse.start()
    for _ in range(400):
        clock.advance(ms=25)
        pulse.wake_at(clock.steady_ms())
        if beaten.wait(0.02):
            break
    pulse.stop()
    assert len(beats) >= 2


def test_a_pulse_that_hangs_is_not_alive(wait_until: Callable[..., object]) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def beat() -> None:
        begun.set()
        go_on.wait(10)

    clock = FakeDeviceClock()
    pulse = Ticker(beat, clock.steady_ms, max_interval_ms=50)
    assert not pulse.alive
    pulse.start()
    pulse.wake_at(clock.steady_ms())
    begun.wait(10)
    assert pulse.alive, "a moment is no hanging"
    clock.advance(ms=30_000)
    assert not pulse.alive, "visits would never time out: systemd must not hear that all is well"
    go_on.set()
    wait_until(lambda: pulse.alive)
    pulse.stop()


def test_systemd_hears_of_frames_only_while_taps_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        monkeypatch.setenv("WATCHDOG_USEC", "30000000")
        clock, works = FakeDeviceClock(), [True]
        watchdog = SystemdWatchdog(lambda: works[0], clock.steady_ms)

        def heard() -> list[str]:
            words = []
            while True:
                try:
                    words.append(ear.recv(100).decode())
                except BlockingIOError:
                    return words

        watchdog.on_frame()
        assert heard() == ["READY=1", "WATCHDOG=1"]
        watchdog.on_frame()
        assert heard() == []
        clock.advance(ms=8_000)
        watchdog.on_frame()
        assert heard() == ["WATCHDOG=1"]
        works[0] = False
        clock.advance(ms=8_000)
        watchdog.on_frame()
        assert heard() == []
        watchdog.notify_stopping()
        watchdog.on_frame()
        assert heard() == ["STOPPING=1"]
