"""The open question being answered: the field, the notice, and the keyboard that comes with it."""

from __future__ import annotations

from kiosk.ui.drawing import Drawing
from kiosk.ui.rect import Rect
from kiosk.ui.screens import field, keys
from kiosk.ui.screens.frame import top_row


def lay(drawing: Drawing) -> None:
    measures, page, unit = drawing.measures, drawing.page, drawing.measures.unit
    area = drawing.window.inset(measures.margin, unit)
    beside, rest = top_row(drawing, area)
    taller = Rect(beside.x, area.y - unit // 2, beside.width, measures.touch_height + unit)
    drawing.line(page.heading, taller, measures.medium if measures.small_panel else measures.body, bold=True)

    foot, rest = rest.foot(measures.touch_height, keys.gap(drawing) * 2)
    left = drawing.row_from_left(foot, ("back",), "quiet", measures.small, gap=unit)
    left = drawing.row_from_left(left, ("finish",), "link", measures.small, gap=unit)
    send = max(drawing.width_of("send", measures.small), measures.mm(40))
    drawing.touch("send", foot.trailing(send)[0], "primary", size=measures.small, bold=True)
    status = page.said("status")
    if status:
        drawing.line(status, left.trailing(send, unit)[1], measures.small, "attention")

    board, rest = rest.foot(keys.height(drawing, page.keyboard), unit)
    keys.lay(drawing, page.keyboard, board)

    notices, half = " ".join(page.all_said("notice")), rest.height // 2
    notice = drawing.run(notices, measures.small, rest.width, height=half, least=measures.small_least, even=False)
    above, rest = rest.top(notice.height, unit)
    drawing.words(above, notice, "soft")
    field.lay(drawing, Rect(rest.x, rest.y, rest.width, rest.height), measures.medium)
