"""Handclasp's settings: one `handclasp.toml`, every key overridable by environment, all checked before anything starts.

A wrong key or value ends the start with an error that names the key, the value, where it stands and what is allowed.
It never guesses, never ignores an unknown key, and never repeats a secret.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from collections.abc import Callable
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from handclasp import borders, config_connectors, config_consents, config_residency
from handclasp.config_connectors import Connector
from handclasp.config_consents import ConsentsNeeded
from handclasp.config_residency import Residency
from handclasp.records import HandclaspError

PREFIX: Final = "HANDCLASP_"
CONFIG_VARIABLE: Final = "HANDCLASP_CONFIG"
FILE: Final = "handclasp.toml"
KIB: Final = 1024
MIB: Final = 1024 * KIB
_THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
SECRET_KEYS: Final = frozenset(
    {"database_url", "oidc_client_secret", "timestamp_url", "ethereum_url", "ipfs_url", "connectors"}
)


class BadConfiguration(HandclaspError):
    """A setting is unknown or has a value that is not allowed; nothing was started."""

    code = "bad-configuration"


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _words(value: Any) -> Any:
    """Let a list stand in an environment variable as words separated by spaces or commas."""
    return re.split(r"[\s,]+", value.strip()) if isinstance(value, str) and value.strip() else value or []


def _address(value: str) -> str:
    """Accept `https://host[:port]`, without a path: the console and the log live at fixed paths below it."""
    parts = urlsplit(value.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise ValueError("it must look like https://chat.example.com, without a path")
    return value.rstrip("/")


def _postgres(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("it must look like postgresql://user:password@host/dbname")
    asked = parse_qs(parts.query)
    places = parts.netloc.rpartition("@")[2].split(",")
    named = [unquote(re.sub(r":\d*\Z", "", place)).strip("[]") for place in places]
    hosts = {*named, *",".join(asked.get("host", [])).split(",")} - {""}
    if "sslmode" not in asked and not all(host in _THIS_MACHINE or host.startswith("/") for host in hosts):
        raise ValueError("a database on another machine needs ?sslmode=verify-full (or another mode, said outright)")
    return value


def _pages(values: list[str]) -> list[str]:
    for value in values:
        parts = urlsplit(value)
        if parts.scheme != "https" or not parts.hostname or parts.path or parts.query or parts.username:
            raise ValueError(f"{value!r} must look like https://10.0.0.1:8008, without a path")
    return values


def _origin(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._:/-]{1,200}", value) or "//" in value:
        raise ValueError("it must look like chat.example.com/log/main: letters, digits and . _ : / -, no https://")
    return value


def _outside(value: str) -> str:
    """Accept http too: time-stamps prove themselves, and nodes often listen on this machine."""
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.fragment or parts.port == 0):
        raise ValueError("it must look like https://host/path")
    return value


def _issuer(value: str) -> str:
    parts = urlsplit(value)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _THIS_MACHINE)
    if not secure or not parts.hostname or parts.query or parts.fragment or parts.username or len(value) > 200:
        raise ValueError("it must look like https://login.example.com/realm, without ? or #, at most 200 characters")
    return value


def _pairs(value: Any) -> Any:
    """Let a table stand in an environment variable as `value=role` pairs separated by spaces or commas."""
    return dict(pair.rpartition("=")[::2] for pair in _words(value)) if isinstance(value, str) else value or {}


def _roles(values: dict[str, str]) -> dict[str, str]:
    for claim, role in values.items():
        if not claim or not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", role):
            raise ValueError(f"{claim!r} = {role!r} must be a claim's value and a role such as agent")
        if role == "merchant":
            raise ValueError("a merchant's account needs the seller's id, which no claim gives; make it by hand")
    return values


def _whole(path: Path) -> Path:
    return path.expanduser().absolute()


def is_origin(value: str) -> bool:
    """Whether it is the origin of a page that may embed the widget, such as https://shop.example.com."""
    return re.fullmatch(r"https?://(\*\.)?[A-Za-z0-9.-]+(:\d+)?", value) is not None


