"""Names and secrets of the demo; no Django, so that the demo speaks through the front doors only."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "hesabu-demo-2026"  # noqa: S105  (printed on purpose; the command refuses to run elsewhere)
PLAYER_PHONE = "254700000900"
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
MARKETS = DemoBusiness("utabiri", "Utabiri Markets", "")
