"""Draw random rows: bare references with variables and files, and small configs around one reference.

A draw is a row as driver.py describes it, so the same draws can be put to any release, and one that finds a difference
can be kept in rows.py as it stands.
"""

import json
from random import Random
from typing import Any

from tests.oracle.rows import CLAUDE, CLIENT, GITHUB, ROLE, TENANT, TOKEN

Row = dict[str, Any]

ROOT = "/tmp/oidclint-oracle/draws"
"""Where the files of a drawn row lie; one of the folders in which the driver may create some."""

WORDS = ["google", "circleci", "circleci_v2", "github", "azure", "file", "env", "env_path"]
ODD = ["", "aws", "GitHub", "example-provider", "oidc", "google ", "k8s", "circleci_v3", "os.environ"]
NAMES = [
    "MY_TOKEN", "OTHER", "CIRCLE_OIDC_TOKEN", "CIRCLE_OIDC_TOKEN_V2", "AZURE_FEDERATED_TOKEN_FILE", "a/b", "A",
    "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET",
    "AZURE_TENANT_ID", "AZURE_CREDENTIAL", "LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS",
]  # fmt: skip


def token_files(root: str) -> dict[str, Any]:
    """Every kind of token file, inside and outside of the allowed folder, as the files of a row."""
    allowed, outside = f"{root}/allowed", f"{root}/allowed-not"
    return {
        f"{allowed}/folder": {"dir": True},
        f"{allowed}/token": "TOKEN-in-a-file",
        f"{allowed}/empty": "",
        f"{allowed}/line": " TOKEN with blanks \r\nand lines\n",
        f"{allowed}/binary": {"bytes_hex": "fffe00"},
        f"{outside}/token": "TOKEN-outside",
        f"{allowed}/out": {"link": f"{outside}/token"},
        f"{outside}/in": {"link": f"{allowed}/token"},
        f"{allowed}/loop": {"link": f"{allowed}/loop"},
        f"{allowed}/dangling": {"link": f"{allowed}/nowhere"},
        f"{root}/link": {"link": allowed},
    }


def paths(root: str) -> list[str]:
    """Give the paths worth trying below and beside those files."""
    names = "token empty line binary out loop dangling folder absent ../allowed-not/token in".split()
    bases = (f"{root}/allowed", f"{root}/link", f"{root}/allowed-not")
    found = [f"{base}/{name}" for base in bases for name in [*names, ""]]
    return [*found, "relative/token", "", "/", "~/token", f"{root}/allowed//token", f"{root}/allowed/./token/."]


RESTS = [
    *NAMES, "https://sts.example", "oidc/env/A", "os.environ/A", "a//b", "MY_TOKEN ", "MY_oidc/TOKEN", "x/oidc/y",
]  # fmt: skip
LETTERS = "aA0/:._- oidc@%{}[]é€\u200b\U0001f511"


def reference(random: Random, root: str) -> tuple[str, dict[str, str]]:
    """Draw a reference and an environment."""
    known = paths(root)
    if random.random() < 0.1:
        text = _text(random, 20)
    else:
        rest = random.choice([random.choice(RESTS), random.choice(known), _text(random, 12)])
        begin = random.choice(["", "", "os.environ/", "os.environ/os.environ/", " ", "x"])
        word = random.choice(["oidc/", "oidc/", "oidc/oidc/", "OIDC/", "oidc", ""])
        text = (
            begin
            + word
            + random.choice(WORDS * 3 + ODD)
            + random.choice(["/", "/", "/", "/", "", "//", "/oidc/"])
            + rest
        )
    values = ["TOKEN-in-a-variable", "", "true", "False", " x\n", "oidc/env/OTHER", "https://h.example/t"]
    environment = {
        random.choice(NAMES): random.choice([random.choice(values), random.choice(known)])
        for _ in range(random.randint(0, 6))
    }
    if random.random() < 0.75:
        environment["LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS"] = random.choice(
            [
                f"{root}/allowed",
                f"{root}/allowed",
                f" {root}/link , /run/secrets",
                "",
                ",",
                "/",
                f"{root}/allowed/token",
            ]
        )
    return text, environment


def _text(random: Random, longest: int) -> str:
    return "".join(random.choice(LETTERS) for _ in range(random.randint(0, longest)))


def bare(random: Random) -> Row:
    """Draw a row that asks the bare resolver.

    What azure-identity finds when nothing names a token file depends on the machine, so azure always has one here.
    """
    text, environment = reference(random, ROOT)
    if "azure" in text:
        environment.setdefault("AZURE_FEDERATED_TOKEN_FILE", f"{ROOT}/allowed/token")
    return with_files({"resolve": text, "env": environment})


def with_files(row: Row) -> Row:
    """Give the row the token files if it names one."""
    return {**row, "files": token_files(ROOT)} if ROOT in json.dumps(row) else row


# --- small configs ----------------------------------------------------------------------------------------------

