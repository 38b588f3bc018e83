"""A session with one host, on the one HTTP client of the project: paths instead of addresses."""

from __future__ import annotations

from typing import Any

import requests


class Site(requests.Session):
    """Everything below one address, each call with a time limit; the machine's proxies are not asked.

    `seconds` bounds the connection and each wait for bytes. Raises what requests raises.
    """

    def __init__(self, base_url: str, *, seconds: float = 60.0) -> None:
        super().__init__()
        self.base_url = base_url.rstrip("/")
        self.seconds = seconds
        self.trust_env = False

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        options.setdefault("timeout", self.seconds)
        address = f"{self.base_url}{url}" if url.startswith("/") else url
        return super().request(method, address, *args, **options)
