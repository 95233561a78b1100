"""Ask the real LiteLLM package what it does with a config, one row at a time.

The driver runs inside an interpreter that has `litellm` and knows nothing of oidclint. Every HTTP client is led to a
server on loopback that plays the metadata server, GitHub, STS, Entra, Anthropic and every upstream API, and writes
down what reached it; a socket guard refuses all else, so nothing leaves the machine.

    python driver.py < rows.json > results.json
    python driver.py --lines        one row a line in, one result a line out, as soon as it is known

A row is a mapping:

    id       a short stable name
    config   the YAML text of the proxy config
    env      the whole environment that LiteLLM may see (a few plain variables such as PATH and HOME are added)
    files    {path: content}: absolute paths below the folders of ROOTS; a relative path lies beside the config, which
             is also the working directory. Content is a text, or {"dir": true}, {"link": target}, {"bytes_hex": …},
             {"content": …, "mode": "000"}
    entry    index in `model_list` (0)
    op       the operation; default `model_info.mode` of the entry, else chat. "load" only loads
    stream   whether to stream the answer (false)
    model    the name to ask for, where it is not the entry's own (wildcards)
    params   more arguments of the request
    reference  the text whose fate counts, where several stand in the row
    timeout  seconds after which the row is given up (30)
    answers  {server: {"status": …, "body": …} | "unreachable"} to change what a server of the loopback answers

A row with `resolve` instead of `config` asks the bare resolver for that reference.

The result: id, loads, load_error, deployments, outcome, relying_party, error, requests (and `skipped` with a reason if
this process cannot make the row's files). `relying_party` is who received the token in an exchange, "none" for the
other outcomes of a request, null where no request was made.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import copy
import functools
import gc
import importlib
import inspect
import json
import logging
import os
import re
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import types
import urllib.parse
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Row = dict[str, Any]
Result = dict[str, Any]

ROOTS = ("/var/run/secrets/oidclint-oracle", "/run/secrets/oidclint-oracle", "/tmp/oidclint-oracle")
"""The only absolute folders in which rows may create files."""

TIMEOUT = 30.0
"""Seconds one row may take."""

NOBODY = 65534
"""The user who cannot read a file of mode 000, for a process that runs as root."""

URL_HEADER = "X-Oracle-Url"
TOKEN = re.compile(r"TOKEN-[A-Za-z0-9._~-]{14,}")
TAIL = re.compile(
    r"\n+Traceback \(most recent call last\)|\n+This looks like a bug in LiteLLM|\n+LiteLLM: model group"
    r"|\.? ?Received Model Group=|\n+LiteLLM Retried"
)
"""Where the appendix of an error text begins; it differs by version and names places of this machine."""

KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "COVERAGE_PROCESS_START")
UNREADABLE_NAME = "Name or service not known"

LACK_OF_CREDENTIALS = (
    "Unable to locate credentials",
    "Missing credentials",
    "api_key client option must be set",
    "API key is required",
    "Missing Anthropic API Key",
    "Missing API key",
    "x-api-key header is required",
)
"""Texts of a request that ended for want of any credential, the reference not having been looked at."""

AWS_KEYS = (
    "aws_access_key_id aws_secret_access_key aws_session_token aws_role_name aws_session_name aws_profile_name "
    "aws_web_identity_token aws_external_id aws_sts_endpoint aws_region_name"
).split()
CREDENTIAL_KEYS = frozenset(
    [
        *AWS_KEYS,
        "azure_ad_token",
        "client_id",
        "tenant_id",
        "client_secret",
        "azure_scope",
        "api_key",
        "anthropic_identity_token",
    ]
)
"""Keys whose text some routes copy into the JSON body; there it is no credential."""

TOKEN_KEYS = ("aws_web_identity_token", "azure_ad_token", "anthropic_identity_token", "api_key")


@dataclass
class Sent:
    """One request as it arrived at the loopback server."""

    method: str
    """HTTP method."""
    url: str
    """The address the client meant to call."""
    headers: dict[str, str]
    """Header names in lower case."""
    body: bytes
    """The body, as it is."""
    server: str = "upstream"
    """Which of the played servers answered."""

    @property
    def form(self) -> dict[str, str]:
        """The body, or else the query, as form fields."""
        text = self.body.decode("utf-8", "replace") or urllib.parse.urlsplit(self.url).query
        return dict(urllib.parse.parse_qsl(text, keep_blank_values=True))

    @property
    def json(self) -> Any:
        """The body as JSON, or None."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass
class Trace:
    """What happened while one row ran."""

    row: Row
    """The row."""
    sent: list[Sent] = field(default_factory=list)
    """Requests in order of arrival."""
    resolved: list[tuple[str, Any]] = field(default_factory=list)
    """What the resolver was asked and what it answered; an exception stands for itself."""
    signing_secrets: list[str] = field(default_factory=list)
    """Secret keys with which an AWS request was signed."""
    fetched: bool = False
    """Whether a token endpoint was asked, with or without an answer."""
    unreadable_files: bool = False
    """Whether the resolver must run as another user, because root reads a file of mode 000."""


# --- the servers ------------------------------------------------------------------------------------------------

STS_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
MINTED = {
    "AssumeRoleWithWebIdentity": "ORACLEWEBIDENTITY",
    "AssumeRole": "ORACLEASSUMEROLE",
    "entra-assertion": "ORACLE-ENTRA-BY-ASSERTION",
    "entra-secret": "ORACLE-ENTRA-BY-SECRET",
    "entra-other": "ORACLE-ENTRA-OTHERWISE",
    "imds": "ORACLE-ENTRA-BY-IMDS",
    "anthropic": "sk-ant-oat01-ORACLE-ANTHROPIC",
}