ENVIRONMENT = {
    "MY_TOKEN": TOKEN,
    "TOKEN_PATH": f"{ROOT}/allowed/token",
    "REF": "oidc/env/MY_TOKEN",
    "BAD_REF": "oidc/gitlab/x",
    "CIRCLE_OIDC_TOKEN": "TOKEN-CIRCLE-IDENTITY-0003",
    "LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS": f"{ROOT}/allowed",
    "ROLE": ROLE,
    "CLIENT": CLIENT,
    **GITHUB,
}
REFERENCES = [
    "oidc/env/MY_TOKEN", "oidc/env/MY_TOKEN", "oidc/env/UNSET", "oidc/env_path/TOKEN_PATH", f"oidc/file/{ROOT}/allowed/token",
    f"oidc/file/{ROOT}/allowed-not/token", "oidc/file/relative", "oidc/google/aud", "oidc/google", "oidc/github/aud",
    "oidc/circleci/", "oidc/circleci_v2/", "oidc/gitlab/x", "OIDC/env/MY_TOKEN", "os.environ/REF", "os.environ/BAD_REF",
    "os.environ/UNSET", "os.environ/oidc/env/MY_TOKEN", "oidc/oidc/env/MY_TOKEN",
]  # fmt: skip
AWS: dict[str, list[Any]] = {
    "aws_role_name": [ROLE, ROLE, "os.environ/ROLE", "os.environ/UNSET", None],
    "aws_session_name": ["litellm-proxy", "litellm-proxy", "a b", "", None],
    "aws_region_name": ["us-east-1", "us-east-1", "eu-central-1", "nowhere", None],
    "aws_external_id": [None, None, None, "external-1"],
    "rpm": [None, None, 5],
    "tags": [None, None, ["a"]],
}
AZURE: dict[str, list[Any]] = {
    "api_base": ["https://oracle.openai.azure.com", "https://oracle.openai.azure.com/"],
    "api_version": ["2024-10-21", "2024-10-21", "preview", None],
    "client_id": [CLIENT, CLIENT, CLIENT, "os.environ/CLIENT", None],
    "tenant_id": [TENANT, TENANT, TENANT, "os.environ/UNSET", None],
    "azure_scope": [None, None, "https://cognitiveservices.azure.com/.default"],
    "timeout": [None, None, 5, "5"],
}
FAMILIES: list[tuple[str, str, str | None, dict[str, list[Any]]]] = [
    (CLAUDE, "aws_web_identity_token", None, AWS),
    ("bedrock/converse/amazon.nova-lite-v1:0", "aws_web_identity_token", None, AWS),
    ("bedrock/amazon.titan-embed-text-v2:0", "aws_web_identity_token", "embedding", AWS),
    ("azure/gpt-4o", "azure_ad_token", None, AZURE),
    ("azure/text-embedding-3-small", "azure_ad_token", "embedding", AZURE),
    ("azure_ai/mistral-large", "azure_ad_token", None, AZURE),
]
"""Model, the field of its reference, operation, and what may stand beside. A profile or half a pair of keys ends the
request for reasons of the machine or of the request, which a chain does not judge, and so does a client_secret beside a
text that is no reference; so they are not drawn."""

WRONG = {"aws_session_name": 42, "rpm": "x", "tags": "a", "client_id": 7, "timeout": [5]}
"""Values of a wrong type, which drop the entry they stand in."""

PLACES = ("params", "params", "params", "anchor", "credential", "default")


def small_config(random: Random) -> Row:
    """Draw a config of one entry: a reference, parameters beside it, and the place where they are written."""
    model, field, operation, choices = random.choice(FAMILIES)
    params = {key: random.choice(values) for key, values in choices.items()}
    params = {key: value for key, value in params.items() if value is not None}
    params[field] = random.choice(REFERENCES)
    place = random.choice(PLACES)
    if place == "params" and random.random() < 0.1:
        params.update((key, value) for key, value in WRONG.items() if key in params)
    apart = {key: params.pop(key) for key in list(params) if place != "params" and random.random() < 0.5}
    lines, head, tail = [f"      model: {json.dumps(model)}"], "", ""
    if place == "anchor":
        head = f"x-shared: &shared {json.dumps(apart)}\n"
        lines.insert(0, "      <<: *shared")
    elif place == "credential" and apart:
        lines.append("      litellm_credential_name: shared")
        values = "".join(f"      {key}: {json.dumps(value)}\n" for key, value in apart.items())
        tail = f"credential_list:\n  - credential_name: shared\n    credential_info: {{}}\n    credential_values:\n{values}"
    elif place == "default" and apart:
        tail = f"router_settings:\n  default_litellm_params: {json.dumps(apart)}\n"
    lines += [f"      {key}: {json.dumps(value)}" for key, value in params.items()]
    text = head + "model_list:\n  - model_name: m\n    litellm_params:\n" + "\n".join(lines) + "\n" + tail
    kept = {name: value for name, value in ENVIRONMENT.items() if random.random() < 0.9 and _wanted(name, text)}
    return with_files({"config": text, "env": kept, **({"op": operation} if operation else {})})


def _wanted(name: str, text: str) -> bool:
    """Keep a drawn row short: only the variables its reference may read."""
    if name.startswith("ACTIONS_"):
        return "github" in text
    if name == "LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS":
        return "oidc/file" in text
    return (
        name in text or (name == "MY_TOKEN" and "/REF" in text) or (name == "CIRCLE_OIDC_TOKEN" and "circleci/" in text)
    )


def rows(seed: int, number: int) -> list[Row]:
    """Draw this many different rows, half of them bare references; the same seed gives the same rows."""
    random = Random(seed)
    found: dict[str, Row] = {}
    while len(found) < number:
        row = bare(random) if len(found) % 2 else small_config(random)
        found.setdefault(json.dumps(row), row)
    return [{"id": f"draw-{seed}-{index}", **row} for index, row in enumerate(found.values())]
