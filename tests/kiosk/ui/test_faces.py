"""The five faces differ only in the mouth, lie within their square, and can be told apart."""

from __future__ import annotations

from itertools import pairwise

from i18n.labels import PICTURE_LABELS
from kiosk.ui.faces import FACES, STROKE_WIDTH, Face, Point
from kiosk.ui.screens.worded_scale import FACE_SIDES_ABOVE_MM, FACE_SIDES_BESIDE_MM
from tests.kiosk.sample_forms import CHILD_FORM, placeholder_texts

FACES_IN_ORDER = [FACES[f"face-{n}"] for n in range(1, 6)]


def mouth_bend(face: Face) -> float:
    """Return how far the middle of the mouth is below its ends, as a share of the face; negative if it is sad."""
    return face.mouth[len(face.mouth) // 2][1] - face.mouth[0][1]


def points(face: Face) -> tuple[Point, ...]:
    return (*face.head, *face.mouth, *((x, y) for x, y, _ in face.eyes))


def test_nothing_but_the_mouth_tells_one_from_another() -> None:
    assert len({(face.head, face.eyes) for face in FACES_IN_ORDER}) == 1
    assert len({face.mouth for face in FACES_IN_ORDER}) == 5
    assert {(face.mouth[0][0], face.mouth[-1][0]) for face in FACES_IN_ORDER} == {
        (FACES_IN_ORDER[0].mouth[0][0], FACES_IN_ORDER[0].mouth[-1][0])
    }


def test_they_go_from_sad_to_happy_in_equal_steps_with_the_third_between() -> None:
    bends = [mouth_bend(face) for face in FACES_IN_ORDER]
    steps = [after - before for before, after in pairwise(bends)]
    assert all(step > 0 for step in steps)
    assert max(steps) - min(steps) < 1e-9
    assert bends[2] == 0
    assert [-each for each in reversed(bends)] == bends, "sad is as sad as happy is happy"


def test_every_face_is_the_same_from_left_and_right_and_stays_in_its_square() -> None:
    for face in FACES_IN_ORDER:
        mirrored = {(round(1 - x, 6), round(y, 6)) for x, y in points(face)}
        assert mirrored == {(round(x, 6), round(y, 6)) for x, y in points(face)}
        assert all(STROKE_WIDTH / 2 - 1e-9 <= part <= 1 - STROKE_WIDTH / 2 + 1e-9 for point in points(face) for part in point)


def test_neighbours_differ_by_more_than_a_lines_width_where_a_face_is_smallest() -> None:
    """The lines are at least half a millimetre wide, and neighbouring mouths differ by more than that."""
    least = min(*FACE_SIDES_ABOVE_MM, *FACE_SIDES_BESIDE_MM)
    assert least >= 12
    assert STROKE_WIDTH * least >= 0.5
    steps = [after - before for before, after in pairwise(mouth_bend(face) for face in FACES_IN_ORDER)]
    assert min(steps) > STROKE_WIDTH


def test_the_pictures_that_a_sheet_may_name_are_there() -> None:
    labels = placeholder_texts(CHILD_FORM, "fi").labels
    assert {labels[code].text for code in PICTURE_LABELS} == set(FACES)