def server_of(sent: Sent) -> str:
    """Which played server an address belongs to."""
    parts = urllib.parse.urlsplit(sent.url)
    host = parts.hostname or ""
    if host in ("raw.githubusercontent.com", "huggingface.co"):
        return "table"
    if "computeMetadata" in parts.path:
        return "google"
    if host in ("169.254.169.254", "169.254.170.2", "fd00:ec2::254", "169.254.170.23"):
        return "imds"
    if "api-version=2.0" in sent.headers.get("accept", "") and sent.method == "GET":
        return "github"
    if b"Action=Assume" in sent.body or b"Action=GetCallerIdentity" in sent.body:
        return "sts"
    if re.search(r"/oauth2/(v2\.0/)?token$", parts.path) or "openid-configuration" in parts.path:
        return "entra"
    if parts.path.endswith("/discovery/instance") or "/userrealm/" in parts.path:
        return "entra"
    if parts.path.endswith("/v1/oauth/token"):
        return "anthropic"
    return "upstream"


def _audience(url: str) -> str:
    """The audience of a token request, as letters that may stand in a token."""
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query, keep_blank_values=True))
    return re.sub(r"[^A-Za-z0-9.]", "-", query.get("audience", "")) or "none"


def _sts(sent: Sent) -> tuple[int, str, str]:
    action = sent.form.get("Action", "")
    if action == "GetCallerIdentity":
        inner = "<Arn>arn:aws:iam::999999999999:user/oracle</Arn><UserId>U</UserId><Account>999999999999</Account>"
    else:
        name = MINTED.get(action, "ORACLEOTHER")
        inner = (
            f"<Credentials><AccessKeyId>ASIA{name}</AccessKeyId><SecretAccessKey>secret-{name}</SecretAccessKey>"
            f"<SessionToken>session-{name}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"
            "<PackedPolicySize>5</PackedPolicySize><AssumedRoleUser><AssumedRoleId>A:s</AssumedRoleId>"
            "<Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn></AssumedRoleUser>"
        )
    text = (
        f'<{action}Response xmlns="{STS_NAMESPACE}"><{action}Result>{inner}</{action}Result>'
        f"<ResponseMetadata><RequestId>oracle</RequestId></ResponseMetadata></{action}Response>"
    )
    return 200, "text/xml", text


def _entra(sent: Sent) -> tuple[int, str, str]:
    parts = urllib.parse.urlsplit(sent.url)
    authority = f"{parts.scheme}://{parts.netloc}"
    if "openid-configuration" in parts.path:
        tenant = parts.path.strip("/").split("/")[0]
        document = {
            "token_endpoint": f"{authority}/{tenant}/oauth2/v2.0/token",
            "authorization_endpoint": f"{authority}/{tenant}/oauth2/v2.0/authorize",
            "issuer": f"{authority}/{tenant}/v2.0",
        }
        return 200, "application/json", json.dumps(document)
    if parts.path.endswith("/discovery/instance"):
        document = {"tenant_discovery_endpoint": f"{authority}/common/v2.0/.well-known/openid-configuration"}
        return 200, "application/json", json.dumps({**document, "metadata": []})
    if "/userrealm/" in parts.path:
        return 200, "application/json", json.dumps({"ver": "1.0", "account_type": "Managed", "domain_name": "x"})
    form = sent.form
    kind = "assertion" if "client_assertion" in form else "secret" if "client_secret" in form else "other"
    answer = {"token_type": "Bearer", "expires_in": 3599, "access_token": MINTED[f"entra-{kind}"]}
    if form.get("grant_type") == "password":
        person = {"sub": "s", "oid": "o", "tid": "t", "preferred_username": "u", "ver": "2.0", "iat": 0}
        person |= {"iss": f"{authority}/t/v2.0", "aud": form.get("client_id", ""), "exp": 4070908800}
        answer |= {"id_token": f"{_base64url({'alg': 'none'})}.{_base64url(person)}.x", "scope": form.get("scope", "")}
        answer |= {"client_info": _base64url({"uid": "o", "utid": "t"})}
    return 200, "application/json", json.dumps(answer)


