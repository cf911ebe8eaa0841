#!/usr/bin/env python3
"""Opens a page in headless Chromium, waits until <html data-ready> has a value, and tells what went wrong.

usage: page.py URL [--ready forecast] [--timeout 60] [--screenshot FILE] [--size 1280x800]
Exit 0 when the value was reached and nothing was logged as an error; 1 else, with the errors on stdout.
Talks the DevTools protocol over a pipe (descriptors 3 and 4), so no port is opened.
"""
import argparse
import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time


class Browser:
    def __init__(self, profile, size):
        command_read, self.command = os.pipe()
        self.answers, answer_write = os.pipe()
        flags = ["--headless=new", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--hide-scrollbars",
                 "--remote-debugging-pipe", f"--user-data-dir={profile}", f"--window-size={size}"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium refuses to sandbox itself as root

        def wire():  # the pipe stands at 3 and 4, wherever it was made
            reading, writing = os.dup(command_read), os.dup(answer_write)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self.process = subprocess.Popen(["chromium", *flags, "about:blank"], close_fds=False, preexec_fn=wire,
                                        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(command_read)
        os.close(answer_write)
        self.buffer, self.number, self.events, self.session = b"", 0, [], None

    def receive(self, deadline):
        while b"\0" not in self.buffer:
            if not select.select([self.answers], [], [], max(0, deadline - time.time()))[0]:
                raise TimeoutError("Chromium did not answer in time")
            data = os.read(self.answers, 1 << 20)
            if not data:
                raise EOFError("Chromium has ended")
            self.buffer += data
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def call(self, method, deadline, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.command, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive(deadline)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, url, deadline):
        target = self.call("Target.createTarget", deadline, url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", deadline, targetId=target, flatten=True)["sessionId"]
        for domain in ("Runtime", "Log", "Page"):
            self.call(f"{domain}.enable", deadline)
        self.call("Page.navigate", deadline, url=url)

    def value(self, expression, deadline):
        result = self.call("Runtime.evaluate", deadline, expression=expression, returnByValue=True)
        return result["result"].get("value")

    def close(self):
        try:
            os.killpg(self.process.pid, 15)
            self.process.wait(10)
        except ProcessLookupError:
            pass
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, 9)
            self.process.wait()

    def errors(self):
        for event in self.events:
            parameters = event.get("params", {})
            if event.get("method") == "Runtime.exceptionThrown":
                details = parameters["exceptionDetails"]
                yield details.get("exception", {}).get("description") or details["text"]
            elif event.get("method") == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "assert"):
                yield " ".join(str(part.get("value", part.get("description"))) for part in parameters["args"])
            elif event.get("method") == "Log.entryAdded" and parameters["entry"]["level"] == "error":
                yield f"{parameters['entry']['text']} {parameters['entry'].get('url', '')}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--ready", default="forecast")
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--screenshot")
    parser.add_argument("--size", default="1280x800")
    options = parser.parse_args()
    deadline = time.time() + options.timeout
    profile = tempfile.mkdtemp(prefix="ttareungi-page.")
    browser = Browser(profile, options.size.replace("x", ","))
    try:
        browser.open(options.url, deadline)
        state = None
        while state != options.ready and time.time() < deadline:
            state = browser.value("document.documentElement.dataset.ready", deadline)
            time.sleep(0.2)
        if options.screenshot:
            time.sleep(2)  # the map's animation and tiles
            image = browser.call("Page.captureScreenshot", time.time() + 30, format="png")
            with open(options.screenshot, "wb") as file:
                file.write(base64.b64decode(image["data"]))
        errors = list(browser.errors())
    finally:
        browser.close()
        shutil.rmtree(profile, ignore_errors=True)
    if state != options.ready:
        errors.append(f"data-ready is {state!r} after {options.timeout:.0f} s, not {options.ready!r}")
    print("\n".join(errors) or f"data-ready={state}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