def _ancestor(values: list[str]) -> list[str]:
    for value in values:
        if value != "'self'" and not is_origin(value):
            raise ValueError(f"{value!r} is not a page's origin such as https://shop.example.com")
    return values


def _push_hosts(values: list[str]) -> list[str]:
    for value in values:
        if not re.fullmatch(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+", value) or re.fullmatch(r"[0-9.]+", value):
            raise ValueError(f"{value!r} must look like fcm.googleapis.com or *.push.apple.com")
    return values


def _mail_address(value: str) -> str:
    if value and (
        len(value) > 254 or not re.fullmatch(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", value)
    ):
        raise ValueError("it must look like desk@shop.example")
    return value


Directory = Annotated[Path, AfterValidator(_whole)]
Origins = Annotated[list[str], NoDecode, BeforeValidator(_words), AfterValidator(_ancestor)]
Words = Annotated[list[str], NoDecode, BeforeValidator(_words)]
WebAddress = Annotated[str, AfterValidator(_address)]
Pages = Annotated[list[str], NoDecode, BeforeValidator(_words), AfterValidator(_pages)]
PostgresUrl = Annotated[str, AfterValidator(_postgres)]
LogOrigin = Annotated[str, AfterValidator(_origin)]
OutsideUrl = Annotated[str, AfterValidator(_outside)]
Coins = Annotated[Decimal, Field(max_digits=30, decimal_places=18)]
Issuer = Annotated[str, AfterValidator(_issuer)]
Connectors = Annotated[dict[str, Connector], AfterValidator(config_connectors.named)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
PushHosts = Annotated[list[str], NoDecode, BeforeValidator(_words), AfterValidator(_push_hosts)]
Region = Annotated[str, AfterValidator(config_residency.region)]
Consents = Annotated[dict[str, ConsentsNeeded], AfterValidator(dict)]
Residencies = Annotated[dict[str, Residency], AfterValidator(dict)]
RolesByValue = Annotated[dict[str, str], NoDecode, BeforeValidator(_pairs), AfterValidator(_roles)]


def _key(default: Any, allowed: str, description: str, **rules: Any) -> Any:
    """One setting: its default, what it may be, what it does."""
    return Field(default, description=description, json_schema_extra={"allowed": allowed}, **rules)


class Settings(BaseSettings):
    """Every key of handclasp.toml; make one with `load`, which gives readable errors."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    data_dir: Directory = _key(
        Path("var"),
        "a path",
        "Where Handclasp keeps its files: the embedded database, keys, blobs, the signer's floor.",
    )
    database_url: PostgresUrl | None = _key(
        None,
        "postgresql://user:password@host/dbname",
        "A PostgreSQL (15 or newer) of your own, elsewhere with `?sslmode=verify-full`. Unset: the embedded one.",
        repr=False,
    )
    database_connections: int = _key(
        4, "1 to 50", "Connections that each process keeps at most for each of its database roles.", ge=1, le=50
    )
    database_quorum: bool = _key(
        False,  # noqa: FBT003 - its default
        "true or false",
        "Whether every commit must be confirmed by a second node: a batch is refused where the database asks for less.",
    )
    cluster_pages: Pages = _key(
        [],
        "a list of addresses such as https://10.0.0.1:8008",
        "Patroni's pages of all nodes of the database cluster: by them each process follows the leader, and says what "
        "is wrong.",
    )
    cluster_authority: Directory | None = _key(
        None, "a path", "The certificate of the authority that signed those of Patroni's pages. Unset: the system's."
    )
    web_host: str = _key("127.0.0.1", "an address", "The address the web process listens on.", min_length=1)
    web_port: int = _key(8600, "1 to 65535", "The port the web process listens on.", ge=1, le=65535)
    web_workers: int = _key(
        1,
        "0 to 64",
        "Web processes that share that port, and what waits there; each takes a core and its own `queue_records` and "
        "`database_connections`. 0: as many as there are cores.",
        ge=0,
        le=64,
    )
    public_url: WebAddress = _key(
        "",
        "https://host[:port], without a path",
        "How browsers reach it, e.g. through a proxy that speaks HTTPS. Unset: `http://web_host:web_port`.",
    )
    plain_http: bool = _key(
        False,  # noqa: FBT003 - a default, not a switch
        "true or false",
        "Let a network address be served without HTTPS: only where the network itself is trusted, such as "
        "the one between a proxy and its container.",
    )
    trusted_proxies: Words = _key(
        ["127.0.0.1"],
        "a list of addresses",
        "Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.",
    )
    monitored_from: Words = _key(
        ["127.0.0.1", "::1"], "a list of addresses", "Who may read `/metrics`, and why `/readyz` says no."
    )
    log_origin: LogOrigin = _key(
        "",
        "host/path: letters, digits and . _ : / -",
        "The log's name in every checkpoint and receipt, fixed once the log exists. Unset: the host of `public_url` "
        "followed by `/log/main`.",
    )
    passphrase_file: Directory | None = _key(
        None,
        "a path",
        "A file whose first line protects the keys. Unset: the key file is protected by its mode (0600) alone.",
    )
    max_message_bytes: int = _key(
        256 * KIB, "1024 to 262144", "The longest text of one message, in bytes of UTF-8.", ge=KIB, le=256 * KIB
    )
    max_attachment_bytes: int = _key(10 * MIB, "0 to 67108864", "The largest attachment, in bytes.", ge=0, le=64 * MIB)
    max_batch_bytes: int = _key(
        8 * MIB,
        "262144 to 268435456",
        "The largest body of one `POST /v1/batches`, in bytes.",
        ge=256 * KIB,
        le=256 * MIB,
    )
    queue_records: int = _key(
        20_000,
        "500 to 1000000",
        "Records that may wait for their commit; more are refused with 429.",
        ge=500,
        le=1_000_000,
    )
    queue_bytes: int = _key(
        128 * MIB,
        "1048576 to 17179869184",
        "Bytes that may wait for their commit; more are refused with 429.",
        ge=MIB,
        le=16 * KIB * MIB,
    )
    batch_records: int = _key(500, "1 to 5000", "Records that one commit takes at most.", ge=1, le=5_000)
    epoch_days: int = _key(
        7, "1 to 28", "Days after which a tenant's key epoch turns; an erasure is certified then.", ge=1, le=28
    )
    ship_seconds: int = _key(10, "2 to 900", "Seconds after which what is new is shipped to the copies.", ge=2, le=900)
    ship_records: int = _key(
        10_000,
        "100 to 100000",
        "Records after which it is shipped sooner, and that one segment of a copy holds at most.",
        ge=100,
        le=100_000,
    )
    drill_days: int = _key(
        7, "0 to 90", "Days between two drills, which restore a copy into a scratch database; 0: none.", ge=0, le=90
    )
    browser_cache_days: int = _key(
        14,
        "0 to 90",
        "Days for which browsers of staff keep what they were shown, encrypted, for salvage; 0: they keep nothing.",
        ge=0,
        le=90,
    )
    browser_cache_not_for: Words = _key(
        [], "a list of tenants", "Tenants whose staff's browsers keep nothing for salvage."
    )
    picture_processes: int = _key(
        1, "1 to 16", "Processes in which the worker looks at pictures and files; each takes a core.", ge=1, le=16
    )
    picture_seconds: int = _key(
        60, "5 to 600", "Seconds after which a file that is still being looked at is given up and sealed.", ge=5, le=600
    )
    widget_frame_ancestors: Origins = _key(
        ["'self'"],
        "a list of origins such as https://shop.example.com",
        "Pages that may embed the widget; `'self'` is the demo shop.",
    )
    widget_session_days: int = _key(
        30, "1 to 365", "Days that an anonymous visitor's chat session lives after its last use.", ge=1, le=365
    )
    vouched_session_hours: int = _key(
        12, "1 to 168", "Hours that the session of a customer whom the shop vouched for lives.", ge=1, le=168
    )
    staff_session_hours: int = _key(
        12, "1 to 168", "Hours that staff stay signed in, however busy they are.", ge=1, le=168
    )
    staff_idle_minutes: int = _key(
        60, "5 to 1440", "Minutes after which a session that nobody uses ends.", ge=5, le=1440
    )
    oidc_issuer: Issuer | None = _key(
        None,
        "https://host[/path], exactly as the provider calls itself",
        "The OpenID provider that staff may sign in with, beside name and password. Unset: none.",
    )
    oidc_client_id: str = _key("", "the id the provider gave", "What the provider calls this house.", max_length=200)
    oidc_client_secret: str = _key(
        "",
        "the secret the provider gave",
        "Proves this house to the provider. Unset: a public client, which PKCE alone protects.",
        repr=False,
    )
    oidc_name: str = _key(
        "single sign-on", "1 to 40 characters", "What the button calls the provider.", min_length=1, max_length=40
    )
    oidc_tenant: str = _key("", "a tenant's name", "The tenant that everybody who comes from the provider belongs to.")
    oidc_scopes: Words = _key(
        ["profile"], "a list of scopes", "Asked for beside `openid`; some providers want one for roles or groups."
    )
    oidc_role_claim: str = _key(
        "roles",
        "a claim's name, or a path such as realm_access.roles",
        "The claim that says what somebody is, in the ID token or from the userinfo endpoint.",
        min_length=1,
    )
    oidc_roles: RolesByValue = _key(
        {},
        "a table of claim values and roles; in the environment value=role pairs",
        "The role that each value of the claim gives; the first that fits decides. Empty: roles are given here alone.",
    )
    oidc_administrators: bool = _key(
        False,  # noqa: FBT003 - its default
        "true or false",
        "Whether `oidc_roles` may name administrator. Whoever rules the provider then rules people and settings here.",
    )
    oidc_new_accounts: bool = _key(
        False,  # noqa: FBT003 - its default
        "true or false",
        "Whether somebody unknown gets an account. `false`: only those get in whose owners connected theirs.",
    )
    witness_policy: Directory | None = _key(
        None,
        "a path",
        "A file that names the log's witnesses with their URLs, and how many have to cosign. Unset: none are asked.",
    )
    witness_minutes: int = _key(
        15, "1 to 1440", "Minutes between checkpoints that witnesses cosign, while records come in.", ge=1, le=1440
    )
    timestamp_url: OutsideUrl = _key(
        "",
        "http(s)://host/path",
        "The RFC 3161 time-stamping authority that stamps the log's checkpoints. Unset: none.",
        repr=False,
    )
    timestamp_minutes: int = _key(60, "5 to 1440", "Minutes between time-stamps, while records come in.", ge=5, le=1440)
    ethereum_url: OutsideUrl = _key(
        "", "http(s)://host/path", "The JSON-RPC of an Ethereum node that carries checkpoints' digests.", repr=False
    )
    ethereum_key_file: Directory | None = _key(
        None, "a path", "A file with the secret key (64 hex digits) of the account that pays. Keep little on it."
    )
    ethereum_chain: int = _key(
        1, "1 to 4294967295", "The id of the chain the node must be on; 1 is the main one.", ge=1, le=2**32 - 1
    )
    ethereum_confirmations: int = _key(
        12, "1 to 1000", "Blocks, its own counted, after which a transaction counts as there to stay.", ge=1, le=1000
    )
    ethereum_days: int = _key(30, "1 to 366", "Days between anchors on the chain, while records come in.", ge=1, le=366)
    ethereum_fee_cap: Coins = _key(
        Decimal("0.002"), "an amount of the chain's coin", "The most that one anchor may cost.", gt=0, le=1000
    )
    ethereum_month_cap: Coins = _key(
        Decimal("0.005"),
        "an amount of the chain's coin",
        "The most that a calendar month's anchors may cost.",
        gt=0,
        le=1000,
    )
    ipfs_url: OutsideUrl = _key(
        "", "http(s)://host", "The RPC of a Kubo node that pins the log's checkpoints on IPFS. Unset: none.", repr=False
    )
    ipfs_days: int = _key(30, "1 to 366", "Days between checkpoints on IPFS, while records come in.", ge=1, le=366)
    smtp_host: str = _key(
        "",
        "a host's name or address",
        "The mail server that notices to staff go out by. Unset: no e-mail.",
        max_length=253,
    )
    smtp_port: int = _key(587, "1 to 65535", "Its port.", ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = _key(
        "starttls",
        "starttls, tls or none",
        "How it is spoken to: TLS begun by STARTTLS (port 587), TLS from the start (465); `none`: this machine only.",
    )
    smtp_authority: Directory | None = _key(
        None, "a path", "The certificate of the authority that signed the mail server's. Unset: the system's."
    )
    smtp_user: str = _key("", "a name", "Whom to sign in as there. Unset: nobody.", max_length=320)
    smtp_password_file: Directory | None = _key(None, "a path", "A file whose first line is that name's password.")
    smtp_from: MailAddress = _key("", "an e-mail address", "Whom notices come from, such as desk@shop.example.")
    push_services: PushHosts = _key(
        [],
        "a list of hosts; *.name: any below it",
        "Push services of browsers that notices to staff may be left at. Empty: no Web Push.",
    )
    notice_minutes: int = _key(
        10, "1 to 1440", "Minutes between two notices that one person gets by one way at most.", ge=1, le=1440
    )
    rights_law: Literal["gdpr", "pipl"] = _key(
        "pipl",
        "gdpr or pipl",
        "Whose clock runs for a customer's request about their data, where nobody says another.",
    )
    gdpr_days: int = _key(30, "1 to 30", "Days in which a request under the GDPR is answered.", ge=1, le=30)
    gdpr_extension_days: int = _key(
        60, "1 to 61", "Days more that such a request may be given, once, with a reason.", ge=1, le=61
    )
    pipl_working_days: int = _key(
        15, "1 to 30", "Working days (Monday to Friday) in which a request under the PIPL is answered.", ge=1, le=30
    )
    pipl_extension_working_days: int = _key(
        15, "1 to 30", "Working days more that such a request may be given, once, with a reason.", ge=1, le=30
    )
    case_hours: int = _key(
        72, "1 to 720", "Hours in which a dispute is decided; an appeal starts them anew.", ge=1, le=720
    )
    region: Region = _key(
        "",
        "a country's code such as CN or SG, or EU",
        "Where this house is: database, keys and what they protect. Needed as soon as a tenant has regions.",
    )
    residency: Residencies = _key(
        {},
        "a table each, below",
        "The regions that a tenant's data may lie in, the ways across. Empty: no borders.",
    )
    consents: Consents = _key(
        {},
        "a table each, below",
        "What needs a customer's separate consent. Empty: what crosses a border on a basis that asks for it.",
    )
    connectors: Connectors = _key(
        {}, "a table each, below", "The shops whose orders are shown beside the talk. Empty: none.", repr=False
    )
    demo: bool = _key(
        True,  # noqa: FBT003 - its default
        "true or false",
        "Whether the first start makes the tenant `demo` with a sample shop and staff; `false` for your own.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = _key(
        "info", "debug, info, warning or error", "What is logged; message texts never are, at any level."
    )

    @property
    def workers(self) -> int:
        """How many web processes serve."""
        return self.web_workers or min(64, os.cpu_count() or 1)

    @model_validator(mode="before")
    @classmethod
    def _derive(cls, given: Any) -> Any:
        """Fill in what follows from other keys, so that the values are checked like given ones."""
        if not isinstance(given, dict):
            return given
        host = given.get("web_host", cls.model_fields["web_host"].default)
        port = given.get("web_port", cls.model_fields["web_port"].default)
        seen = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        seen = f"[{seen}]" if ":" in seen else seen
        public = given.get("public_url") or f"http://{seen}:{port}"
        origin = given.get("log_origin") or f"{re.sub(r'[][]', '', urlsplit(str(public)).netloc)}/log/main"
        return {**given, "public_url": public, "log_origin": origin}

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.max_batch_bytes > self.queue_bytes:
            raise ValueError("max_batch_bytes must not be greater than queue_bytes, or a full batch could never get in")
        secured = self.plain_http or self.public_url.startswith("https:") or _is_this_machine(self.web_host)
        if not secured:
            raise ValueError(
                "web_host is an address of a network and public_url is not https: passwords and conversations would "
                "travel in the clear. Put a proxy with HTTPS before it and set public_url, or set plain_http = true "
                "where nobody else is on that network"
            )
        if self.cluster_pages and not self.database_url:
            raise ValueError("cluster_pages needs database_url beside it, with every node in it")
        if self.oidc_issuer and not (self.oidc_client_id and self.oidc_tenant):
            raise ValueError("oidc_issuer needs oidc_client_id and oidc_tenant beside it")
        if self.ethereum_url and self.ethereum_key_file is None:
            raise ValueError("ethereum_url needs ethereum_key_file beside it: the account that pays")
        self._mails()
        self._resides()
        if "administrator" in self.oidc_roles.values() and not self.oidc_administrators:
            raise ValueError("oidc_roles names administrator, which only oidc_administrators = true allows")
        return self

    def _mails(self) -> None:
        if self.smtp_host and not self.smtp_from:
            raise ValueError("smtp_host needs smtp_from beside it: whom notices come from")
        if bool(self.smtp_user) != (self.smtp_password_file is not None):
            raise ValueError("smtp_user and smtp_password_file belong together: give both, or neither")
        if self.smtp_host and self.smtp_security == "none" and not _is_this_machine(self.smtp_host):
            raise ValueError(
                "smtp_security = none is for a mail server on this machine: to any other, addresses and the password "
                "would travel in the clear. Use starttls or tls"
            )

    def _resides(self) -> None:
        if self.residency and not self.region:
            raise ValueError("residency needs region beside it: where this house is")
        for tenant, home in self.residency.items():
            if not any(borders.within(self.region, one) for one in home.regions):
                raise ValueError(
                    f"tenant {tenant} names {', '.join(home.regions)}, and this house is in {self.region}: its data "
                    "and keys may not lie here. Give it a house of its own there, or name this region too"
                )

    def borders(self, clock: Callable[[], int]) -> borders.Borders:
        """The borders of all tenants."""
        homes = {tenant: config_residency.residence(one) for tenant, one in self.residency.items()}
        return borders.Borders(homes, clock)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Given in code, then the environment; `load` reads the file, nothing else is looked at."""
        return (init_settings, env_settings)


def config_file() -> Path:
    """The file in force: what HANDCLASP_CONFIG names, else handclasp.toml in the current directory."""
    return Path(os.environ.get(CONFIG_VARIABLE) or FILE).absolute()


def load(**given: Any) -> Settings:
    """Read and check the settings: `given` (the command line) before environment before file before defaults.

    Raises BadConfiguration, which lists everything that is wrong at once.
    """
    path = config_file()
    in_file = _read(path)
    in_environment = {
        name.removeprefix(PREFIX).lower(): name
        for name in os.environ
        if name.upper().startswith(PREFIX) and name.upper() != CONFIG_VARIABLE and os.environ[name]
    }
    wrong = [_unknown(key, f"in {path}") for key in in_file if key not in Settings.model_fields]
    wrong += [
        _unknown(key, f"as environment variable {name}")
        for key, name in in_environment.items()
        if key not in Settings.model_fields
    ]
    if wrong:
        raise BadConfiguration("\n".join(wrong))
    values = {key: value for key, value in in_file.items() if key not in in_environment} | given
    try:
        return Settings(**values)
    except ValidationError as error:
        places = dict.fromkeys(in_file, f"in {path}")
        places |= {key: f"as environment variable {name}" for key, name in in_environment.items()}
        places |= dict.fromkeys(given, "on the command line")
        raise BadConfiguration("\n".join(_said(one, places) for one in error.errors())) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if CONFIG_VARIABLE in os.environ:
            message = f"{CONFIG_VARIABLE} names {path}, and there is no such file."
            raise BadConfiguration(message) from None
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path} is not valid TOML: {error}."
        raise BadConfiguration(message) from None
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise BadConfiguration(message) from None


def _unknown(key: str, place: str) -> str:
    near = difflib.get_close_matches(key, Settings.model_fields, n=1)
    hint = f" Did you mean {near[0]}?" if near else " See docs/reference/configuration.md for all keys."
    return f"Unknown setting {key} ({place}).{hint}"


def _said(error: Any, places: dict[str, str]) -> str:
    key = str(error["loc"][0]) if error["loc"] else ""
    if not key:
        return f"{error['msg'].removeprefix('Value error, ')}."
    field = Settings.model_fields[key]
    value = "(not shown)" if key in SECRET_KEYS else repr(error["input"])
    reason = error["msg"].removeprefix("Value error, ")
    if len(error["loc"]) > 1 and key in {"connectors", "consents", "residency"}:
        key = ".".join(map(str, error["loc"]))
    place = places.get(key.partition(".")[0], "derived from other settings")
    return f"Setting {key} = {value} ({place}): {reason}. Allowed: {allowed(field)}. {field.description}"


def allowed(field: FieldInfo) -> str:
    """What a key may be, in a few words."""
    extra = field.json_schema_extra
    return str(extra["allowed"]) if isinstance(extra, dict) else ""


def reference() -> str:
    """The table of all keys for docs/reference/configuration.md (Markdown)."""
    rows = [
        f"| `{key}` | {_default(field.default)} | {allowed(field)} | {field.description} |"
        for key, field in Settings.model_fields.items()
    ]
    table = ["| key | default | allowed | what it does |", "|---|---|---|---|", *rows, ""]
    more = (config_residency.reference(), config_consents.reference(), config_connectors.reference())
    return "\n".join([INTRODUCTION, *table, *more])


def _default(value: Any) -> str:
    if value is None or value in ("", {}):
        return "unset"
    return f"`{json.dumps(value if isinstance(value, int | str | list) else str(value))}`"


INTRODUCTION: Final = f"""# Configuration

Written by `python -m handclasp.config` from `src/handclasp/config.py`; a test fails when it is out of date.

Handclasp reads `{FILE}` in the current directory, or the file that `{CONFIG_VARIABLE}` names. Every key can also be
given as an environment variable, `{PREFIX}` and its name in capitals (`{PREFIX}WEB_PORT=9000`), and wins over the
file; lists are words separated by spaces, and an empty variable counts as unset. Relative paths are relative to the
current directory. An unknown key or a value that is not allowed ends the start with an error that says what is wrong.

```toml
# {FILE}
data_dir = "/srv/handclasp"
public_url = "https://chat.example.com"
widget_frame_ancestors = ["'self'", "https://shop.example.com"]
```
"""

if __name__ == "__main__":
    import sys

    sys.stdout.write(reference())
