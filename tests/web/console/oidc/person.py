"""A person's browser at the provider, without pictures: follows redirects, fills in the one form, comes back."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests


def visits(where: str, name: str, *, cancel: bool = False) -> dict[str, str]:
    """Sign in at the provider as `name`; return the query that it sends the browser back with."""
    with requests.Session() as browser:
        answer = browser.get(where, allow_redirects=False, timeout=10)
        issuer = urlsplit(where).netloc
        for _ in range(10):
            if answer.is_redirect:
                onward = urljoin(answer.url, answer.headers["Location"])
                if urlsplit(onward).netloc != issuer:
                    return dict(parse_qsl(urlsplit(onward).query))
                answer = browser.get(onward, allow_redirects=False, timeout=10)
                continue
            form = re.search(r'action="([^"]+)"', answer.text)
            assert form, answer.text
            said = {"cancel": "yes"} if cancel else {"login": name}
            answer = browser.post(urljoin(answer.url, form[1]), said, allow_redirects=False, timeout=10)
    raise AssertionError(answer.text)
