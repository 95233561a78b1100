"""Hold oidclint's prediction for a row against what the real LiteLLM did with it."""

import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import yaml

from tests.running import oidclint
from validator.redact import safe


def put(path: Path, content: Any) -> None:
    """Make one file as a row describes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        path.write_bytes(content.encode())
    elif content.get("dir"):
        path.mkdir(parents=True, exist_ok=True)
    elif "link" in content:
        path.symlink_to(content["link"])
    elif "bytes_hex" in content:
        path.write_bytes(bytes.fromhex(content["bytes_hex"]))
    else:
        path.write_text(content.get("content", ""), encoding="utf-8")


def lay(row: dict[str, Any], root: Path) -> list[str]:
    """Write a row's config, files and environment below a folder; give the options that name them."""
    work = root / "tmp" / "oracle-work"
    work.mkdir(parents=True)
    (root / "run").mkdir()
    (root / "var").mkdir()
    (root / "var" / "run").symlink_to("/run")
    (work / "config.yaml").write_text(with_operation(row), encoding="utf-8")
    for name, content in row.get("files", {}).items():
        path = work / name if not name.startswith("/") else root / name.removeprefix("/var").lstrip("/")
        put(path, content)
    env = root / "env-file"
    lines = []
    for name, value in row.get("env", {}).items():
        lines += ["--env", f"{name}={value}"]
    if not lines:
        env.write_text("")
        lines = ["--env-file", str(env)]
    return [str(work / "config.yaml"), "--files", str(root), *lines]


_BESIDE_THE_POINT = (
    "aws-no-session-external-id",  # AssumeRole refuses another parameter; the token is not read
    "route-",  # requests that fail for reasons of the model or of the request's own parameters
    "key-openai-case",  # no references, so no chains: reported as findings
    "key-azure-case",
    "key-openai-variable",
    "key-azure-variable",
    "azure-openai-variable",
    "field-openai-identity-file",
    "field-api-base",
    "field-azure-password",
    "field-tenant-id-only",
    "field-vertex-credentials",  # needs Google's libraries
    "azure-prefix-no-slash",  # plain text in azure_ad_token: no reference, so no chain
    "azure-word-before",
    "azure-os-environ-value-token",
    "azure-variable-name",
    "azure-path",
    "azure-raw-token",
    "azure-os-environ-four-steps",
    "anthropic-token-file",  # a path, no reference
    "aws-azure-nothing",  # azure-identity finds nothing: a fetch that fails
    "azure-azure-nothing",
    "aws-azure-managed-identity-silent",
    "azure-azure-managed-identity-silent",
    "azure-messages",  # no mode of the model table is called so
    "yaml-upper-case-key",  # handed on in the body, which the request does not reach for want of credentials
    "yaml-misspelt-key",
    "azure-image-variable-beside",  # the variable that beats this reference fails; its own chain says so
    "several-3",  # a number as token, read by a release that does not check types
    "load-recursive-alias",  # refused as malformed, and nothing is said of LiteLLM
)
"""Rows that ask something the chain does not answer, each with its reason."""


_TWO_TOKENS = ("-bearer-key-reference",)
"""Rows with two tokens, of which the driver reports the other one."""


_BESIDE_THE_RESOLVER = ("resolve-azure-nothing", "resolve-azure-managed-identity-silent")
"""Fetches that fail: azure-identity finds no machine to ask."""


def comparable(row: dict[str, Any]) -> bool:
    """Say whether a row asks what a chain answers: fetches that succeed, and files this process can lay."""
    fetched = any(answer != {} for answer in row.get("answers", {}).values())
    return (
        "config" in row
        and readable(row)
        and not fetched
        and not row["id"].startswith(_BESIDE_THE_POINT)
        and not row["id"].endswith(_TWO_TOKENS)
    )


def with_operation(row: dict[str, Any]) -> str:
    """Give the row's config with its operation as the entry's mode, where the row names one."""
    operation = row.get("op")
    if operation in (None, "load"):
        return str(row["config"])
    try:
        data = yaml.safe_load(row["config"])
        entry = data["model_list"][row.get("entry", 0)]
        if not isinstance(entry.get("model_info", {}), dict):
            return str(row["config"])
        entry.setdefault("model_info", {}).setdefault("mode", operation)
    except (yaml.YAMLError, KeyError, IndexError, TypeError, AttributeError):
        return str(row["config"])
    return json.dumps(data, default=str)


def predict(row: dict[str, Any], version: str) -> dict[str, Any]:
    """Run `check` on a row as a user would; give the JSON report."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        config, *options = lay(row, root)
        return oidclint(
            "check", "--config", config, "--litellm-version", version, *options, cwd=os.path.dirname(config)
        ).report


def readable(row: dict[str, Any]) -> bool:
    """Say whether the row's files can be laid so that we see what LiteLLM sees (a root user reads mode 000)."""
    return not any(isinstance(item, dict) and "mode" in item for item in row.get("files", {}).values())


def chain_of(row: dict[str, Any], report: dict[str, Any]) -> dict[str, Any] | None:
    """Give the chain a row is about."""
    index = row.get("entry", 0)
    mine = [chain for chain in report["chains"] if chain["path"][:2] == ["model_list", index] or chain["model"] is None]
    mine = mine or report["chains"]
    wanted = row.get("reference")
    if wanted is not None:
        named = [chain for chain in mine if chain["reference"] == wanted]
        if not named and wanted in row.get("env", {}).values():
            named = [chain for chain in mine if chain["reference"] is None]
            return named[0] if named else None
        mine = named or mine
    order = ("aws_web_identity_token", "azure_ad_token", "anthropic_identity_token")
    mine.sort(key=lambda chain: order.index(chain["field"]) if chain["field"] in order else 9)
    return mine[0] if mine else None