def _base64url(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _answer(sent: Sent) -> tuple[int, str, str]:
    """The ordinary answer of a played server: status, content type, text."""
    match sent.server:
        case "google":
            return 200, "text/plain", f"TOKEN-GOOGLE-IDENTITY-{_audience(sent.url)}"
        case "github":
            token = {"value": f"TOKEN-GITHUB-IDENTITY-{_audience(sent.url)}"}
            return 200, "application/json", json.dumps(token)
        case "sts":
            return _sts(sent)
        case "entra":
            return _entra(sent)
        case "anthropic":
            minted = {"access_token": MINTED["anthropic"], "expires_in": 3600, "token_type": "Bearer"}
            return 200, "application/json", json.dumps(minted)
    refusal = {"error": {"message": "the oracle's upstream refuses", "type": "forbidden", "code": "403"}}
    return 403, "application/json", json.dumps({**refusal, "message": "the oracle's upstream refuses"})


class Loopback(ThreadingHTTPServer):
    """The server that plays everyone."""

    daemon_threads = True
    request_queue_size = 64
    trace: Trace | None = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class Handler(BaseHTTPRequestHandler):
    """Write down the request and answer as the server it was meant for."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Loopback

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            body = b""
            while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _serve(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        url = urllib.parse.unquote(headers.pop(URL_HEADER.lower(), f"http://127.0.0.1{self.path}"))
        sent = Sent(self.command, url, headers, self._body())
        sent.server = server_of(sent)
        trace = self.server.trace
        status, kind, text = _answer(sent)
        if trace is not None:
            trace.sent.append(sent)
            other = trace.row.get("answers", {}).get(sent.server)
            if isinstance(other, dict):
                status, text = other.get("status", status), other.get("body", text)
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
        self.wfile.flush()

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = _serve


# --- leading every client to them -------------------------------------------------------------------------------


def _module(name: str) -> Any:
    """A module of the interpreter under test, of whose types nothing is known here."""
    return importlib.import_module(name)


class Patches:
    """Attributes replaced for as long as the oracle lives."""

    def __init__(self) -> None:
        self._undo: list[tuple[Any, str, Any]] = []

    def put(self, owner: Any, name: str, make: Callable[[Any], Any]) -> None:
        """Replace `owner.name` by what `make` builds around it."""
        old = getattr(owner, name)
        self._undo.append((owner, name, old))
        setattr(owner, name, make(old))

    def undo(self) -> None:
        """Put everything back, the last first."""
        while self._undo:
            owner, name, old = self._undo.pop()
            setattr(owner, name, old)


def _is_loopback(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    return host in ("localhost", "::1", "") or host.startswith("127.")


def _guard_sockets(patches: Patches) -> None:
    """Refuse every connection and every name that is not this machine's loopback."""

    def connect(old: Any) -> Any:
        def guarded(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address):
                raise ConnectionRefusedError(111, f"the oracle refuses a connection to {address[0]}")
            return old(self, address)

        return guarded

    def getaddrinfo(old: Any) -> Any:
        def guarded(host: Any, *args: Any, **named: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else host
            if name is not None and not _is_loopback((name,)):
                raise socket.gaierror(-2, UNREADABLE_NAME)
            return old(host, *args, **named)

        return guarded

    patches.put(socket.socket, "connect", connect)
    patches.put(socket.socket, "connect_ex", connect)
    patches.put(socket, "getaddrinfo", getaddrinfo)


def _remembered(load_file: Any) -> Any:
    """Read each of botocore's large description files once in a process, not once in a session."""
    known: dict[str, Any] = {}

    def load(loader: Any, file_path: str) -> Any:
        if file_path not in known:
            known[file_path] = load_file(loader, file_path)
        return known[file_path]

    return load


class Redirect:
    """Turns the address of a request into that of the loopback server, while a row runs."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        with contextlib.closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.closed_port = free.getsockname()[1]

    def target(self, url: str, method: str = "GET", headers: Any = None, body: bytes = b"") -> str | None:
        """Where a request for `url` goes instead; None leaves it as it is."""
        parts = urllib.parse.urlsplit(url)
        trace = self.server.trace
        if trace is None or parts.scheme not in ("http", "https") or not parts.netloc:
            return None
        named = {str(name).lower(): str(value) for name, value in dict(headers or {}).items()}
        asked = Sent(method, url, named, body)
        server = server_of(asked)
        trace.fetched = trace.fetched or server in ("google", "github", "entra", "imds")
        answer = trace.row.get("answers", {}).get(server)
        if answer == "unreachable" or (server == "imds" and answer is None):
            return f"http://127.0.0.1:{self.closed_port}/"
        path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def install(self, patches: Patches) -> None:
        """Lead httpx, aiohttp, botocore and requests (azure-core, MSAL, google-auth) here."""
        httpx = _module("httpx")
        patches.put(httpx.HTTPTransport, "handle_request", self._httpx_sync)
        patches.put(httpx.AsyncHTTPTransport, "handle_async_request", self._httpx_async)
        patches.put(_module("aiohttp").ClientSession, "_request", self._aiohttp)
        with contextlib.suppress(ImportError):
            patches.put(_module("botocore.httpsession").URLLib3Session, "send", self._prepared)
            patches.put(_module("botocore.loaders").JSONFileLoader, "load_file", _remembered)
        with contextlib.suppress(ImportError):
            transports = _module("azure.core.pipeline.transport")
            for transport in (transports.HttpTransport, transports.RequestsTransport):
                patches.put(transport, "sleep", lambda _: lambda *_: None)
        with contextlib.suppress(ImportError):
            patches.put(_module("requests.adapters").HTTPAdapter, "send", self._prepared)

    @contextlib.contextmanager
    def _moved(self, request: Any) -> Iterator[None]:
        """An httpx request at its new address, for the time of the call."""
        url = request.url
        target = self.target(str(url), request.method, request.headers)
        if target is None:
            yield
            return
        request.headers[URL_HEADER] = urllib.parse.quote(str(url), safe="")
        request.url = _module("httpx").URL(target)
        try:
            yield
        finally:
            request.url = url
            del request.headers[URL_HEADER]

    def _httpx_sync(self, old: Any) -> Any:
        def handle_request(transport: Any, request: Any) -> Any:
            with self._moved(request):
                return old(transport, request)

        return handle_request

    def _httpx_async(self, old: Any) -> Any:
        async def handle_async_request(transport: Any, request: Any) -> Any:
            with self._moved(request):
                return await old(transport, request)

        return handle_async_request

    def _aiohttp(self, old: Any) -> Any:
        async def _request(session: Any, method: str, str_or_url: Any, **named: Any) -> Any:
            headers = dict(named.get("headers") or {})
            target = self.target(str(str_or_url), method, headers)
            if target is not None:
                headers[URL_HEADER] = urllib.parse.quote(str(str_or_url), safe="")
                named["headers"] = headers
                str_or_url = _module("yarl").URL(target, encoded=True)
            return await old(session, method, str_or_url, **named)

        return _request

    def _prepared(self, old: Any) -> Any:
        def send(session: Any, request: Any, *args: Any, **named: Any) -> Any:
            url = request.url
            target = self.target(url, request.method, {})
            if target is None:
                return old(session, request, *args, **named)
            request.headers[URL_HEADER] = urllib.parse.quote(url, safe="")
            request.url = target
            try:
                return old(session, request, *args, **named)
            finally:
                request.url = url

        return send


# --- the world of a row -----------------------------------------------------------------------------------------


class Skip(Exception):
    """This process cannot set the row up."""


class World:
    """Environment, files and working folder of one row; all of it is taken back afterwards."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.folder = tempfile.mkdtemp(prefix="oidclint-oracle-")
        self.config = os.path.join(self.folder, "config.yaml")
        self._made: list[str] = []

    def __enter__(self) -> World:
        self._environment = dict(os.environ)
        self._cwd = os.getcwd()
        try:
            os.chmod(self.folder, 0o755)
            for path, content in self.row.get("files", {}).items():
                self._create(self._place(path), content)
            if "config" in self.row:
                with open(self.config, "w", encoding="utf-8") as target:
                    target.write(self.row["config"])
            home = os.path.join(self.folder, "home")
            os.mkdir(home)
            base = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
            os.environ.clear()
            os.environ.update(base)
            os.environ.update(
                HOME=home,
                LITELLM_LOCAL_MODEL_COST_MAP="true",
                LITELLM_TOKEN_EXCHANGE_CACHE_DIR="",
                AWS_EC2_METADATA_DISABLED="true",
            )
            os.environ.update(self.row.get("env", {}))
            os.chdir(self.folder)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        os.chdir(self._cwd)
        os.environ.clear()
        os.environ.update(self._environment)
        for path in reversed(self._made):
            with contextlib.suppress(OSError):
                if os.path.isdir(path) and not os.path.islink(path):
                    os.rmdir(path)
                else:
                    os.unlink(path)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, path: str) -> str:
        if not path.startswith("/"):
            return os.path.join(self.folder, path)
        if os.path.normpath(path) != path or not any(path.startswith(root + "/") for root in ROOTS):
            raise ValueError(f"{path} is not below one of {ROOTS}")
        return path

    def _folder(self, path: str) -> None:
        if path in ("/", "") or os.path.isdir(path):
            return
        self._folder(os.path.dirname(path))
        os.mkdir(path)
        os.chmod(path, 0o755)
        self._made.append(path)

    def _create(self, path: str, content: Any) -> None:
        spec = content if isinstance(content, dict) else {"content": content}
        try:
            self._folder(os.path.dirname(path))
            if spec.get("dir"):
                self._folder(path)
                return
            if os.path.lexists(path):
                raise Skip(f"{path} exists already")
            if "link" in spec:
                os.symlink(spec["link"], path)
                self._made.append(path)
                return
            data = bytes.fromhex(spec["bytes_hex"]) if "bytes_hex" in spec else spec.get("content", "").encode()
            with open(path, "wb") as target:
                target.write(data)
            self._made.append(path)
            os.chmod(path, int(spec.get("mode", "644"), 8))
        except OSError as problem:
            raise Skip(f"cannot create {path}: {problem.strerror}") from problem


@contextlib.contextmanager
def _alone(row: Row) -> Iterator[None]:
    """Only one process at a time may use the absolute folders."""
    if not any(path.startswith("/") for path in row.get("files", {})):
        yield
        return
    import fcntl

    with open(__file__, "rb") as this:
        fcntl.flock(this, fcntl.LOCK_EX)
        yield


# --- the oracle -------------------------------------------------------------------------------------------------


class Oracle:
    """LiteLLM, imported once, and asked one row at a time."""

    def __init__(self) -> None:
        warnings.simplefilter("ignore")
        before = dict(os.environ)
        with World({}):
            self._import()
        os.environ.clear()
        os.environ.update(before)
        self._patches = Patches()
        _guard_sockets(self._patches)
        self._server = Loopback(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True, name="oracle").start()
        Redirect(self._server).install(self._patches)
        self._watch_caches()
        self._watch_resolver()
        self._watch_signatures()
        self._initial = {module: _plain_state(module) for module in self._modules()}

    def _import(self) -> None:
        os.environ["LITELLM_LOG"] = "CRITICAL"
        self.litellm: Any = _module("litellm")
        logging.disable(logging.CRITICAL)
        self.litellm.telemetry = False
        self.litellm.suppress_debug_info = True
        self.proxy: Any = _module("litellm.proxy.proxy_server")
        self.secrets: Any = _module("litellm.secret_managers.main")
        for name in ("boto3", "azure.identity", "litellm.llms.bedrock.base_aws_llm"):
            with contextlib.suppress(ImportError):
                _module(name)
        self.version: str = _module("importlib.metadata").version("litellm")

    def close(self) -> None:
        """Take every patch back and stop the server."""
        self._patches.undo()
        self._server.shutdown()
        self._server.server_close()
        logging.disable(logging.NOTSET)

    # -- watching

    def _watch_caches(self) -> None:
        """Know every in-process cache, those that are made later too."""
        cache: Any = _module("litellm.caching.in_memory_cache").InMemoryCache
        self._caches: weakref.WeakSet[Any] = weakref.WeakSet(o for o in gc.get_objects() if isinstance(o, cache))

        def made(old: Any) -> Any:
            def __init__(this: Any, *args: Any, **named: Any) -> None:
                old(this, *args, **named)
                self._caches.add(this)

            return __init__

        self._patches.put(cache, "__init__", made)
        self._memos: list[Any] = []
        self._modules_seen = 0
        self._find_memos()
        gc.collect()
        gc.freeze()

    def _find_memos(self) -> None:
        """Know every memoised function, after each batch of imports."""
        if len(sys.modules) != self._modules_seen:
            self._modules_seen = len(sys.modules)
            self._memos += [o for o in gc.get_objects() if isinstance(o, functools._lru_cache_wrapper) and _ours(o)]
            gc.freeze()

    def _watch_resolver(self) -> None:
        """Write down what the resolver is asked, whoever has imported it under whatever name."""
        function = self.secrets.get_secret
        real = types.FunctionType(
            function.__code__, function.__globals__, function.__name__, function.__defaults__, function.__closure__
        )
        real.__kwdefaults__ = function.__kwdefaults__

        def watched(secret_name: str, default_value: Any) -> Any:
            trace = self._server.trace
            if trace is None:
                return real(secret_name, default_value)
            try:
                with _as_nobody(trace.unreadable_files):
                    value = real(secret_name, default_value)
            except BaseException as problem:
                trace.resolved.append((secret_name, problem))
                raise
            trace.resolved.append((secret_name, value))
            return value

        self.secrets._oracle_watched = watched
        scope: dict[str, Any] = {}
        exec(
            "def get_secret(secret_name, default_value=None):\n return _oracle_watched(secret_name, default_value)",
            scope,
        )
        self._patches.put(function, "__code__", lambda _: scope["get_secret"].__code__)

    def _watch_signatures(self) -> None:
        """Write down the secret keys of AWS signatures, which no request shows."""
        try:
            auth = _module("botocore.auth")
        except ImportError:
            return

        def make(old: Any) -> Any:
            def add_auth(signer: Any, request: Any) -> Any:
                trace = self._server.trace
                if trace is not None and signer.credentials is not None:
                    trace.signing_secrets.append(str(signer.credentials.secret_key))
                return old(signer, request)

            return add_auth

        self._patches.put(auth.SigV4Auth, "add_auth", make)

    # -- starting afresh

    def _modules(self) -> list[Any]:
        return [self.litellm, self.proxy]

    def _reset(self) -> None:
        """Forget everything that an earlier row left in the process."""
        for module, state in self._initial.items():
            _restore_plain_state(module, state)
        for cache in list(self._caches):
            cache.flush_cache()
        self._find_memos()
        for memo in self._memos:
            memo.cache_clear()
        with contextlib.suppress(ImportError, AttributeError):
            exchange = _module("litellm.llms.base_llm.auth.token_exchange")
            exchange.default_token_exchange_engine._entries.clear()
        with contextlib.suppress(ImportError, AttributeError):
            agents = _module("litellm.proxy.agent_endpoints.agent_registry")
            agents.global_agent_registry.agent_list.clear()
        boto3 = sys.modules.get("boto3")
        if boto3 is not None:
            boto3.DEFAULT_SESSION = None  # type: ignore[attr-defined]

    @contextlib.contextmanager
    def _watching(self, row: Row) -> Iterator[Trace]:
        trace = Trace(row)
        trace.unreadable_files = any(
            isinstance(spec, dict) and spec.get("mode") == "000" for spec in row.get("files", {}).values()
        )
        with _alone(row), World(row) as world:
            row["_path"], row["_folder"] = world.config, world.folder
            self._reset()
            self._server.trace = trace
            try:
                with open(os.devnull, "w") as nowhere:
                    with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
                        yield trace
            finally:
                self._server.trace = None

    # -- asking

    def resolve(
        self, reference: str, env: dict[str, str] | None = None, files: dict[str, Any] | None = None, **more: Any
    ) -> Result:
        """What the bare resolver makes of a reference."""
        row = {"env": env or {}, "files": files or {}, **more}
        try:
            with self._watching(row) as trace:
                try:
                    result: Result = {"value": self.secrets.get_secret(reference)}
                except Exception as problem:
                    result = {"error": _named(problem)}
                return {**result, "fetched": trace.fetched}
        except Skip as reason:
            return {"skipped": str(reason)}

    def run(self, row: Row) -> Result:
        """Load the row's config, make one request, and say what became of the reference."""
        row = dict(row)
        if "resolve" in row:
            more = {"answers": row["answers"]} if "answers" in row else {}
            return {"id": row["id"], **self.resolve(row["resolve"], row.get("env"), row.get("files"), **more)}
        result: Result = {
            "id": row["id"],
            "loads": None,
            "load_error": None,
            "deployments": [],
            "outcome": None,
            "relying_party": None,
            "error": None,
            "requests": [],
        }
        try:
            with self._watching(row) as trace:
                seconds = row.get("timeout", TIMEOUT)
                try:
                    with _interrupted_after(seconds):
                        asyncio.run(asyncio.wait_for(self._ask(row, result), seconds))
                except TooLong:
                    problem = f"TimeoutError: the row took more than {seconds:g} seconds"
                    result.update(
                        {"error" if result["loads"] else "load_error": problem, "loads": bool(result["loads"])}
                    )
        except Skip as reason:
            return {"id": row["id"], "skipped": str(reason)}
        judge(trace, result, row)
        for name in ("load_error", "error"):
            if result[name]:
                result[name] = result[name].replace(row["_folder"] + "/", "")
        return result

    async def _ask(self, row: Row, result: Result) -> None:
        loader = self.proxy.ProxyConfig()
        merged: list[Any] = []
        read = loader.get_config

        async def get_config(*args: Any, **named: Any) -> Any:
            config = await read(*args, **named)
            with contextlib.suppress(RecursionError):
                merged.append(_plain(config))
            return config

        loader.get_config = get_config
        try:
            router = (await loader.load_config(router=None, config_file_path=row["_path"]))[0]
        except Exception as problem:
            result.update(loads=False, load_error=_named(problem))
            return
        result["loads"] = True
        deployments = [dict(item) for item in (getattr(router, "model_list", None) or [])]
        result["deployments"] = [item.get("model_name") for item in deployments]
        self.proxy.llm_router = router
        entries = (merged[-1] if merged else {}).get("model_list") or []
        index = row.get("entry", 0)
        if index is None or row.get("op") == "load" or not isinstance(entries, list) or index >= len(entries):
            return
        entry = entries[index]
        row["_entry"] = entry
        deployment = _deployment_of(entries, index, deployments)
        if deployment is None:
            result["outcome"] = "not-loaded"
            return
        row["_deployment"] = deployment
        info = entry.get("model_info")
        mode = info.get("mode") if isinstance(info, dict) else None
        name = deployment["model_name"]
        alike = [item for item in deployments if item.get("model_name") == name]
        if len(alike) > 1:
            name = (deployment.get("model_info") or {}).get("id", name)
        try:
            await _request(router, row.get("op") or mode or "chat", row.get("model", name), row)
        except Exception as problem:
            result["error"] = _named(problem)


def _plain(value: Any) -> Any:
    """A copy of nested mappings and lists, which the loader goes on to change."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def _plain_state(module: Any) -> dict[str, tuple[Any, Any]]:
    """The settings of a module: plain values, and containers with a copy of what is in them."""
    state: dict[str, tuple[Any, Any]] = {}
    for name, value in vars(module).items():
        if name.startswith("__"):
            continue
        if isinstance(value, (list, dict, set)):
            state[name] = (value, copy.copy(value))
        elif value is None or isinstance(value, (str, int, float, bool, tuple)):
            state[name] = (value, None)
    for name in ("llm_router", "proxy_config", "secret_manager_client"):
        if name in vars(module):
            state[name] = (vars(module)[name], None)
    return state


def _restore_plain_state(module: Any, state: dict[str, tuple[Any, Any]]) -> None:
    for name, (value, content) in state.items():
        if content is not None and value != content:
            if isinstance(value, list):
                value[:] = content
            else:
                value.clear()
                value.update(content)
        if vars(module).get(name) is not value:
            setattr(module, name, value)
    for name in [name for name, value in vars(module).items() if name not in state and not name.startswith("_")]:
        value = vars(module)[name]
        if value is None or isinstance(value, (str, int, float, bool)):
            delattr(module, name)


def _ours(memo: Any) -> bool:
    """Whether a memoised function may know something of a row; the price map is the same for all."""
    module, name = str(getattr(memo, "__module__", "")), str(getattr(memo, "__name__", ""))
    return module.startswith(("litellm", "azure")) and "model_cost" not in f"{module}.{name}"


class TooLong(BaseException):
    """The row does not end; no `except Exception` of the package may swallow this."""


@contextlib.contextmanager
def _interrupted_after(seconds: float) -> Iterator[None]:
    """Break off what never yields to the event loop, such as an endless loop in the loader."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def alarm(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, alarm)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds + 0.5)
    try:
        yield
    except asyncio.TimeoutError:
        raise TooLong from None
    finally:
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *timer)


