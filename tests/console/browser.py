"""A headless Chromium, driven over its DevTools protocol: enough to sign in, type, look and take pictures."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from websockets.sync.client import connect

from demo.http import Site

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
START_SECONDS = 30.0
#: A field can be seen, and the dialog around it, which takes the focus when it opens, has it.
READY = """(field => field?.checkVisibility() && (field.closest('dialog') ?? document)
  .contains(document.activeElement))(document.querySelector({selector}))"""


class NoBrowser(RuntimeError):
    """What to do about it."""


def find_chromium() -> str:
    """The browser's path; `CHROMIUM` overrides. Raises NoBrowser."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise NoBrowser("no Chromium found: apt install chromium, or set CHROMIUM to its path")
    return found


class Browser:
    """One page of one browser with a profile of its own. A context manager."""

    def __init__(self, profile: Path, *, width: int = 1400, height: int = 900) -> None:
        self.profile, self.width, self.height = profile, width, height
        self.number = 0
        self.closing = contextlib.ExitStack()
        #: What the page complained about: exceptions, console errors, refusals of the content policy.
        self.complaints: list[str] = []
        #: The names of the operations that the page sent, over HTTP and over its socket.
        self.asked: list[str] = []
        #: The origin of what was opened; the page may ask nobody else.
        self.home = ""

    def __enter__(self) -> Browser:
        command = [
            find_chromium(),
            "--headless=new",
            "--remote-debugging-port=0",
            f"--user-data-dir={self.profile}",
        ]
        command += [
            "--no-first-run",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--no-proxy-server",
        ]
        if os.geteuid() == 0:
            command.append("--no-sandbox")
        port_file = self.profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        with (self.profile.parent / f"{self.profile.name}.log").open("wb") as log:
            self.process = subprocess.Popen([*command, "about:blank"], stdout=log, stderr=log)
        try:
            self._attach(port_file)
        except BaseException:
            self._end()
            raise
        return self

    def _attach(self, port_file: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not port_file.exists() or not port_file.read_text().strip():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.process.args[0]} did not start; see the .log beside its profile")
            time.sleep(0.05)
        port = port_file.read_text().split()[0]
        pages = Site(f"http://127.0.0.1:{port}").get("/json/list").json()
        address = next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
        self.socket = self.closing.enter_context(
            connect(address, max_size=None, proxy=None, ping_interval=None)
        )
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.resize(self.width, self.height)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.closing.close()
        self._end()

    def _end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """One DevTools call. Raises RuntimeError with the browser's refusal."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv(timeout=30))
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return dict(message["result"])
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        if message.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(
                params["exceptionDetails"].get("exception", {}).get("description", "exception")
            )
        elif message.get("method") == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.complaints.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
        elif message.get("method") == "Runtime.consoleAPICalled" and params["type"] == "error":
            self.complaints.append(f"console.error {params['args']}")
        elif message.get("method") == "Network.webSocketFrameSent":
            self._note_operation(params["response"]["payloadData"], "payload")
        elif message.get("method") == "Network.requestWillBeSent":
            url = params["request"]["url"]
            if url == f"{self.home}/graphql":
                self._note_operation(params["request"].get("postData", "{}"))
            if url.startswith(("http:", "https:", "ws:", "wss:")) and not url.startswith(f"{self.home}/"):
                self.complaints.append(f"asked elsewhere: {url}")

    def _note_operation(self, text: str, *below: str) -> None:
        content = json.loads(text)
        for name in below:
            content = content.get(name) or {}
        if "operationName" in content:
            self.asked.append(content["operationName"])

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression in the page; promises are awaited."""
        answer = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", script))
        return answer["result"].get("value")

    def wait_for(self, script: str, *, seconds: float = 10.0) -> None:
        """Waits until an expression is true. Raises AssertionError with what the page shows."""
        deadline = time.monotonic() + seconds
        while not self.run(f"Boolean({script})"):
            if time.monotonic() > deadline:
                shown = self.run("document.body.innerText")
                raise AssertionError(f"never true: {script}\nthe page shows:\n{shown}\n{self.complaints}")
            time.sleep(0.05)

    def go(self, url: str) -> None:
        self.home = "/".join(url.split("/")[:3])
        self.call("Page.navigate", url=url)
        self.wait_for("document.readyState === 'complete'")

    def type_into(self, selector: str, text: str) -> None:
        """Types over what the field holds; of a choice, takes the option with this value."""
        field = f"document.querySelector({json.dumps(selector)})"
        if self.run(f"{field}.tagName") == "SELECT":
            self.run(
                f"(field => {{ field.value = {json.dumps(text)};"
                f" field.dispatchEvent(new Event('change', {{ bubbles: true }})); }})({field})"
            )
            return
        self.run(f"(field => (field.focus(), field.select?.()))({field})")
        self.call("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        self.run(f"document.querySelector({json.dumps(selector)}).click()")

    def text(self, selector: str) -> str:
        return str(self.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def choose_file(self, selector: str, path: Path) -> None:
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(path)])

    def resize(self, width: int, height: int) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 640,
        )

    def press(self, label: str, *, within: str = "body") -> None:
        """Presses the button or link that is called so, once it is there."""
        named = "(each.getAttribute('aria-label') ?? each.textContent).trim()"
        found = (
            f"[...document.querySelectorAll({json.dumps(f':is({within}) :is(button, a)')})]"
            f".find(each => {named}.startsWith({json.dumps(label)}))"
        )
        self.wait_for(found)
        self.run(f"{found}.click()")

    def fill(self, form: str, **values: str) -> None:
        """Types into the fields of the form with this label, by their names."""
        for name, value in values.items():
            selector = f"form[aria-label={json.dumps(form)}] [name={json.dumps(name)}]"
            self.wait_for(READY.format(selector=json.dumps(selector)))
            self.type_into(selector, value)

    def sees(self, text: str, *, within: str = "body", seconds: float = 10.0) -> None:
        """Waits until a text is on the page."""
        self.wait_for(
            f"document.querySelector({json.dumps(within)})?.innerText.includes({json.dumps(text)})",
            seconds=seconds,
        )

    def picture(self, path: Path) -> None:
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=False)
        path.write_bytes(base64.b64decode(answer["data"]))
