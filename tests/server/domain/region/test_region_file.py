"""Region files are read completely, and every fault is reported with its line and what was probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.region.region_file import RegionFile, RegionFileFault, parse_region_file
from server.domain.region.region_rules import RegionFileContext, TextSetLookup
from survey.forms import CORE_STATEMENTS, GENERAL_1, Form
from survey.wire import Text, TextSet
from tests.project import EXAMPLE_REGION
from tests.server.installation import REGION_TOML, sample_region_file

EXAMPLE = EXAMPLE_REGION


def faults_in(text: str) -> list[tuple[int, str]]:
    found = parse_region_file(text)
    assert isinstance(found, list)
    return [(fault.line, fault.message) for fault in found]


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


def test_the_example_is_taken_as_it_is() -> None:
    found = parse_region_file(EXAMPLE.read_text())
    assert isinstance(found, RegionFile), [str(fault) for fault in found]
    assert (found.region.id, len(found.service_points), found.plan.per_visit) == ("pohjola", 12, 3)


def test_five_faults_are_all_named_with_their_lines() -> None:
    text = (
        REGION_TOML.replace('"Europe/Helsinki"', '"Europe/Helsingfors"')
        .replace('service = "primary-care"\nproducer', 'service = "primry-care"\nproducer')
        .replace('id = "satama"', 'id = "Satama"')
        .replace("per_visit = 3", "per_visit = 9")
        .replace('producer = "own"', 'producr = "own"')
    )
    assert faults_in(text) == [
        (line_of(text, "time_zone"), 'time_zone: "Europe/Helsingfors" is no time zone: give a name such as "Europe/Helsinki"'),
        (line_of(text, "primry-care"), 'service: there is no service "primry-care"; did you mean "primary-care"?'),
        (line_of(text, "producr"), 'there is no "producr" in service_point; did you mean "producer"?'),
        (line_of(text, '"Satama"'), "id: must be lower case, digits and hyphen, 64 at most"),
        (line_of(text, "[plan]"), "statements: at least as many as per_visit (9); these are 7"),
        (line_of(text, "per_visit"), "per_visit: 2 to 7 core statements a visit; this is 9"),
    ]


def texts_lookup(*sets: tuple[str, str], lacking: str | None = None) -> TextSetLookup:
    """Return a lookup of text sets with these languages and statuses, which contain all texts of the form except `lacking`."""
    every = {code: Text("…") for code in CORE_STATEMENTS if code != lacking}
    questions = {code: Text("…") for code in GENERAL_1.questions}
    made = [TextSet(f"{tag}-1", "general-1", tag, status, "a test", questions, every, {}, {}) for tag, status in sets]  # type: ignore[arg-type]
    return lambda region, form: made


@pytest.mark.parametrize(
    ("languages", "drafts", "there", "words"),
    [
        (["sv"], [], texts_lookup(("fi", "county"), ("sv", "draft")), 'the texts in "sv" are drafts: name them in drafts'),
        (["se", "smn"], ["se"], texts_lookup(("fi", "county")), 'there are texts in "fi"'),
        (["fi"], [], texts_lookup(("fi", "county"), lacking="safety"), 'no language has the statements "safety"'),
    ],
)
def test_a_region_whose_terminals_could_show_nothing_is_a_fault(
    languages: list[str], drafts: list[str], there: TextSetLookup, words: str
) -> None:
    text = REGION_TOML.replace('languages = ["fi", "sv"]', f"languages = {languages}").replace(
        'drafts = ["fi", "sv"]', f"drafts = {drafts}"
    )
    found = parse_region_file(text.replace("'", '"'), RegionFileContext(there))
    assert isinstance(found, list)
    [fault] = found
    assert fault.line == line_of(text, "languages = ")
    assert fault.message.startswith("languages: terminals could show nothing; ")
    assert words in fault.message


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ('own = ["parkign"]', 'own: there is no own statement "parkign" with texts; did you mean "parking"?; make it on the page Texts'),
        ('special = ["parking"]', 'special: the kind of the statement "parking" is own: name it there'),
        ('own = ["dignity"]', 'own: the kind of the statement "dignity" is special: name it there'),
    ],
)
def test_a_statement_that_the_server_has_no_texts_for_is_a_fault_that_says_what_to_do(plan: str, words: str) -> None:
    here = RegionFileContext(texts_lookup(("fi", "county")), usable_kinds=lambda region: {"parking": "own", "dignity": "special"})
    found = parse_region_file(REGION_TOML.replace("per_visit = 3", plan), here)
    assert isinstance(found, list)
    assert [(fault.line, fault.message[: len(words)]) for fault in found] == [(line_of(REGION_TOML, "per_visit"), words)]


STATEMENT = '[[statement]]\nid = "parking"\nkind = "own"\ntext = { fi = "Pysäköinti oli helppoa" }\n[plan]\nown = ["parking"]'


def test_a_file_may_bring_its_own_statements() -> None:
    text = REGION_TOML.replace("[plan]", STATEMENT)
    found = parse_region_file(text, RegionFileContext(texts_lookup(("fi", "county"))))
    assert isinstance(found, RegionFile), found
    assert [(each.id, each.kind, each.text) for each in found.statements] == [("parking", "own", {"fi": "Pysäköinti oli helppoa"})]


@pytest.mark.parametrize(
    ("change", "to", "message"),
    [
        ('kind = "own"', 'kind = "core"', 'kind: must be "special" or "own"'),
        ('kind = "own"', 'kind = "special"', "kind: it is own on the server, and a statement keeps its kind"),
        ('id = "parking"', 'id = "safety"', 'id: "safety" is a core statement: give it another id'),
        ('id = "parking"', 'id = "Parking"', "id: must be lower case, digits, hyphen and underscore"),
        ('{ fi = "Pys', '{ se = "Pys', 'text: "se" is not among the languages'),
        ('"Pysäköinti oli helppoa"', '"=1"', "text: the text in fi: A text cannot begin with ="),
        ('"Pysäköinti oli helppoa"', '" x"', "text: the text in fi begins or ends with blanks"),
        ("text = {", "txt = {", 'there is no "txt" in statement; did you mean "text"?'),
    ],
)
def test_a_statement_that_will_not_do_is_a_fault(change: str, to: str, message: str) -> None:
    text = REGION_TOML.replace("[plan]", STATEMENT).replace(change, to)
    found = parse_region_file(text, RegionFileContext(texts_lookup(("fi", "county")), all_kinds=lambda region: {"parking": "own"}))
    assert isinstance(found, list)
    assert any(fault.message.startswith(message) for fault in found), [str(fault) for fault in found]


def test_a_form_that_came_with_a_sheet_can_be_named() -> None:
    child = Form("child-1", "child", ("nps", "reason"), ("heard", "kind"))
    text = REGION_TOML.replace("per_visit = 3", 'per_visit = 2\nform = "child-1"')
    said = {code: Text("…") for code in (*child.questions, *child.statements)}
    made = TextSet("fi-1", "child-1", "fi", "county", "a test", said, said, {}, {})
    found = parse_region_file(text, RegionFileContext(lambda region, form: [made], forms=lambda region: {child.id: child}))
    assert isinstance(found, RegionFile), found
    assert (found.plan.form, found.plan.statements) == ("child-1", ["heard", "kind"])


def test_a_language_may_wait_for_its_official_texts_beside_one_that_is_shown() -> None:
    text = REGION_TOML.replace('drafts = ["fi", "sv"]', "drafts = []")
    assert isinstance(parse_region_file(text, RegionFileContext(texts_lookup(("fi", "county"), ("sv", "draft")))), RegionFile)


def test_a_fault_says_its_line_when_printed() -> None:
    assert str(RegionFileFault(7, "id: missing")) == "line 7: id: missing"


def test_what_is_no_toml_has_one_fault_with_its_line() -> None:
    [(line, message)] = faults_in("[region]\nid = \nname = 5\n")
    assert (line, message.startswith("not TOML: ")) == (2, True)


def test_a_text_cut_short_has_a_fault_too() -> None:
    [(line, _)] = faults_in('[region]\nid = """x\n')
    assert line >= 2