@contextlib.contextmanager
def _as_nobody(wanted: bool) -> Iterator[None]:
    """Be a user who is bound by file permissions."""
    if not wanted or os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def _named(problem: BaseException) -> str:
    """Type and text, without the trace and the sentences that LiteLLM appends."""
    text = TAIL.split(str(problem), maxsplit=1)[0].rstrip()
    return f"{type(problem).__name__}: {text}"


def _deployment_of(entries: list[Any], index: int, deployments: list[Any]) -> Any:
    """The deployment that an entry became, or None if it was dropped."""
    left = list(deployments)
    for place, entry in enumerate(entries):
        if not isinstance(entry, dict):
            continue
        params = entry.get("litellm_params")
        found = None
        for item in left:
            same_name = str(item.get("model_name")) == str(entry.get("model_name"))
            model = (item.get("litellm_params") or {}).get("model")
            if same_name and isinstance(params, dict) and _like(params.get("model"), model):
                found = item
                break
        if found is not None:
            left.remove(found)
        if place == index:
            return found
    return None


def _like(written: Any, kept: Any) -> bool:
    return written == kept or not isinstance(written, str) or written.startswith("os.environ/")


# --- one request ------------------------------------------------------------------------------------------------

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)
HELLO = [{"role": "user", "content": "hello"}]


