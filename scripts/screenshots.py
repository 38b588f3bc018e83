"""Makes the pictures in docs/images anew: `make screenshots`. Needs a Chromium for those of the console, and
LibreOffice and poppler for those of reports.

A whole system of its own, with the demo's living business; nothing of it is left afterwards.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from demo.names import PASSWORD
from tests.console.browser import Browser
from tests.console.desk import await_live, choose, sign_in

ROOT = Path(__file__).resolve().parent.parent
SHEETS = "tests/reports/year/test_pictures.py"
IMAGES = ROOT / "docs" / "images"
WATER = "Maji Safi Water"
FIRST_ROW = "document.querySelector('main tbody tr .main a')"
#: Name -> the page, whether its first row is opened, light or dark, how wide and how high.
PICTURES = {
    "console": ("/", False, "light", 1280, 860),
    "console-phone": ("/", False, "dark", 390, 844),
    "collections": ("/collections", False, "dark", 1280, 720),
    "receipt": ("/collections", True, "light", 1280, 860),
    "suspense": ("/suspense", False, "light", 1280, 720),
    "invoice": ("/invoices", True, "light", 1280, 640),
}
WAITS = "document.querySelector('main .loading, main [aria-busy=true]')"
SETTLED = f"document.querySelector('main h1') && !{WAITS}"


def main() -> int:
    data = Path(tempfile.mkdtemp(prefix="hs", dir="/tmp"))
    data.chmod(0o755)  # the database runs as somebody else where we are root
    ready = data / "ready.json"
    environment = {**os.environ, "HESABU_LOCAL_DIR": str(data / "d"), "HESABU_ENV_FILE": ""}
    environment |= {"PORT": "0", "SANDBOX_PORT": "0"}
    command = [sys.executable, "-m", "embedded.supervisor", "--ready-file", str(ready)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        while not ready.exists():
            if process.poll() is not None:
                print("screenshots: the system did not start", file=sys.stderr)
                return 1
            time.sleep(0.2)
        profile = data / "profile"
        profile.mkdir()
        with Browser(profile) as browser:
            take(browser, json.loads(ready.read_text("utf-8")))
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()
        subprocess.run([sys.executable, "-m", "embedded", "wipe"], cwd=ROOT, env=environment, check=False)
        shutil.rmtree(data, ignore_errors=True)
    sheets = [sys.executable, "-m", "pytest", "-n0", "-q", "-m", "slow", "-rs", SHEETS]
    return subprocess.call(sheets, cwd=ROOT, env={**os.environ, "HESABU_PICTURES": "1"})


def take(browser: Browser, running: dict[str, str]) -> None:
    sign_in(browser, running, "owner", PASSWORD)
    await_live(browser)
    choose(browser, WATER)
    for name, (address, row, theme, width, height) in PICTURES.items():
        browser.resize(width, height)
        browser.run(f"localStorage.setItem('hesabu.theme', '{theme}')")
        browser.go(running["web_url"].rstrip("/") + address)
        browser.wait_for(SETTLED, seconds=60)
        if row:
            browser.wait_for(FIRST_ROW)
            browser.run(f"{FIRST_ROW}.click()")
            browser.wait_for(f"location.pathname !== '{address}' && {SETTLED}", seconds=60)
        time.sleep(1)  # charts are drawn a moment after their figures
        shot = browser.call("Page.captureScreenshot", format="webp", quality=80)
        (IMAGES / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))
        print(f"docs/images/{name}.webp")


if __name__ == "__main__":
    sys.exit(main())
