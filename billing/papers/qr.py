"""A QR code drawn as squares, sharp at any size."""

from __future__ import annotations

import segno
from reportlab.platypus import Flowable

from billing.papers import styles

#: Modules of white around the code, as ISO 18004 wants.
_QUIET = 4


class Modules(Flowable):
    """The QR code of a text on a square of so many points."""

    def __init__(self, text: str, side: float) -> None:
        super().__init__()
        self.width = self.height = side
        self.hAlign = "CENTER"
        self._rows = list(segno.make_qr(text, error="m").matrix)

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        module = self.width / (len(self._rows) + 2 * _QUIET)
        self.canv.setFillColor(styles.INK)
        path = self.canv.beginPath()
        for down, row in enumerate(self._rows):
            top = self.height - (down + 1 + _QUIET) * module
            for across, dark in enumerate(row):
                if dark:
                    path.rect((across + _QUIET) * module, top, module, module)
        self.canv.drawPath(path, stroke=0, fill=1)
