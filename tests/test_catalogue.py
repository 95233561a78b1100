"""Data and code agree: rules, checks, examples, advice, schemas."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from validator import bundled
from validator.rules import CHECKS

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = {"malformed-file", "rule-crashed", "chain-denied", "chain-undecided", "unused-ignore"}
"""Rules that no check of a config yields: the reader, the runner, the chain and the ignores report them."""

CONTRACT = {
    "config": "malformed-file duplicate-key unknown-top-level-key invalid-config unresolved-reference-field "
    "unsupported-relying-party",
    "reference": "unknown-provider malformed-reference audience-missing audience-ignored audience-mangled unofficial-provider "
    "prefer-azure-provider relative-token-path token-path-not-allowed whitespace-in-reference literal-token "
    "environment-variable-missing",
    "bedrock": "missing-role-name missing-session-name invalid-session-name invalid-role-arn external-id-unsupported "
    "static-keys-beside-oidc static-keys region-missing inference-profile-region insecure-endpoint",
    "azure": "missing-client-id missing-tenant-id client-id-is-tenant-id authority-host-redundant api-key-beside-oidc "
    "invalid-api-base entra-needs-custom-subdomain",
    "chain": "chain-denied chain-undecided",
    "tool": "unused-ignore rule-crashed",
}
"""The names that were promised, by group."""

INFOS = {"unsupported-relying-party", "static-keys", "authority-host-redundant", "chain-undecided"}
"""Promised rules that were promised to be infos."""


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


@pytest.mark.parametrize("group", CONTRACT)
def test_promised_rules_exist(group: str) -> None:
    """Every promised name is a rule of its group, stable, and an info where that was promised."""
    found = {entry["id"]: entry for entry in entries()}
    for name in CONTRACT[group].split():
        assert name in found
        assert found[name]["group"].removesuffix("s") == group
        assert found[name]["status"] == "stable"
        assert (found[name]["severity"] == "info") == (name in INFOS) or name not in INFOS


def test_code_names_only_rules_that_exist() -> None:
    """A rule that the code reports by name has an entry."""
    ids = {entry["id"] for entry in entries()}
    named = set()
    for path in (ROOT / "validator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in ("Finding", "Fault", "Diagnostic", "Check"):
                    named.add(node.args[0].value)
    assert len(named) > 30
    assert named <= ids


def test_checks_are_named_for_their_rule() -> None:
    """A check that serves one rule is the function of that name, unless it was made for the rule or shared by several."""
    views = {check.view for check in CHECKS}
    assert views <= {"document", "config", "entry", "use"}
    serving: dict[str, set[str]] = {}
    for check in CHECKS:
        serving.setdefault(check.function.__name__, set()).add(check.rule)
    ids = {entry["id"] for entry in entries()}
    for function, rules in serving.items():
        name = function.replace("_", "-")
        assert name not in ids or rules == {name}, function


def test_prose_of_a_rule_is_fit_to_print() -> None:
    """Titles fit a table; why and fix are sentences; nothing names a machine or holds a control character."""
    for entry in entries():
        assert (
            entry["title"][0].islower()
            or not entry["title"][0].isalpha()
            or entry["title"].split()[0].isupper()
            or entry["title"].startswith(("LiteLLM", "OIDC", "Azure", "AWS"))
        ), entry["id"]
        for part in ("why", "fix"):
            text = entry[part].strip()
            assert text[-1] in ".`)?!", (entry["id"], part)
            assert text.replace("\n", " ").isprintable(), (entry["id"], part)


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


def test_compiled_policies_hold_every_rule_and_provider() -> None:
    """What a run reads is made of the same entries."""
    tables = bundled.policies()
    found = {entry["id"]: entry for entry in entries()}
    assert set(tables["rules"]) == set(found) == set(bundled.rule_pages())
    assert {name: entry["severity"] for name, entry in tables["rules"].items()} == {
        name: entry["severity"] for name, entry in found.items()
    }
    assert set(tables["providers"]) == {path.stem for path in (ROOT / "policies" / "providers").glob("*.yaml")}


def test_examples_name_rules_and_options_that_exist() -> None:
    """Every `# expect:` in the examples names a rule, and a good example expects nothing."""
    ids = {entry["id"] for entry in entries()}
    packs = [yaml.safe_load(path.read_text()) for path in (ROOT / "examples" / "rule-packs").glob("*.yaml")]
    ids |= {rule["id"] for pack in packs for rule in pack.get("rules", [])}
    for path in sorted((ROOT / "examples").rglob("*.yaml")):
        marks = [line.partition("# expect:")[2] for line in path.read_text().splitlines() if "# expect:" in line]
        assert {name.strip() for mark in marks for name in mark.split(",")} <= ids, path
        assert path.name != "good.yaml" or marks == [], path


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


def strings_of(path: Path) -> set[str]:
    """Give every text in a module that is no docstring."""
    tree = ast.parse(path.read_text())
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
    }


def test_behaviours_and_code_are_one_set() -> None:
    """The code asks only for behaviours of the version table, and every judged one of the table is asked for."""
    entries = bundled.table("litellm/behaviours")["behaviours"]
    table = {name for name, entry in entries.items() if entry.get("judged", True)}
    asked = set()
    for path in (ROOT / "validator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("has", "first", "last")
            ):
                asked |= {found.value for found in node.args if isinstance(found, ast.Constant)}
    needed = {entry["needs"] for entry in bundled.table("litellm/fields")["outside"] if "needs" in entry}
    assert len(asked) > 30
    assert asked | needed <= table
    written = set().union(*(strings_of(path) for path in (ROOT / "validator").rglob("*.py")))
    assert table - written - needed == set()


def test_code_names_no_release() -> None:
    """A boundary between releases is data: no text and no tuple of the code names one, but for examples of how to write one."""
    examples = {"1.106.2", "1.83", "1.110"}
    for path in (ROOT / "validator").rglob("*.py"):
        for text in strings_of(path):
            assert set(re.findall(r"\b1\.\d{2,3}(?:\.\d+)?\b", text)) <= examples, (path, text)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Tuple):
                numbers = [item.value for item in node.elts if isinstance(item, ast.Constant)]
                assert not (
                    numbers[:1] == [1] and len(numbers) > 1 and isinstance(numbers[1], int) and numbers[1] > 30
                ), path
