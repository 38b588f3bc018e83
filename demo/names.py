"""Names and secrets of the demo; no Django, so that the demo speaks through the front doors only."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "hesabu-demo-2026"  # noqa: S105  (printed on purpose; the command refuses to run elsewhere)
#: Players of the market operator, who all have the same PIN; the first is the one that is printed.
PLAYERS = (("254700000900", "Player One"), ("254700000901", "Player Two"), ("254700000902", "Player Three"))
PLAYER_PIN = "294817"


@dataclass(frozen=True)
class DemoBusiness:
    code: str
    name: str
    shortcode: str


BUSINESSES = (
    DemoBusiness("maji", "Maji Safi Water", "600100"),
    DemoBusiness("safisha", "Safisha Laundry", "600200"),
    DemoBusiness("duka", "Duka la Jirani", "600300"),
)
MARKETS = DemoBusiness("utabiri", "Utabiri Markets", "600400")
