"""Tests the backlight, set by a file of the kernel or by a pin, and the calls that have no effect if there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin
from hypothesis import given
from hypothesis import strategies as st

from hardware import backlight
from hardware.backlight import KernelBacklight, NoBacklight
from hardware.errors import BacklightError, HardwareError, NoKernelBacklight
from hardware.pins import BACKLIGHT_BCM


def write_backlight_files(root: Path, name: str = "10-0045", most: str = "31") -> Path:
    folder = root / "sys/class/backlight" / name
    folder.mkdir(parents=True)
    (folder / "max_brightness").write_text(f"{most}\n")
    (folder / "brightness").write_text(f"{most}\n")
    return folder / "brightness"


@contextmanager
def unprivileged() -> Iterator[None]:
    """Run as a real user other than root, so that permissions count even if the tests run as root.

    `os.access` checks the permissions of the real user. Root may write every file.
    """
    if os.getuid() != 0:
        yield
        return
    os.setresuid(65_534, -1, -1)
    try:
        yield
    finally:
        os.setresuid(0, -1, -1)


@pytest.fixture
def pin_factory() -> Iterator[MockFactory]:
    factory = MockFactory(pin_class=MockPWMPin)
    yield factory
    factory.close()


@pytest.mark.parametrize(("level", "steps"), [(0, "0"), (1, "31"), (0.5, "16"), (0.001, "1")])
def test_the_kernels_light_takes_the_level_in_its_own_steps(tmp_path: Path, level: float, steps: str) -> None:
    brightness = write_backlight_files(tmp_path)
    backlight.open_backlight(tmp_path).set_brightness(level)
    assert brightness.read_text().strip() == steps


@given(level=st.floats(min_value=0, max_value=1, exclude_min=True), most=st.integers(1, 65535))
def test_a_light_that_is_on_is_never_dark_and_never_too_bright(tmp_path_factory: pytest.TempPathFactory, level: float, most: int) -> None:
    brightness = write_backlight_files(tmp_path_factory.mktemp("panel"), most=str(most))
    KernelBacklight(brightness.parent).set_brightness(level)
    assert 1 <= int(brightness.read_text()) <= most


@pytest.mark.parametrize("level", [-0.01, 1.01, float("nan"), float("inf")])
def test_a_level_outside_the_scale_is_an_error_for_every_light(tmp_path: Path, pin_factory: MockFactory, level: float) -> None:
    write_backlight_files(tmp_path)
    for light in (backlight.open_backlight(tmp_path), backlight.open_backlight(pin=BACKLIGHT_BCM, pin_factory=pin_factory), NoBacklight()):
        with pytest.raises(ValueError, match="0 to 1"):
            light.set_brightness(level)


def test_without_a_light_every_level_is_fine_and_nothing_happens(tmp_path: Path) -> None:
    light = backlight.open_backlight(tmp_path)
    light.set_brightness(0.5)
    light.close()
    assert not light.is_present
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("most", ["0", "", "many"])
def test_a_light_that_does_not_say_how_bright_it_goes_is_passed_over(tmp_path: Path, most: str) -> None:
    write_backlight_files(tmp_path, "broken", most)
    works = write_backlight_files(tmp_path, "works")
    light = backlight.open_backlight(tmp_path)
    light.set_brightness(0)
    assert light.is_present
    assert works.read_text().strip() == "0"


def test_a_light_that_vanishes_says_what_to_look_at(tmp_path: Path) -> None:
    brightness = write_backlight_files(tmp_path)
    light = backlight.open_backlight(tmp_path)
    brightness.unlink()
    brightness.mkdir()
    with pytest.raises(BacklightError, match="group video") as caught:
        light.set_brightness(1)
    assert isinstance(caught.value, HardwareError)
    assert isinstance(caught.value, OSError)


def test_the_kernels_light_that_was_asked_for_says_why_it_cannot_be_had(tmp_path: Path) -> None:
    with pytest.raises(NoKernelBacklight, match="HDMI"):
        backlight.open_kernel_backlight(tmp_path)
    write_backlight_files(tmp_path, "broken", "many")
    with pytest.raises(NoKernelBacklight, match="HDMI"):
        backlight.open_kernel_backlight(tmp_path)
    write_backlight_files(tmp_path)
    assert backlight.open_kernel_backlight(tmp_path).is_present


def test_a_light_that_this_user_may_not_set_says_who_may(tmp_path: Path) -> None:
    write_backlight_files(tmp_path).chmod(0o444)
    with unprivileged(), pytest.raises(NoKernelBacklight, match=r"10-0045/brightness.*group video.*70-aula-kiosk\.rules"):
        backlight.open_kernel_backlight(tmp_path)


def test_a_pin_that_fails_while_it_is_set_is_an_error_of_the_light(pin_factory: MockFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of a pin becomes a `BacklightError`, whatever its type. The errors of lgpio derive from neither gpiozero's nor `OSError`."""

    class Broken(Exception):
        pass

    def fail(*_: object) -> None:
        raise Broken("bad handle")

    light = backlight.open_backlight(pin=BACKLIGHT_BCM, pin_factory=pin_factory)
    with monkeypatch.context() as breaking:
        breaking.setattr(MockPWMPin, "_set_state", fail)
        with pytest.raises(BacklightError, match="the brightness could not be set on pin 18: bad handle"):
            light.set_brightness(0.5)
    light.set_brightness(0.5)
    assert pin_factory.pin(BACKLIGHT_BCM).state == pytest.approx(0.5)


