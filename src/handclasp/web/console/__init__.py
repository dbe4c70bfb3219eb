"""The staff console: sign in, read and answer conversations, see receipts, export evidence packs.

It promises to show only what `disclose` hands it and to write only through `flow`; it never decrypts, never keeps a
customer's words, and runs no script or style that is not its own. Call `setup` once, then serve `application()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp

    from handclasp.web.console.services import Services


def setup(
    database_url: str,
    secret_key: str,
    public_url: str,
    data_dir: Path,
    *,
    services: Services | None = None,
    session_hours: int = 12,
    idle_minutes: int = 60,
    debug: bool = False,
) -> None:
    """Configure Django for this process; `services` may be left out where no page is served (worker, command line)."""
    import django  # noqa: PLC0415 -- importing this package must not start Django
    from django.conf import settings as django_settings  # noqa: PLC0415

    from handclasp.web.console.services import use  # noqa: PLC0415
    from handclasp.web.console.settings import settings  # noqa: PLC0415

    if not django_settings.configured:
        times = {"session_hours": session_hours, "idle_minutes": idle_minutes}
        chosen = settings(database_url, secret_key, public_url, data_dir, **times, debug=debug)
        django_settings.configure(**chosen)
        django.setup()
    if services is not None:
        use(services)


def migrate() -> None:
    """Bring the console's tables up to date; needs `setup`, and a role that may create in the schema `control`."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)


def application() -> ASGIApp:
    """Return the ASGI application for /desk/, /accounts/ and /static/; raises NotReady without services."""
    from django.core.asgi import get_asgi_application  # noqa: PLC0415

    from handclasp.web.console.bodies import bounded  # noqa: PLC0415
    from handclasp.web.console.services import services  # noqa: PLC0415

    services()
    return bounded(get_asgi_application())  # type: ignore[arg-type]  # Django's ASGI types differ only in name
