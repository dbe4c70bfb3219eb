"""An Ethereum node (Anvil), a time-stamping authority (openssl ts) and an IPFS node: real ones, on loopback."""

from __future__ import annotations

import json
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import httpx

FOREIGN = Path(__file__).parents[3] / ".venv" / "foreign"
INSTALLED = FOREIGN / "anchors"
ANVIL = INSTALLED / "node_modules" / "@foundry-rs" / "anvil-linux-amd64" / "bin" / "anvil"
SECRET = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
"""The first account that every Anvil knows and everybody knows with it."""
CHAIN = 31337
OPENSSL_CNF = """
[tsa]
default_tsa = stamper
[stamper]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
ess_cert_id_alg = sha256
[names]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[other]
basicConstraints = critical, CA:false
extendedKeyUsage = critical, serverAuth
"""


def installed(folder: Path = INSTALLED) -> Path:
    """Fail with what to do when a foreign part is not there."""
    assert (folder / "made").exists(), f"{folder} is missing: run scripts/foreign-anchors"
    return folder


def read_car(data: bytes, folder: Path) -> Any:
    """What @ipld/car says of a CAR file: its roots and blocks."""
    path = folder / "read.car"
    path.write_bytes(data)
    done = subprocess.run(
        ["node", "read_car.js", str(path)], cwd=installed(), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


class IpfsNode:
    """An IPFS node with Kubo's RPC at `url`, joined to no network."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            ["node", "node.js", str(folder)],
            cwd=installed(FOREIGN / "ipfs"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = next((line.strip() for line in self._process.stdout if line.startswith("http")), "")
        assert self.url.startswith("http://127.0.0.1:"), "the IPFS node did not start"

    def __call__(self, command: str, arguments: dict[str, str], **given: Any) -> bytes:
        """The answer to a command of the RPC."""
        answer = httpx.post(f"{self.url}/api/v0/{command}", params=arguments, timeout=60, **given)
        assert answer.status_code == 200, answer.text
        return answer.content

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self._process.communicate(timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Anvil:
    """A node of a chain of its own. It makes a block when `mine` says so, or with each transaction when `instant`."""

    def __init__(self, *, instant: bool = False, hardfork: str = "prague") -> None:
        installed()
        options = [] if instant else ["--no-mining"]
        self._process = subprocess.Popen(
            [str(ANVIL), "--host", "127.0.0.1", "--port", "0", "--hardfork", hardfork, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        listening = next(line for line in self._process.stdout if line.startswith("Listening on "))
        self.url = "http://" + listening.split()[-1]
        self._drain = threading.Thread(target=self._process.stdout.read, daemon=True)
        self._drain.start()

    def __call__(self, method: str, *parameters: Any) -> Any:
        """The result of a call."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(parameters)}
        answer = httpx.post(self.url, json=body, timeout=30).json()
        assert "error" not in answer, answer
        return answer["result"]

    def mine(self, blocks: int = 1) -> None:
        """Make blocks."""
        self("anvil_mine", hex(blocks))

    def pay(self, account: int, value: int = 1) -> str:
        """Send a stranger's transaction from one of the node's own accounts; returns its hash."""
        sender, to = self("eth_accounts")[account], self("eth_accounts")[0]
        return str(self("eth_sendTransaction", {"from": sender, "to": to, "value": hex(value)}))

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self._process.terminate()
        self._process.wait(30)
        self._drain.join(30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Stamper:
    """An authority with a root of its own; `root` and `certificate` are PEM files. Serves RFC 3161 over HTTP.

    `broken` makes it answer 503; `said` counts its answers.
    """

    def __init__(self, folder: Path, key: str = "rsa:2048") -> None:
        self._folder = folder
        self.root, self.certificate = folder / "root.pem", folder / "tsa.pem"
        self.broken, self.said = False, 0
        (folder / "openssl.cnf").write_text(OPENSSL_CNF.format(folder=folder))
        (folder / "serial").write_text("01\n")
        self._make("root", key, "authority", "-x509", "-days", "3650")
        self.issue("tsa", key, "leaf")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/tsa"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def issue(self, name: str, key: str = "rsa:2048", section: str = "leaf", by: str = "root") -> Path:
        """Make a key and a certificate under a name, signed by another; returns the certificate's file."""
        signed_by = ["-CA", str(self._folder / f"{by}.pem"), "-CAkey", str(self._folder / f"{by}.key")]
        self._make(name, key, section, "-x509", "-days", "365", *signed_by)
        return self._folder / f"{name}.pem"

    def reply(self, query: bytes, *options: str) -> bytes:
        """What `openssl ts` answers to a query."""
        (self._folder / "query").write_bytes(query)
        return self.openssl("ts", "-reply", "-queryfile", str(self._folder / "query"), *options)

    def openssl(self, *arguments: str) -> bytes:
        """Run openssl with this authority's configuration."""
        whole = ["openssl", *arguments, "-config", str(self._folder / "openssl.cnf")]
        return subprocess.run(whole, check=True, capture_output=True, cwd=self._folder).stdout

    def _make(self, name: str, key: str, section: str, *options: str) -> None:
        kind, _, size = key.partition(":")
        algorithm = ["-newkey", key] if kind == "rsa" else ["-newkey", kind, *(["-pkeyopt", size] if size else [])]
        out = ["-keyout", f"{name}.key", "-out", f"{name}.pem", "-nodes", "-subj", f"/CN=Specimen {name}"]
        self.openssl("req", "-new", *algorithm, *out, "-extensions", section, *options)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stamper = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["content-length"]))
                answer = b"" if stamper.broken else stamper.reply(query)
                stamper.said += not stamper.broken
                self.send_response(503 if stamper.broken else 200)
                self.send_header("content-type", "application/timestamp-reply")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
