"""What must never be shown: tokens, keys, and characters that do something to a terminal, a log or a page."""

import functools
import re
from typing import Any

STARS = "•••"

_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*){0,3}")
_JWT_WHOLE = re.compile(
    r"^\s*(?:Bearer\s+)?[\"']?eyJ[A-Za-z0-9_-]{5,}={0,2}\.[A-Za-z0-9_=-]{2,}\.[A-Za-z0-9_=-]*[\"']?\s*$"
)
_SECRET = re.compile(
    r"eyJ[A-Za-z0-9_-]{13,}(?:\.[A-Za-z0-9_=-]*){0,4}"  # a JWT, or the piece of one
    r"|\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}\b"
    r"|\bsk-[A-Za-z0-9_-]{8,}"
    r"|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}"
    r"|(?<=://)[^/\s:@\"']{1,200}:[^/\s@\"']{1,200}(?=@)"  # user and password in a URL
    r"|(?<=[?&]sig=)[^&\s\"']+|(?<=[?&]code=)[^&\s\"']+|(?<=[?&]key=)[^&\s\"']+|(?<=[?&]token=)[^&\s\"']+"
    r"|(?<=[Bb]earer )[A-Za-z0-9._~+/=-]{12,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?"
)
_HINTS = (
    "eyJ", "AKIA", "ASIA", "ABIA", "ACCA", "sk-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "-----BEGIN ",
    "@", "sig=", "code=", "key=", "token=", "earer ",
)  # fmt: skip
"""A text without any of these holds no secret: quicker to see than to try the pattern at every letter."""
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\U000e0000-\U000e007f]"
)
COMMAND = re.compile(r"##(?=\[|vso\[)")
"""What GitHub's runner and Azure Pipelines take for a command anywhere in a line (`##[add-mask]…`, `##vso[…]`)."""
_REFERENCE = re.compile(r"^\s*['\"]?(?:os\.environ/|oidc/)")


def is_jwt(text: str) -> bool:
    """Say whether a text is a JWT and nothing else (quotes, blanks and `Bearer ` allowed)."""
    return "eyJ" in text and len(text) < 100_000 and _JWT_WHOLE.match(text) is not None


def holds_jwt(text: str) -> bool:
    """Say whether a JWT stands anywhere in a text."""
    return _JWT.search(text) is not None


def hide(text: str) -> str:
    """Put stars over everything in a text that looks like a token or a key."""
    for hint in _HINTS:
        if hint in text:
            return _SECRET.sub(STARS, text)
    return text


def visible(text: str) -> str:
    """Write control, bidirectional and invisible characters as escapes; keep line ends and tabs."""
    if text.isprintable() and "##" not in text:  # nearly every text
        return text
    if "##" in text:
        text = COMMAND.sub(r"#\\x23", text)
    return _CONTROL.sub(
        lambda match: f"\\u{ord(match[0]):04x}" if ord(match[0]) > 0xFF else f"\\x{ord(match[0]):02x}", text
    )


def safe(text: str) -> str:
    """Make a text fit for any output: secrets starred, control characters escaped."""
    return visible(hide(text))


@functools.lru_cache(4096)
def one_line(text: str, limit: int = 200) -> str:
    """Make a text fit for one line of output. Kept: a report says the same few things again and again."""
    text = safe(text)
    if not text.isprintable():
        text = text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")
    return text if len(text) <= limit else text[: limit - 1] + "…"


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Redaction:
    """Which keys hide their value (data: policies/redaction.yaml)."""

    def __init__(self, data: dict[str, Any]) -> None:
        self._keys = frozenset(key.lower() for key in data["keys"])
        self._suffixes = tuple(suffix.lower() for suffix in data["suffixes"])

    def secret_key(self, key: object) -> bool:
        """Say whether a scalar under this key is a credential."""
        name = str(key)
        if not name.islower():
            name = _CAMEL.sub("_", name).lower()
        return name in self._keys or name.endswith(self._suffixes)

    def value(self, key: object, text: str) -> str:
        """Give a scalar fit to show: stars for a credential, unless it is a reference."""
        if _REFERENCE.match(text):
            return hide(text)
        return STARS if self.secret_key(key) else hide(text)