def _arguments(op: str) -> tuple[str, dict[str, Any]]:
    """The router's method for an operation, and the least it must be given."""
    match op:
        case "chat":
            return "acompletion", {"messages": HELLO}
        case "completion":
            return "atext_completion", {"prompt": "hello"}
        case "embedding":
            return "aembedding", {"input": ["hello"]}
        case "image_generation":
            return "aimage_generation", {"prompt": "a dot"}
        case "image_edit":
            return "aimage_edit", {"image": PNG, "prompt": "a dot"}
        case "rerank":
            return "arerank", {"query": "hello", "documents": ["hello", "world"]}
        case "responses":
            return "aresponses", {"input": "hello"}
        case "messages":
            return "aanthropic_messages", {"messages": HELLO, "max_tokens": 5}
        case "audio_transcription":
            return "atranscription", {"file": ("a.wav", b"RIFF0000WAVE", "audio/wav")}
        case "audio_speech":
            return "aspeech", {"input": "hello", "voice": "alloy"}
        case "moderation":
            return "amoderation", {"input": "hello"}
        case "video_generation":
            return "avideo_generation", {"prompt": "a dot"}
        case "ocr":
            return "aocr", {"document": {"type": "document_url", "document_url": "https://example.com/a.pdf"}}
        case "file":
            return "acreate_file", {"file": ("a.jsonl", b"{}", "application/json"), "purpose": "batch"}
        case "batch":
            batch = {"endpoint": "/v1/chat/completions", "completion_window": "24h", "input_file_id": "file-1"}
            return "acreate_batch", batch
    raise ValueError(f"the oracle knows no operation {op!r}")


