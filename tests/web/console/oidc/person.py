"""A person's browser at the provider, without pictures: follows redirects, fills in the one form, comes back."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx


def visits(where: str, name: str, *, cancel: bool = False) -> dict[str, str]:
    """Sign in at the provider as `name`; return the query that it sends the browser back with."""
    with httpx.Client(timeout=10) as browser:
        answer = browser.get(where)
        issuer = urlsplit(where).netloc
        for _ in range(10):
            if answer.is_redirect:
                onward = urljoin(str(answer.url), answer.headers["Location"])
                if urlsplit(onward).netloc != issuer:
                    return dict(parse_qsl(urlsplit(onward).query))
                answer = browser.get(onward)
                continue
            form = re.search(r'action="([^"]+)"', answer.text)
            assert form, answer.text
            said = {"cancel": "yes"} if cancel else {"login": name}
            answer = browser.post(urljoin(str(answer.url), form[1]), data=said)
    raise AssertionError(answer.text)
