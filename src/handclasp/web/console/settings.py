"""Django's settings for the console, as a function of what the program knows: address, database, secret.

No file of settings, no environment: everything a person may change stands in handclasp.toml.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy
from psycopg.conninfo import conninfo_to_dict

from handclasp.web.console.bodies import MOST

HERE: Final = Path(__file__).resolve().parent
YEAR: Final = 365 * 86400

CSP: Final[dict[str, list[str]]] = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

MIDDLEWARE: Final = [
    "django.middleware.security.SecurityMiddleware",
    "handclasp.web.console.statics.Statics",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "handclasp.web.console.idle.watch",
    "handclasp.web.console.pace.keep",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def database(url: str) -> dict[str, Any]:
    """Django's words for a libpq URL or conninfo; the console's tables live in the schema `control`."""
    parts = {key: value for key, value in conninfo_to_dict(url).items() if value is not None}
    taken = {name: parts.pop(key, "") for name, key in _NAMES.items()}
    options = f"{parts.pop('options', '')} -c search_path=control".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name: str(value) for name, value in taken.items()},
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**parts, "options": options, "pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
    }


_NAMES: Final = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def settings(
    database_url: str,
    secret_key: str,
    public_url: str,
    data_dir: Path,
    *,
    session_hours: int = 12,
    idle_minutes: int = 60,
    debug: bool = False,
) -> dict[str, Any]:
    """All settings as keyword arguments for `django.conf.settings.configure`."""
    public = urlsplit(public_url)
    https = public.scheme == "https"
    return {
        "DEBUG": debug,
        "SECRET_KEY": secret_key,
        "ALLOWED_HOSTS": sorted({public.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"}),
        "CSRF_TRUSTED_ORIGINS": [f"{public.scheme}://{public.netloc}"],
        "ROOT_URLCONF": "handclasp.web.console.urls",
        "DATABASES": {"default": database(database_url)},
        "LOGGING_CONFIG": None,
        "INSTALLED_APPS": _apps(),
        "MIDDLEWARE": MIDDLEWARE,
        "TEMPLATES": [_templates()],
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": CSP},
        "FILE_UPLOAD_TEMP_DIR": str(data_dir),
        # What is sent to us is never put on a disk as it came.
        "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
        "FILE_UPLOAD_MAX_MEMORY_SIZE": MOST,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 2 * 1024 * 1024,
        **_people(),
        **_second_factors(public_url),
        **_cookies(https=https, hours=session_hours),
        "HANDCLASP_IDLE_SECONDS": idle_minutes * 60,
        **_language(),
        **_static(),
    }


def _apps() -> list[str]:
    return [
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
        "django_htmx",
        "csp",
        "allauth",
        "allauth.account",
        "allauth.mfa",
        "allauth.socialaccount",
        "handclasp.access.apps.AccessConfig",
        "handclasp.desk.apps.DeskConfig",
        "handclasp.web.console.apps.ConsoleConfig",
    ]


def _templates() -> dict[str, Any]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "handclasp.web.console.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "handclasp.web.console.tags",
                "handclasp.web.console.drawn",
            ],
        },
    }


def _people() -> dict[str, Any]:
    return {
        "AUTH_USER_MODEL": "access.Staff",
        "AUTHENTICATION_BACKENDS": ["django.contrib.auth.backends.ModelBackend"],
        "LOGIN_URL": "sign-in",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": "handclasp.web.console.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
            {"NAME": "handclasp.web.console.passwords.NotTheirName",
             "OPTIONS": {"user_attributes": ("username", "display_name")}},
            {"NAME": "handclasp.web.console.passwords.NotCommon"},
            {"NAME": "handclasp.web.console.passwords.HouseWords"},
        ],
    }  # fmt: skip


def _second_factors(public_url: str) -> dict[str, Any]:
    # allauth keeps the factors and checks what a provider says; it has no pages here, sends no mail and signs nobody
    # in: its addresses are not in `urls`, and its adapter refuses.
    return {
        "HANDCLASP_PUBLIC_URL": public_url,
        "ACCOUNT_ADAPTER": "handclasp.access.adapters.AccountAdapter",
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": "username",
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "MFA_ADAPTER": "handclasp.access.adapters.MFAAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    }


def _cookies(*, https: bool, hours: int) -> dict[str, Any]:
    # With __Host- a browser refuses the cookie unless it is Secure, for this host alone and for the path /.
    prefix = "__Host-" if https else ""
    return {
        "SESSION_ENGINE": "handclasp.access.sessions",
        "SESSION_COOKIE_NAME": f"{prefix}handclasp_desk",
        "SESSION_COOKIE_AGE": hours * 3600,
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": f"{prefix}handclasp_csrf",
        "CSRF_COOKIE_SECURE": https,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_FAILURE_VIEW": "handclasp.web.console.views.trouble.csrf_failure",
        "LANGUAGE_COOKIE_NAME": f"{prefix}handclasp_language",
        "LANGUAGE_COOKIE_AGE": YEAR,
        "LANGUAGE_COOKIE_SECURE": https,
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "SECURE_HSTS_SECONDS": YEAR if https else 0,
        "SECURE_REFERRER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
    }


def _language() -> dict[str, Any]:
    return {
        "LANGUAGE_CODE": "en",
        "LANGUAGES": [("zh-hans", gettext_lazy("Simplified Chinese")), ("en", gettext_lazy("English"))],
        "LOCALE_PATHS": [HERE / "locale"],
        "USE_I18N": True,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
    }


def _static() -> dict[str, Any]:
    return {
        "STATIC_URL": "/static/",
        "STATIC_ROOT": None,
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "handclasp.web.console.statics.Versioned"},
        },
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_ALLOW_ALL_ORIGINS": False,
    }