def test_a_light_on_a_pin_follows_the_level(pin_factory: MockFactory) -> None:
    light = backlight.open_backlight(pin=BACKLIGHT_BCM, pin_factory=pin_factory)
    light.set_brightness(0.25)
    assert pin_factory.pin(BACKLIGHT_BCM).state == pytest.approx(0.25)
    light.set_brightness(0)
    assert pin_factory.pin(BACKLIGHT_BCM).state == 0


def test_a_panel_on_a_pin_is_bright_from_the_start(pin_factory: MockFactory) -> None:
    light = backlight.open_backlight(pin=BACKLIGHT_BCM, pin_factory=pin_factory)
    assert light.is_present
    assert pin_factory.pin(BACKLIGHT_BCM).state == 1


def test_a_pin_comes_before_the_kernels_light(tmp_path: Path, pin_factory: MockFactory) -> None:
    brightness = write_backlight_files(tmp_path)
    backlight.open_backlight(tmp_path, pin=BACKLIGHT_BCM, pin_factory=pin_factory).set_brightness(0)
    assert brightness.read_text().strip() == "31"


def test_a_panel_that_is_bright_on_a_low_pin_is_turned_round(pin_factory: MockFactory) -> None:
    from hardware.backlight import PwmBacklight

    light = PwmBacklight(BACKLIGHT_BCM, active_high=False, pin_factory=pin_factory)
    light.set_brightness(0.25)
    assert pin_factory.pin(BACKLIGHT_BCM).state == pytest.approx(0.75)


def test_a_pin_that_is_taken_says_so(pin_factory: MockFactory) -> None:
    kept = backlight.open_backlight(pin=BACKLIGHT_BCM, pin_factory=pin_factory)
    with pytest.raises(BacklightError, match=f"pin {BACKLIGHT_BCM}"):
        backlight.open_backlight(pin=BACKLIGHT_BCM, pin_factory=pin_factory)
    kept.close()


def test_a_pin_without_pulses_says_so() -> None:
    with pytest.raises(BacklightError, match="cannot drive"):
        backlight.open_backlight(pin=BACKLIGHT_BCM, pin_factory=MockFactory())


def test_a_closed_light_lets_its_pin_go(pin_factory: MockFactory) -> None:
    backlight.open_backlight(pin=BACKLIGHT_BCM, pin_factory=pin_factory).close()
    again = backlight.open_backlight(pin=BACKLIGHT_BCM, pin_factory=pin_factory)
    again.set_brightness(1)
    assert pin_factory.pin(BACKLIGHT_BCM).state == 1