async def _request(router: Any, op: str, model: str, row: Row) -> None:
    method, arguments = _arguments(op)
    if row.get("stream"):
        arguments = {**arguments, "stream": True}
    arguments = {**arguments, "num_retries": 0, **row.get("params", {})}
    answer = await getattr(router, method)(model=model, **arguments)
    if inspect.isasyncgen(answer) or hasattr(answer, "__aiter__"):
        async for _ in answer:
            pass


# --- judging ----------------------------------------------------------------------------------------------------


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    """Every string below a value, with the nearest key above it."""
    stack: list[tuple[str, Any]] = [("", value)]
    seen: set[int] = set()
    while stack:
        key, item = stack.pop()
        if isinstance(item, (dict, list)):
            if id(item) in seen:
                continue
            seen.add(id(item))
        if isinstance(item, str):
            yield key, item
        elif isinstance(item, dict):
            stack.extend((str(name), child) for name, child in item.items())
        elif isinstance(item, list):
            stack.extend((key, child) for child in item)


def _looks_like_reference(text: str) -> bool:
    plain = text.strip().removeprefix("os.environ/").lower()
    return plain.startswith("oidc/")


def _references(row: Row) -> set[str]:
    """The texts whose fate counts: the row's own, else every one that looks like a reference."""
    if "reference" in row:
        return {row["reference"]}
    yaml = _module("yaml")
    found = {value for value in row.get("env", {}).values() if _looks_like_reference(value)}
    for text in [row.get("config", ""), *(c for c in row.get("files", {}).values() if isinstance(c, str))]:
        try:
            data = yaml.safe_load(text)
        except Exception:
            continue
        for key, value in _texts(data):
            if _looks_like_reference(value) or (key in TOKEN_KEYS[:3] and not value.startswith("os.environ/")):
                found.add(value)
    kept = (row.get("_deployment") or {}).get("litellm_params") or {}
    for key in TOKEN_KEYS:
        held = kept.get(key)
        if isinstance(held, str) and (key != "api_key" or _looks_like_reference(held)):
            found.add(held)
    return {text for text in found if text.strip()}


