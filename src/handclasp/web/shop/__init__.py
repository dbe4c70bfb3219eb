"""A sample shop that embeds the widget: two pages of invented goods, one order, and a customer who may sign in.

It shows how little a shop has to do: one script tag, a strict policy that names our host, and, for signed-in
customers, a token signed with the site's shop secret. Everything on it is a specimen; it keeps nothing and sells
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from importlib.resources import files
from typing import Final

import jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from handclasp.records import Secret

CUSTOMER: Final = "specimen-customer-ye"
"""The reference by which this shop knows its one customer."""
NAMES: Final = {"zh": "叶小满", "en": "Ye Xiaoman"}
TOKEN_LIFE: Final = 300
"""Seconds a visitor token of this shop is valid; ten minutes would be the most."""

_SIGNED_IN = "specimen_shop_customer"
_TYPES = {"css": "text/css; charset=utf-8", "svg": "image/svg+xml"}


class Shop:
    """The pages. `widget_origin` is where the widget is served; empty: the same host."""

    def __init__(
        self, *, widget_origin: str, site_key: str, shop_secret: Secret[bytes], clock: Callable[[], int]
    ) -> None:
        self._origin = widget_origin
        self._site_key = site_key
        self._secret = shop_secret
        self._clock = clock
        root = files("handclasp.web.shop")
        self._pages = {page.name: page.read_text("utf-8") for page in root.joinpath("pages").iterdir()}
        self._static = {file.name: file.read_bytes() for file in root.joinpath("static").iterdir()}
        host = widget_origin or "'self'"
        self._policy = (
            f"default-src 'none'; script-src {host}; frame-src {host}; style-src 'self'; img-src 'self'; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )

    async def home(self, request: Request) -> Response:
        """`/shop/`: the goods."""
        return self._page(request, "home")

    async def order(self, request: Request) -> Response:
        """`/shop/orders/A1001`: the order that the sample dispute is about."""
        return self._page(request, "order")

    async def token(self, request: Request) -> Response:
        """`/shop/token`: vouches for the signed-in customer, for five minutes; 204 when nobody is signed in."""
        if _SIGNED_IN not in request.cookies:
            return Response(status_code=204, headers={"Cache-Control": "no-store"})
        now = self._clock() // 1000
        claims = {"sub": CUSTOMER, "name": NAMES[_language(request)], "aud": "handclasp", "exp": now + TOKEN_LIFE}
        token = jwt.encode(claims, self._secret.reveal(), algorithm="HS256")
        return JSONResponse({"token": token}, headers={"Cache-Control": "no-store"})

    async def sign_in(self, request: Request) -> Response:
        """Sign the specimen customer in or out, and go back."""
        back = RedirectResponse("/shop/", 303)
        if request.url.path.endswith("sign-in"):
            back.set_cookie(_SIGNED_IN, "yes", path="/shop", httponly=True, samesite="lax", max_age=3600)
        else:
            back.delete_cookie(_SIGNED_IN, path="/shop")
        return back

    async def language(self, request: Request) -> Response:
        """Remember the language and go back."""
        back = RedirectResponse("/shop/", 303)
        wanted = "en" if request.path_params["language"] == "en" else "zh"
        back.set_cookie("specimen_shop_language", wanted, path="/shop", samesite="lax")
        return back

    async def static(self, request: Request) -> Response:
        """Styles and pictures."""
        name = request.path_params["name"]
        if name not in self._static:
            return Response(status_code=404)
        headers = {"Cache-Control": "public, max-age=300", "X-Content-Type-Options": "nosniff"}
        return Response(self._static[name], media_type=_TYPES[name.rpartition(".")[2]], headers=headers)

    def _page(self, request: Request, name: str) -> Response:
        language = _language(request)
        known = _SIGNED_IN in request.cookies
        filled = {
            "%BODY%": self._pages[f"{name}.{language}.html"],
            "%ACCOUNT%": self._pages[f"account.{'in' if known else 'out'}.{language}.html"],
            "%TOKEN%": 'data-token-url="/shop/token"' if known else "",
            "%NAME%": NAMES[language],
            "%WIDGET%": escape(self._origin),
            "%SITE%": escape(self._site_key),
        }
        page = self._pages[f"layout.{language}.html"]
        for mark, text in filled.items():
            page = page.replace(mark, text)
        headers = {
            "Content-Security-Policy": self._policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(page, media_type="text/html; charset=utf-8", headers=headers)


def shop_routes(
    *, site_key: str, shop_secret: Secret[bytes], clock: Callable[[], int], widget_origin: str = ""
) -> list[Route]:
    """The shop's routes, all under /shop."""
    shop = Shop(widget_origin=widget_origin, site_key=site_key, shop_secret=shop_secret, clock=clock)
    return [
        Route("/shop/", shop.home),
        Route("/shop/orders/A1001", shop.order),
        Route("/shop/token", shop.token),
        Route("/shop/sign-in", shop.sign_in, methods=["POST"]),
        Route("/shop/sign-out", shop.sign_in, methods=["POST"]),
        Route("/shop/language/{language}", shop.language),
        Route("/shop/assets/{name}", shop.static),
    ]


def create_shop(
    *, site_key: str, shop_secret: Secret[bytes], clock: Callable[[], int], widget_origin: str = ""
) -> Starlette:
    """The shop as an app of its own."""
    routes = shop_routes(site_key=site_key, shop_secret=shop_secret, clock=clock, widget_origin=widget_origin)
    return Starlette(routes=routes)


def _language(request: Request) -> str:
    chosen = request.cookies.get("specimen_shop_language") or request.headers.get("accept-language", "zh")
    return "zh" if chosen.lower().startswith("zh") else "en"
