"""The gateway as its own process: started with settings, watched from outside."""
import asyncio
import os
import re
import signal
import socket
import ssl
import subprocess
import tempfile
import urllib.request

SAMPLE = re.compile(r"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([^ ]+)$")
LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"')
SERVICES = ("COLLECTOR_URL", "PREDICTOR_URL", "RAG_API_URL", "BOARD_API_URL")


def free_port():
    """Below the range the kernel hands out, so that no client of ours takes it before the gateway does."""
    for port in range(21000 + os.getpid() % 7000, 32000):
        with socket.socket() as sock:
            try:
                sock.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise OSError("no port is free")


class Gateway:
    """`async with Gateway(urls, RATE_LIMIT="50/s") as gateway`. Redis is one that nobody runs."""

    def __init__(self, urls, **settings):
        self.port, self.folder = free_port(), tempfile.TemporaryDirectory(prefix="ttareungi-edge.")
        binary = os.environ.get("GATEWAY_BIN") or os.path.join(os.environ["TTAREUNGI_BIN"], "gateway")
        self.command = [binary, "serve"]
        self.environment = {
            "PATH": os.environ["PATH"], "HOST": "127.0.0.1", "PORT": str(self.port), "VAR_DIR": self.folder.name,
            "REDIS_URL": "redis://127.0.0.1:1", "LOG_LEVEL": "warning", **dict(zip(SERVICES, urls)), **settings,
        }
        self.process, self.log = None, None

    async def __aenter__(self):
        self.log = open(os.path.join(self.folder.name, "log"), "w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log)
        for _ in range(300):
            if self.process.poll() is not None:
                break
            try:
                if await asyncio.to_thread(self.get, "/health/live"):
                    return self
            except OSError:
                await asyncio.sleep(0.05)
        await self.__aexit__()
        raise RuntimeError(f"the gateway does not start: {self.said()[-300:]}")

    async def __aexit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                await asyncio.to_thread(self.process.wait, 25)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.folder.cleanup()

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def get(self, path):
        scheme = "https" if "TLS_CERT_FILE" in self.environment else "http"
        unverified = urllib.request.HTTPSHandler(context=ssl._create_unverified_context())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), unverified)
        request = urllib.request.Request(f"{scheme}://127.0.0.1:{self.port}{path}", headers={"Host": "localhost"})
        with opener.open(request, timeout=5) as answer:
            return answer.read().decode()

    async def metrics(self):
        return Metrics(await asyncio.to_thread(self.get, "/metrics"))

    @property
    def is_running(self):
        return self.process.poll() is None

    @property
    def megabytes(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS:"))

    @property
    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


class Metrics:
    """One reading of /metrics."""

    def __init__(self, text):
        self.samples = []
        for line in text.splitlines():
            match = SAMPLE.match(line)
            if match:
                self.samples.append((match[1], dict(LABEL.findall(match[2] or "")), float(match[3])))

    def sum(self, name, **labels):
        """Of all samples that bear these labels; a label may be one of several values."""
        return sum(value for key, found, value in self.samples if key == name and all(
            found.get(label) in (wanted if isinstance(wanted, (tuple, list, set)) else (wanted,))
            for label, wanted in labels.items()))

    def has(self, name, **labels):
        return any(key == name and labels.items() <= found.items() for key, found, _ in self.samples)

    def rejected(self, *reasons):
        return self.sum("gateway_rejected_total", reason=reasons)
