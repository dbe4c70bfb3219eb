"""npm's oidc-provider as a process of its own: an OpenID provider that nobody here wrote, on loopback."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

INSTALLED = Path(__file__).parents[4] / ".venv" / "foreign" / "oidc"
CLIENT, CLIENT_SECRET = "desk", "specimen secret/with:signs%"

PEOPLE: dict[str, dict[str, Any]] = {
    "lin": {"sub": "person-1", "name": "林晓 (specimen)", "preferred_username": "lin", "roles": ["support"]},
    "mei": {"sub": "person-2", "name": "Mei (specimen)", "preferred_username": "mei", "roles": ["chiefs", "x"]},
    "root": {"sub": "person-3", "name": "Root (specimen)", "preferred_username": "root", "roles": ["roots"]},
    "guest": {"sub": "person-4", "name": "Guest (specimen)", "preferred_username": "guest"},
}


class RealProvider:
    """The running provider; `issuer` is its address. Its sign-in page asks for a name of PEOPLE."""

    def __init__(self, callback: str, *, claims_in_userinfo_only: bool = True) -> None:
        node = shutil.which("node")
        assert node, "nodejs is missing: run scripts/system-packages test"
        assert (INSTALLED / "made").exists(), f"{INSTALLED} is missing: run scripts/foreign-provider"
        self._process = subprocess.Popen(
            [node, "provider.js"],
            cwd=INSTALLED,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        client = {"client_id": CLIENT, "client_secret": CLIENT_SECRET, "redirect_uris": [callback]}
        told = {"clients": [client], "people": PEOPLE, "claims_in_userinfo_only": claims_in_userinfo_only}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        self.issuer = self._process.stdout.readline().strip()
        assert self.issuer.startswith("http://127.0.0.1:"), "the provider did not start"

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self._process.terminate()
        self._process.communicate(timeout=30)
