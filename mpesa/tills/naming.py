"""What a till is called where people are written to."""

from __future__ import annotations

from mpesa.models import Till


def name_of_till(pk: int) -> str:
    """Its name and shortcode; empty where there is none."""
    return str(Till.objects.filter(pk=pk).only("name", "shortcode").first() or "")
