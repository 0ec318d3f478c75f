"""Tests the command `message`: messages are added, listed by place and ended, and all faults are reported at once."""

from __future__ import annotations

from tests.fixtures.server import ServerProcess

DONE = ("--date", "2026-10-20", "--did", "fi=Ovi aukeaa nyt napista", "--did", "sv=Dörren öppnas nu med en knapp")


def listed(server: ServerProcess, *arguments: str) -> list[tuple[str, str]]:
    """Return the id and the state of each message that `message list` prints."""
    return [(each["id"], each["state"]) for each in server.run_json("message", "list", *arguments)["messages"]]


def test_the_example_tells_two_things_the_point_s_own_first(loaded: ServerProcess) -> None:
    assert listed(loaded, "--place", "keskusta-health-centre") == [("quiet-corner", "shown"), ("clearer-letters", "shown")]
    assert listed(loaded, "--place", "satama-day-centre") == [("clearer-letters", "shown")]


def test_a_message_is_told_at_a_place_and_ended(loaded: ServerProcess) -> None:
    made = loaded.run_json("message", "add", "--place", "keskusta-health-centre", *DONE)
    assert made == {"region": "pohjola", "id": "m1", "lacking": ["en"]}
    assert listed(loaded, "--place", "keskusta-health-centre")[0] == ("m1", "shown")
    assert loaded.run_json("message", "end", "m1") == {"region": "pohjola", "id": "m1"}
    assert ("m1", "ended") in listed(loaded)
    assert "m1" not in dict(listed(loaded, "--place", "keskusta-health-centre"))


def test_days_and_an_id_may_be_given(loaded: ServerProcess) -> None:
    loaded.run_command("message", "add", "--id", "door", *DONE, "--from", "1.1.2090", "--until", "2090-02-01")
    [found] = [each for each in loaded.run_json("message", "list")["messages"] if each["id"] == "door"]
    assert (found["place"], found["from"], found["until"], found["state"]) == ("region:pohjola", "2090-01-01", "2090-02-01", "coming")
    assert "door  2026-10-20  pohjola  coming  Ovi aukeaa nyt napista" in loaded.run_command("message", "list").stdout
    twice = loaded.run_command("message", "add", "--id", "door", *DONE, check=False)
    assert "there is a message door already" in twice.stderr


def test_every_fault_is_told_and_nothing_is_added(loaded: ServerProcess) -> None:
    faulty = ("--said", "fi=" + "a" * 161, "--did", "se=x", "--from", "2026-02-01", "--until", "2026-01-01")
    done = loaded.run_command("message", "add", "--date", "2026-10-20", *faulty, check=False)
    assert done.returncode == 1
    for fault in (
        '--did: "se" is not among the languages',
        "--did: must be given in the region's first language, fi",
        "--did: there is what people said in fi, but not what was done",
        "--until: the last day is before the first",
        "--said: the text in fi: The text has 161 characters. The maximum is 160.",
    ):
        assert fault in done.stderr
    assert len(listed(loaded)) == 2


def test_a_place_or_message_that_is_not_there_is_told(loaded: ServerProcess) -> None:
    for arguments, said in (
        (("add", "--place", "nowhere", *DONE), "there is no place nowhere in pohjola"),
        (("end", "none"), "there is no message none in pohjola"),
        (("list", "--region", "lappi"), "there is no region lappi; there are pohjola"),
    ):
        done = loaded.run_command("message", *arguments, check=False)
        assert (done.returncode, said in done.stderr) == (1, True)
    assert loaded.run_command("message", "add", *DONE, "--did", "no language", check=False).returncode == 2