def disagreements(row: dict[str, Any], truth: dict[str, Any], version: str) -> list[str]:
    """Compare one row; an empty list means that we agree."""
    report = predict(row, version)
    config = report["configs"][0] if report["configs"] else {"loads": None, "deployments": None, "predicts": []}
    found = []
    if config["loads"] != truth["loads"]:
        found.append(f"loads: we say {config['loads']}, LiteLLM {truth['loads']} ({truth['load_error']})")
    elif truth["loads"] and config["deployments"] != truth["deployments"]:
        found.append(f"deployments: we say {config['deployments']}, LiteLLM {truth['deployments']}")
    endless = "TimeoutError" in (truth["load_error"] or "")  # an include that leads back: nothing is ever said
    if (
        not truth["loads"]
        and config["loads"] is False
        and not endless
        and not said(config["predicts"], truth["load_error"])
    ):
        found.append(f"load error: we say {config['predicts']}, LiteLLM {truth['load_error']}")
    if truth["outcome"] is None or "No module named" in (truth["error"] or ""):
        return found
    chain = chain_of(row, report)
    ours = chain["outcome"] if chain is not None else None
    if ours is None:
        if truth["outcome"] not in ("unused", "not-loaded", "fails"):
            found.append(f"outcome: we have no chain, LiteLLM {truth['outcome']}")
        return found
    assert chain is not None
    if ours != truth["outcome"]:
        found.append(f"outcome: we say {ours}, LiteLLM {truth['outcome']} ({(truth['error'] or '')[:160]})")
    elif ours == "fails":
        words = [text for step in chain["steps"] for text in step.get("predicts", [])]
        if not said(words, truth["error"]):
            found.append(f"error: we say {words}, LiteLLM {truth['error']}")
    if ours in ("exchanged",) and truth["relying_party"] not in (None, chain["relying_party"]):
        found.append(f"relying party: we say {chain['relying_party']}, LiteLLM {truth['relying_party']}")
    return found


def said(predicted: list[str], error: str | None) -> bool:
    """Say whether one of the predicted `Type: message` texts is in the error, white space aside."""
    if error is None:
        return False
    error = safe(error)  # a report escapes what a terminal cannot show
    error = re.sub(r"\S*/", "", error)
    predicted = [re.sub(r"\S*/", "", text) for text in predicted]
    real = " ".join(error.replace("\\n", " ").split())
    for text in predicted:
        kind, _, message = text.partition(": ")
        words = " ".join(message.replace("\\n", " ").split())
        if words[:60] and words[:60] in real:
            return True
        pieces = [piece for piece in re.split(r"(?<=CredentialItem|LiteLLM_Params)\s", words) if piece]
        if pieces and all(piece in real for piece in pieces):
            return True
        if not words and kind in real:
            return True
    return False


def resolver_disagreements(row: dict[str, Any], truth: dict[str, Any], version: str) -> list[str]:
    """Compare a bare reference: what `diagnose --ref` says of it against the package's own resolver."""
    with tempfile.TemporaryDirectory() as folder:
        config, *options = lay({**row, "config": ""}, Path(folder))
        told = ["diagnose", "--ref", row["resolve"], "--litellm-version", version, *options, "--format", "json"]
        chain = oidclint(*told, cwd=os.path.dirname(config)).report["chains"][0]
    steps = {step["step"]: step for step in chain["steps"]}
    ours, step = (
        ("deny", steps["reference"]) if steps["reference"]["verdict"] == "deny" else (None, steps["environment"])
    )
    ours = ours or step["verdict"]
    if step["reason"] == "not-a-reference":
        return [] if truth.get("fetched") is not True and "error" not in truth else [f"we say {step}, LiteLLM {truth}"]
    if "error" in truth:
        if ours != "deny" or not said(step.get("predicts", []), truth["error"]):
            return [f"we say {step}, LiteLLM {truth['error']}"]
        return []
    return (
        []
        if ours != "deny" and truth.get("fetched", False) == (step["reason"] == "fetched")
        else [f"we say {step}, LiteLLM {truth}"]
    )


def compare_one(row: dict[str, Any], truth: dict[str, Any], version: str) -> list[str] | None:
    """Compare a row with what the driver saw: each disagreement, or None for a row that nothing can be said about."""
    if truth.get("skipped"):
        return None
    if "broke" in truth:
        return [f"LiteLLM did not survive this row: {truth['broke']}"]
    if "resolve" in row:
        fetch_fails = any(answer != {} for answer in row.get("answers", {}).values())
        if not readable(row) or fetch_fails or row["id"].startswith(_BESIDE_THE_RESOLVER):
            return None
        return resolver_disagreements(row, truth, version)
    return disagreements(row, truth, version) if comparable(row) else None


def compare_all(rows: list[dict[str, Any]], truths: list[dict[str, Any]], version: str) -> tuple[int, list[str]]:
    """Compare every comparable row with what the driver saw; give how many there were, and each disagreement."""
    by_id = {truth["id"]: truth for truth in truths}
    compared, found = 0, []
    for row in rows:
        told = compare_one(row, by_id[row["id"]], version) if row["id"] in by_id else None
        if told is not None:
            compared += 1
            found += [f"{row['id']}: {text}" for text in told]
    return compared, found