def _tokens(trace: Trace, references: set[str]) -> set[str]:
    """What the resolver answered for the references that count."""
    wanted = {text.replace("os.environ/", "") for text in references}
    return {
        value
        for name, value in trace.resolved
        if isinstance(value, str) and (name in references or name.replace("os.environ/", "") in wanted)
    }


def _received(sent: Sent) -> str | None:
    """The identity token that a relying party got, or None."""
    if sent.server == "sts" and sent.form.get("Action") == "AssumeRoleWithWebIdentity":
        return sent.form.get("WebIdentityToken")
    if sent.server == "entra":
        return sent.form.get("client_assertion")
    if sent.server == "anthropic":
        body = sent.json if isinstance(sent.json, dict) else sent.form
        return body.get("assertion")
    return None


PARTY = {"sts": "aws", "entra": "azure", "anthropic": "anthropic"}


def _in_body(sent: Sent, text: str) -> bool:
    """Whether a text stands in a body, elsewhere than under the name of a credential."""
    if sent.server == "upstream" and sent.json is not None:
        return any(text in value and key not in CREDENTIAL_KEYS for key, value in _texts(sent.json))
    return any(text in value for value in sent.form.values()) or text.encode() in sent.body


def _carries(sent: Sent, text: str) -> bool:
    """Whether a request carries a text as credential: header, address or form field."""
    kept = text.strip("\r\n")
    if not kept:
        return False
    url = urllib.parse.unquote(sent.url)
    return any(kept in value for value in sent.headers.values()) or kept in url or _in_body(sent, kept)


def judge(trace: Trace, result: Result, row: Row) -> None:
    """Write outcome, relying party and the short list of requests into the result."""
    references = _references(row)
    tokens = _tokens(trace, references)
    shown = [sent for sent in trace.sent if sent.server != "table"]
    result["requests"] = [describe(sent, tokens, references) for sent in shown]
    if not result["loads"]:
        result["outcome"] = "not-loaded" if row.get("op") != "load" else None
        return
    if result["outcome"] == "not-loaded" or "_entry" not in row:
        return
    others = []
    for sent in trace.sent:
        token = _received(sent)
        if token is None:
            others.append(sent)
            continue
        stripped = token.strip()
        own = token in tokens or stripped in {known.strip() for known in tokens}
        bare = "reference" not in row and (sent.server == "anthropic" or not references)
        if own or (bare and TOKEN.search(token)):
            result.update(outcome="exchanged", relying_party=PARTY[sent.server])
            return
        if any(text.strip() == stripped for text in references):
            others.append(sent)
    result["relying_party"] = "none"
    reached = [sent for sent in others if sent.server not in ("google", "github", "imds", "table")]
    secrets = trace.signing_secrets
    carried = any(_leaves(reached, secrets, token) for token in _worth(tokens))
    if carried or ("reference" not in row and any(_bears(sent) for sent in reached)):
        result["outcome"] = "sent"
    elif any(_leaves(reached, secrets, text) for text in references):
        result["outcome"] = "verbatim"
    else:
        result["outcome"] = _without_use(trace, result, references, reached)


def _worth(tokens: set[str]) -> set[str]:
    return {token for token in tokens if len(token.strip()) >= 4}


def _bears(sent: Sent) -> bool:
    """Whether a request carries one of the rows' tokens, whoever has read it."""
    if sent.server == "upstream" and isinstance(sent.json, dict):
        body = " ".join(value for key, value in _texts(sent.json) if key not in CREDENTIAL_KEYS)
    else:
        body = sent.body.decode("utf-8", "replace")
    where = [*sent.headers.values(), urllib.parse.unquote(sent.url), urllib.parse.unquote(body)]
    return any(TOKEN.search(text) for text in where)