@pytest.mark.parametrize(
    ("change", "to", "message"),
    [
        ('languages = ["fi", "sv"]', "languages = []", "languages: must name at least one language"),
        ('drafts = ["fi", "sv"]', 'drafts = ["se"]', 'drafts: "se" is not among the languages'),
        ('{ mon = "08:00-16:00" }', '{ mon = "16:00-08:00" }', 'opening_hours: mon: "16:00-08:00" is no opening time'),
        ('{ mon = "08:00-16:00" }', '{ ma = "08:00-16:00" }', 'opening_hours: "ma" is no day'),
        ('id = "satama"', 'id = "keskusta"', 'id: there is a service_point "keskusta" already'),
        ('name = { fi = "Terveys" }', 'name = { fi = "Terveys" }\nparent = "primary-care"', "would belong to itself"),
        ('name = { fi = "Satama" }', 'name = "Satama"', "name: must be a name by language"),
        ("per_visit = 3", 'per_visit = "three"', "per_visit: must be a whole number"),
        ("per_visit = 3", 'statements = ["acess", "clarity", "benefit"]', 'did you mean "access"?'),
        ("per_visit = 3", 'order = ["comment", "nps", "statements"]', 'order: "nps" comes first'),
        ("per_visit = 3", 'form = "general-2"', 'form: there is no form "general-2"; did you mean "general-1"?'),
        ("[[producer]]", "[region.settings]\ntimeout = 5\n[[producer]]", 'there is no setting "timeout"'),
        ("[[producer]]", "[region.settings]\ntimeout_seconds = 1\n[[producer]]", "settings: "),
        ("[[producer]]", "[region.settings]\ntimeout_seconds = 39\n[[producer]]", "timeout_seconds: must be at least 40: half of a short"),
        ("[plan]", "[[plans]]", 'there is no "plans" in a region file; did you mean "plan"?'),
    ],
)
def test_each_rule_says_what_is_wrong(change: str, to: str, message: str) -> None:
    text = REGION_TOML.replace(change, to, 1)
    assert any(message in found for _, found in faults_in(text)), faults_in(text)


