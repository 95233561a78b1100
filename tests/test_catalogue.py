"""Data and code agree: rules, checks, examples, advice, schemas."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from validator.rules import CHECKS

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = {"malformed-file", "rule-crashed", "chain-denied", "chain-undecided", "unused-ignore"}
"""Rules that no check of a config yields: the reader, the runner, the chain and the ignores report them."""

CONTRACT = """
malformed-file duplicate-key unknown-top-level-key invalid-config unresolved-reference-field unsupported-relying-party
unknown-provider malformed-reference audience-missing audience-ignored audience-mangled unofficial-provider
prefer-azure-provider relative-token-path token-path-not-allowed whitespace-in-reference literal-token
environment-variable-missing missing-role-name missing-session-name invalid-session-name invalid-role-arn
external-id-unsupported static-keys-beside-oidc static-keys region-missing inference-profile-region insecure-endpoint
missing-client-id missing-tenant-id client-id-is-tenant-id authority-host-redundant api-key-beside-oidc invalid-api-base
entra-needs-custom-subdomain chain-denied chain-undecided unused-ignore rule-crashed
""".split()


def entries() -> list[dict[str, Any]]:
    """Give every rule entry."""
    return [
        entry
        for path in sorted((ROOT / "policies" / "rules").glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text())
    ]


def test_rules_and_checks_are_one_set() -> None:
    """Every rule has a check or is reported elsewhere, and every check has a rule."""
    ids = [entry["id"] for entry in entries()]
    assert len(ids) == len(set(ids))
    assert set(ids) == {check.rule for check in CHECKS} | ELSEWHERE
    assert set(CONTRACT) <= set(ids)


def test_every_rule_has_examples() -> None:
    """A bad and a good example for every rule that a config can show."""
    shown = {folder.name for folder in (ROOT / "examples" / "rules").iterdir()}
    wanted = {entry["id"] for entry in entries()} - {"rule-crashed", "chain-denied", "chain-undecided"}
    assert shown == wanted
    for name in shown:
        assert {"bad.yaml", "good.yaml"} <= {path.name for path in (ROOT / "examples" / "rules" / name).iterdir()}


def test_advice_names_rules() -> None:
    """Every rule a reason names exists, and every denied reason has words."""
    ids = {entry["id"] for entry in entries()}
    for reason, advice in yaml.safe_load((ROOT / "policies" / "advice.yaml").read_text()).items():
        assert advice["cause"], reason
        assert {advice.get("rule", "chain-denied"), *advice.get("also", ())} <= ids, reason


@pytest.mark.parametrize("kind", ["rule", "provider"])
def test_policies_fit_their_schema(kind: str) -> None:
    """Every rule file and every provider file is valid."""
    schema = json.loads((ROOT / "schemas" / f"{kind}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    files = sorted((ROOT / "policies" / f"{kind}s").glob("*.yaml"))
    assert files
    for path in files:
        jsonschema.validate(yaml.safe_load(path.read_text()), schema)


def test_nine_providers() -> None:
    """The nine providers of LiteLLM's documentation, with the words of the resolver."""
    from validator.litellm.reference import WORDS

    found = {path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / "policies" / "providers").glob("*.yaml")}
    assert len(found) == 9
    assert {entry["word"] for entry in found.values()} == WORDS
    assert {name for name, entry in found.items() if not entry["official"]} == {"file", "env", "env_path"}


def test_every_table_names_its_source() -> None:
    """Each table under policies/ says where it comes from."""
    for path in sorted((ROOT / "policies").rglob("*")):
        if path.suffix in (".yaml", ".json") and not path.name.startswith(".") and path.name != "advice.yaml":
            assert "source" in path.read_text(), path


def test_schemas_have_stable_ids() -> None:
    """Each schema is a schema, with an $id of its own."""
    ids = []
    for path in (ROOT / "schemas").glob("*.schema.json"):
        schema = json.loads(path.read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        ids.append(schema["$id"])
    assert len(ids) == len(set(ids))