def _leaves(reached: list[Sent], secrets: list[str], text: str) -> bool:
    return any(_carries(sent, text) for sent in reached) or any(text == secret for secret in secrets)


def _without_use(trace: Trace, result: Result, references: set[str], reached: list[Sent]) -> str:
    """Unused or fails: the reference has left the process in no form."""
    error = result["error"] or ""
    if "no healthy deployments" in error.lower():
        return "not-loaded"
    wanted = {text.replace("os.environ/", "") for text in references}
    answers = [value for name, value in trace.resolved if name.replace("os.environ/", "") in wanted]
    failed = any(value is None or isinstance(value, BaseException) for value in answers)
    if any(sent.server == "upstream" for sent in reached):
        return "unused"
    if not answers and any(_received(sent) is not None for sent in trace.sent):
        return "unused"  # another token was exchanged, and the request failed after that
    lacks = any(text.lower() in error.lower() for text in LACK_OF_CREDENTIALS)
    if lacks and not failed:
        return "unused"
    return "fails" if error else "unused"


def describe(sent: Sent, tokens: set[str], references: set[str]) -> str:
    """One line about a request, the same in every run and without the credential itself."""
    line = re.sub(r"-session-\d{10}", "-session-<time>", _described(sent, tokens, references))
    line = re.sub(r"(?<=/sessions/)[0-9a-f-]{36}", "<id>", line)
    return TOKEN.sub("<token>", line)


def _described(sent: Sent, tokens: set[str], references: set[str]) -> str:
    parts = urllib.parse.urlsplit(sent.url)
    where = f"{sent.method} {parts.netloc}{urllib.parse.unquote(parts.path)}"
    if sent.server == "sts":
        names = ("Action", "RoleArn", "RoleSessionName", "ExternalId")
        shown = [f"{name}={sent.form[name]}" for name in names if name in sent.form]
        token = sent.form.get("WebIdentityToken")
        if token is not None:
            shown.append(f"WebIdentityToken=<{_kind(token, tokens, references)}>")
        return f"sts {where} {' '.join(shown)} signed-by={_credential(sent, tokens, references)}"
    if sent.server == "entra":
        shown = [f"{name}={sent.form[name]}" for name in ("client_id", "scope", "grant_type") if name in sent.form]
        if "client_assertion" in sent.form:
            shown.append(f"client_assertion=<{_kind(sent.form['client_assertion'], tokens, references)}>")
        if "client_secret" in sent.form:
            shown.append("client_secret=<…>")
        return f"entra {where} {' '.join(shown)}".rstrip()
    if sent.server in ("google", "github", "imds"):
        query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        shown = [f"{name}={query[name]}" for name in ("audience", "resource") if name in query]
        return f"{sent.server} {where} {' '.join(shown)}".rstrip()
    if sent.server == "anthropic":
        return f"anthropic {where} assertion=<{_kind(_received(sent) or '', tokens, references)}>"
    line = f"{sent.server} {where} credential={_credential(sent, tokens, references)}"
    body = sent.body.decode("utf-8", "replace")
    if any(json.dumps(text)[1:-1] in body for text in references):
        line += " body=reference"
    return line


def _kind(text: str, tokens: set[str], references: set[str]) -> str:
    """What a credential is made of, in a word."""
    for name, mark in MINTED.items():
        if mark in text:
            return name
    if any(token.strip() in text for token in _worth(tokens)) or TOKEN.search(text):
        return "token"
    if any(ref.strip() and ref.strip() in text for ref in references):
        return "reference"
    return "other" if text.strip() else "empty"


def _credential(sent: Sent, tokens: set[str], references: set[str]) -> str:
    names = ("authorization", "api-key", "x-api-key", "x-goog-api-key", "ocp-apim-subscription-key")
    held = {name: sent.headers[name] for name in names if name in sent.headers}
    if not held:
        return "none"
    kinds = [f"{name}:{_kind(value, tokens, references)}" for name, value in held.items()]
    session = sent.headers.get("x-amz-security-token")
    if session is not None:
        kinds.append(f"x-amz-security-token:{_kind(session, tokens, references)}")
    return ",".join(kinds)


# --- command line -----------------------------------------------------------------------------------------------


def leave_the_network() -> bool:
    """Move this process into a network of its own that has only loopback, where the system lets it."""
    import ctypes
    import fcntl
    import struct

    try:
        if ctypes.CDLL(None, use_errno=True).unshare(0x40000000) != 0:
            return False
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
            fcntl.ioctl(handle, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))
    except (OSError, AttributeError):
        return False
    return True


def answer_lines() -> None:
    """Answer one row after the other; the first line says which litellm answers."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever the package prints goes elsewhere
    leave_the_network()
    oracle = Oracle()
    print(json.dumps({"litellm": oracle.version}), file=out, flush=True)
    for line in sys.stdin:
        print(json.dumps(oracle.run(json.loads(line))), file=out, flush=True)


def main() -> None:
    """Read rows from stdin, write results to stdout."""
    if "--lines" in sys.argv:
        answer_lines()
        os._exit(0)
    rows = json.load(sys.stdin)
    leave_the_network()
    oracle = Oracle()
    began = time.monotonic()
    results = []
    for row in rows:
        results.append(oracle.run(row))
        if "--progress" in sys.argv:
            print(
                f"{time.monotonic() - began:8.2f}", row["id"], results[-1].get("outcome"), file=sys.stderr, flush=True
            )
    json.dump(results, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