def test_the_shortest_time_out_has_the_whole_warning() -> None:
    assert isinstance(
        parse_region_file(REGION_TOML.replace("[[producer]]", "[region.settings]\ntimeout_seconds = 40\n[[producer]]", 1)), RegionFile
    )


def test_a_file_without_a_region_says_so() -> None:
    assert faults_in("") == [(1, "[region] is missing: a file describes one region")]


@pytest.mark.parametrize("text", ["region = 5", "service = 5", "[[region]]\n", "service = [5]", "[plan]\nfixed = 5", "plan = 5"])
def test_anything_else_than_tables_is_a_fault_and_no_crash(text: str) -> None:
    assert faults_in(text)


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_no_content_makes_the_rules_fall_over(value: object) -> None:
    from server.domain.region.region_rules import region_file_faults

    for field in ("region", "producer", "service", "service_point", "statement", "plan"):
        list(region_file_faults({field: value}))
    for name in ("id", "name", "time_zone", "languages", "drafts", "settings"):
        list(region_file_faults({"region": {name: value}}))
    for name in ("id", "name", "parent", "opening_hours", "service"):
        list(region_file_faults({"service": [{name: value}], "service_point": [{name: value}]}))
    for name in ("id", "kind", "text"):
        list(
            region_file_faults(
                {"region": {"languages": value}, "statement": [{"id": "a", "kind": "own", "text": {"fi": "x"}, name: value}]}
            )
        )
    for name in ("per_visit", "statements", "fixed", "special", "own", "order", "form"):
        list(region_file_faults({"plan": {name: value}}))


def test_comments_strings_and_dotted_keys_do_not_move_the_lines() -> None:
    text = '# a = 1\n[region]  # b\nid = "x"\nname.fi = """\nid = "y"\n"""\ntime_zone = "Nowhere/Land"\nlanguages = [\n  "fi",\n]\n'
    assert [line for line, _ in faults_in(text)] == [7]


def test_a_region_survives_a_json_round_trip() -> None:
    import msgspec

    file = sample_region_file()
    assert msgspec.json.decode(msgspec.json.encode(file), type=RegionFile) == file
