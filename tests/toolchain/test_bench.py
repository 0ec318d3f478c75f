"""The benchmark finds measures by name, imports only those that are requested, and prints their figures as defined."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import disk_folder, measures, process, registry
from tests.bench.__main__ import format_table
from tests.bench.figures import Figure, at_least, at_most, ratio
from tests.bench.registry import measure, select_measures

GROUP_MODULE = """
from tests.bench.figures import Figure
from tests.bench.registry import measure

@measure("{name}_ratio", "{name}_growth")
def run(folder):
    assert folder.is_dir()
    yield Figure("{name}_ratio", 2.0, "ratio", "nothing")
    yield Figure("{name}_growth", 1.0, "ratio", "itself")
"""


@pytest.fixture
def measure_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with two groups of measures, and a third module that cannot be imported."""
    for name in ("kettle", "tram"):
        (tmp_path / f"{name}.py").write_text(GROUP_MODULE.format(name=name))
    (tmp_path / "broken.py").write_text("raise RuntimeError('imported without being asked for')")
    monkeypatch.setattr(measures, "__path__", [str(tmp_path)])
    monkeypatch.setattr(registry, "_FOUND", {})
    for name in ("kettle", "tram"):
        monkeypatch.delitem(sys.modules, f"tests.bench.measures.{name}", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("tram",), ["tram_ratio"]),
        (("tram_g",), ["tram_ratio"]),
        (("ket", "tram"), ["kettle_ratio", "tram_ratio"]),
        (("tramway",), []),
    ],
)
def test_measures_are_chosen_by_how_their_names_begin(asked: tuple[str, ...], found: list[str], measure_groups: Path) -> None:
    assert [one.names[0] for one in select_measures(asked)] == found


def test_without_a_name_every_measure_is_taken(measure_groups: Path) -> None:
    (measure_groups / "broken.py").unlink()
    assert [one.names[0] for one in select_measures(())] == ["kettle_ratio", "tram_ratio"]


def test_a_measure_that_would_not_be_found_is_refused() -> None:
    with pytest.raises(ValueError, match="where its name begins"):
        measure("elsewhere_ratio")(lambda _: [])


def test_a_ratio_tells_both_of_its_sides_and_whether_it_reaches() -> None:
    figure = ratio("kettle_ratio", 6.0, 2.0, "ms", against="a bare kettle", limit=at_most(2.5), p99=9.0)
    assert figure.as_json() == {
        "measure": "kettle_ratio",
        "value": 3.0,
        "unit": "ratio",
        "against": "a bare kettle",
        "value_against": 2.0,
        "reach": "≤ 2.5",
        "reached": False,
        "measured": 6.0,
        "measured_unit": "ms",
        "p99": 9.0,
    }
    with pytest.raises(ValueError, match="nothing can be set against"):
        ratio("kettle_ratio", 6.0, 0.0, "ms", against="nothing", limit=at_most(1))


def test_the_limits_themselves_are_reached() -> None:
    assert (at_most(3).is_met_by(3.0), at_most(3).is_met_by(3.01), at_least(0.2).is_met_by(0.2), at_least(0.2).is_met_by(0.19)) == (
        True,
        False,
        True,
        False,
    )


def test_the_table_names_each_figure_with_its_verdict() -> None:
    lines = format_table(
        [ratio("a_ratio", 1.0, 2.0, "s", against="b", limit=at_least(0.2)), Figure("c", 5.0, "MB", "d", limit=at_most(1))]
    ).splitlines()
    assert [line.split()[-1] for line in lines] == ["reached", "yes", "no"]


def test_a_name_that_no_measure_begins_with_is_wrong_usage() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.bench", "no-such-measure"], cwd=disk_folder.ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "no measure begins with no-such-measure" in done.stderr


def test_a_folder_in_memory_is_refused() -> None:
    with pytest.raises(disk_folder.NotOnDisk, match="give --folder one on a real disk"), disk_folder.bench_folder(Path("/dev/shm")):
        pass


def test_the_folder_of_a_run_is_fresh_and_gone_afterwards() -> None:
    with disk_folder.bench_folder() as first, disk_folder.bench_folder() as second:
        assert first != second
        assert list(first.iterdir()) == []
    assert not first.exists()


def test_what_a_process_costs_is_read_from_the_kernel(tmp_path: Path) -> None:
    words = "import sdnotify, time; kept = bytearray(b'x' * 50_000_000); sdnotify.SystemdNotifier().notify('READY=1'); time.sleep(600)"
    with process.start_program([sys.executable, "-c", words], {}, tmp_path) as started:
        assert started.seconds > 0
        assert process.pss_bytes(started.pid) > 50_000_000
        assert process.processor_seconds(started.pid) < 60
    assert started.process.poll() is not None


def test_a_program_that_ends_before_its_first_frame_is_told_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="status 3 before its first frame:\nno display"), process.start_program(
        [sys.executable, "-c", "import sys; print('no display'); sys.exit(3)"], {}, tmp_path
    ):  # fmt: skip
        pass


def test_the_one_button_program_draws_its_first_frame(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench.one_button"]
    environment = {"SDL_VIDEODRIVER": "offscreen", "KIVY_HOME": str(tmp_path / "kivy"), "PYTHONPATH": str(disk_folder.ROOT)}
    with process.start_program(command, environment, tmp_path) as started:
        assert process.pss_bytes(started.pid) > 20_000_000


def test_json_gives_a_line_for_each_figure(measure_groups: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from tests.bench.__main__ import main

    done = CliRunner().invoke(main, ["tram", "--json"])
    assert done.exit_code == 0, done.output
    assert [json.loads(line)["measure"] for line in done.stdout.splitlines()] == ["tram_ratio", "tram_growth"]
