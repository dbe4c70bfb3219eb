"""The customer's chat widget: one script tag on a shop's page, one iframe, and the few requests that frame makes.

Promises: the shop's page never sees a customer's words or keys; nothing the customer did not send is recorded but that
a notice was shown; no cookies, no session in a URL.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Route

from handclasp.web.widget.assets import Assets
from handclasp.web.widget.routes import Door
from handclasp.web.widget.services import Bucket, Limits, Services

__all__ = ["Bucket", "Limits", "Services", "create_widget", "widget_routes"]


def widget_routes(services: Services) -> list[Route]:
    """The widget's routes, all under /widget and /v1/widget, to be mounted at the root of a host."""
    assets, door = Assets(services.site), Door(services)
    return [
        Route("/widget/handclasp.js", assets.launcher),
        Route("/widget/frame", assets.frame),
        Route("/widget/assets/{version}/{name}", assets.asset),
        Route("/v1/widget/sessions", door.guarded(door.open_session), methods=["POST"]),
        Route("/v1/widget/messages", door.guarded(door.say), methods=["POST"]),
        Route("/v1/widget/attachments", door.guarded(door.attach), methods=["POST"]),
        Route("/v1/widget/stream", door.guarded(door.listen)),
        Route("/v1/widget/writing", door.guarded(door.writing), methods=["POST"]),
        Route("/v1/widget/receipts/{seq}", door.guarded(door.receipt)),
        Route("/v1/widget/files/{seq}", door.guarded(door.file)),
        Route("/v1/widget/looks", door.guarded(door.looks)),
        Route("/v1/widget/notice", door.guarded(door.confirm), methods=["POST"]),
        Route("/v1/widget/cases", door.guarded(door.cases)),
        Route("/v1/widget/cases/{number}/arrived", door.guarded(door.arrived), methods=["POST"]),
        Route("/v1/widget/cases/{number}/appeal", door.guarded(door.appeal), methods=["POST"]),
        Route("/v1/widget/rating", door.guarded(door.rate), methods=["POST"]),
        Route("/v1/widget/consents", door.guarded(door.consents)),
        Route("/v1/widget/consents/{seq}", door.guarded(door.consent), methods=["POST"]),
        Route("/v1/widget/requests", door.guarded(door.requests)),
        Route("/v1/widget/requests", door.guarded(door.request), methods=["POST"]),
        Route("/v1/widget/requests/{number}/withdraw", door.guarded(door.withdraw), methods=["POST"]),
        Route("/v1/widget/requests/{number}/copy", door.guarded(door.own_copy)),
    ]


def create_widget(services: Services) -> Starlette:
    """The widget as an app of its own."""
    return Starlette(routes=widget_routes(services))
