"""The kinds of pictures with nothing sensitive on them. A third says SPECIMEN too, so that the word tells nothing."""

from __future__ import annotations

import random

from benchmarks.data.pictures import negatives_papers as papers
from benchmarks.data.pictures import negatives_scenes as scenes
from benchmarks.data.pictures import negatives_screens as screens
from benchmarks.data.pictures.conditions import Draw
from benchmarks.data.pictures.sheet import Sheet


def _sometimes_marked(draw: Draw) -> Draw:
    def drawn(rng: random.Random, pixels: int) -> Sheet:
        sheet = draw(rng, pixels)
        if rng.random() < 1 / 3:
            sheet.specimen(size=max(sheet.width, sheet.height) / 70)
        return sheet

    return drawn


NEGATIVES: dict[str, Draw] = {
    draw.__name__: _sometimes_marked(draw)
    for draw in (
        screens.article,
        screens.template_article,
        screens.exam,
        screens.chat_about_ids,
        papers.empty_form,
        papers.menu,
        screens.order_page,
        screens.game,
        papers.waybill,
        papers.invoice,
        papers.receipt,
        papers.product_box,
        scenes.landscape,
        scenes.meme,
        screens.wallet_balance,
        screens.seed_help,
        screens.vocabulary,
        papers.website_qr,
        papers.loyalty_card,
        screens.spreadsheet,
        screens.error_dialog,
        papers.ticket_ad,
        papers.month,
        papers.book_page,
        screens.code_editor,
        screens.weather,
        scenes.keyboard,
        scenes.selfie,
        scenes.street_map,
        scenes.banner,
    )
}
