"""Drawing: pages, repeated heads, wrapped words, letters that names here have, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import segno
from pypdf import PdfReader

from billing.papers.paper import Box, Breakdown, Code, Column, Paper, Party, Total
from billing.papers.sheet import draw

NAMES = "Gĩthĩnji Mũthoni Ng'ang'a Łukasz Đorđe Ñuñez Ọ̀ṣun Çelik <b>&amp;"


def paper(lines: int = 3) -> Paper:
    return Paper(
        title="INVOICE",
        number="2026-00017",
        seller=Party("Maji ya Kĩambu", ("P.O. Box 1234-00100, Nairobi", "KRA PIN P051365947M")),
        buyer_is="BILLED TO",
        buyer=Party(NAMES, ("Account 100017",)),
        facts=(("Issued", "28 Nov 2026"), ("Due", "12 Dec 2026")),
        columns=(Column("#", 0.05), Column("Description", figures=False), Column("Amount", 0.2)),
        rows=tuple((str(place), f"Line {place}", "1,100.00") for place in range(1, lines + 1)),
        totals=(Total("Net", "3,300.00"), Total("Due", "KES 3,300.00", strong=True)),
        breakdown=Breakdown(("VAT", "Taxable", "VAT"), (("Standard, 16 %", "3,300.00", "528.00"),)),
        boxes=(
            Box("Pay by M-Pesa", (("PayBill", "600000"),), Code("PayBill 600000"), "As text", "Like this."),
        ),
        notes=("Thank you.",),
        warning="Not a tax invoice",
    )


def pages(file: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(file)).pages]


def test_the_same_paper_is_the_same_bytes():
    first, second = draw(paper()), draw(paper())
    assert first == second and first.startswith(b"%PDF-")
    assert draw(replace(paper(), notes=("Thank you!",))) != first


def test_all_that_a_paper_says_stands_on_it():
    (text,) = pages(draw(paper()))
    for said in (
        *("INVOICE", "2026-00017", "Maji ya Kĩambu", "KRA PIN P051365947M", "Account 100017", "28 Nov 2026"),
        *(
            "Line 3",
            "1,100.00",
            "KES 3,300.00",
            "Standard, 16 %",
            "528.00",
            "PayBill",
            "600000",
            "Like this.",
        ),
        *("Thank you.", "Not a tax invoice", "Page 1 of 1"),
    ):
        assert said in text, said
    assert NAMES.replace(" ", "") in text.replace("\n", "").replace(" ", "")


def test_a_long_table_goes_over_pages_with_its_head_on_each():
    found = pages(draw(paper(120)))
    assert len(found) == 4
    assert [f"Page {place} of 4" in text for place, text in enumerate(found, 1)] == [True] * 4
    assert all("Description" in text for text in found)
    assert [f"Line {place}\n" in "".join(found) for place in (1, 60, 120)] == [True] * 3


def test_a_word_wider_than_its_column_is_broken_and_whole():
    long = "W" * 200
    (text,) = pages(draw(replace(paper(), rows=(("1", long, "1.00"),), buyer=Party(long))))
    assert text.count("W") == 400


def test_a_watermark_is_on_every_page():
    found = pages(draw(replace(paper(60), watermark="VOID")))
    assert len(found) == 3 and all("VOID" in text for text in found)


def test_a_code_that_somebody_else_has_drawn_is_put_in_as_it_is():
    image = BytesIO()
    segno.make_qr("pay").save(image, kind="png", scale=4)
    drawn = replace(paper(), boxes=(Box("Pay", (), Code(png=image.getvalue()), "Scan"),))
    (page,) = PdfReader(BytesIO(draw(drawn))).pages
    assert len(page.images) == 1
