"""Rule packs at the command line: what their rules report, what is wrong with a pack and where, what a rule may see."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import referencing
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.running import Run, oidclint
from tests.test_examples import expected

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "rule-packs"
DOCS = (ROOT / "docs" / "rule-packs.md").read_text()

BEDROCK = """\
model_list:
  - model_name: claude
    litellm_params:
      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0
      aws_region_name: us-east-1
      aws_role_name: arn:aws:iam::111122223333:role/litellm-a
      aws_session_name: litellm
      aws_web_identity_token: oidc/github/sts.amazonaws.com
"""


NOT_MEANT = ("environment-variable-missing",)
"""What the configs here show besides, once the environment is known."""


def rule(name: str = "acme-rule", view: str = "reference", **more: Any) -> dict[str, Any]:
    """Give a rule that holds everywhere, changed in these members."""
    base = {"id": name, "title": "a title", "severity": "error", "view": view, "schema": True, "why": "y", "fix": "z"}
    return {**base, **{key.replace("_", "-"): value for key, value in more.items()}}


def write(folder: Path, *rules: dict[str, Any], config: str = BEDROCK, name: str = "acme", **top: Any) -> None:
    """Write a pack and a config."""
    (folder / f"{name}.yaml").write_text(json.dumps({"pack": name, **top, "rules": list(rules)}))
    (folder / "proxy.yaml").write_text(config)


def check(folder: Path, *arguments: str, packs: tuple[str, ...] = ("acme.yaml",), **options: Any) -> Run:
    """Check the config with the packs."""
    given = [part for pack in packs for part in ("--rule-pack", pack)]
    return oidclint("check", "proxy.yaml", *given, *arguments, cwd=folder, **options)


def found(run: Run) -> list[tuple[str, int, str]]:
    """Give rule, line and message of every finding."""
    findings = run.report["findings"]
    return [(item["rule"], item["line"], item["message"]) for item in findings if item["rule"] not in NOT_MEANT]


def provider_is(*words: str) -> dict[str, Any]:
    """Give the schema that allows these provider words."""
    return {"properties": {"provider": {"enum": list(words)}}}


# what rules report


def test_example_pack_reports_what_its_configs_expect() -> None:
    """The marked lines of bad.yaml carry the marked rules; good.yaml is silent."""
    run = oidclint("check", "--rule-pack", "acme.yaml", "bad.yaml", "good.yaml", "--verbose", cwd=EXAMPLE)
    got = sorted((item["line"], item["rule"]) for item in run.report["findings"] if item["file"] == "bad.yaml")
    assert got == expected(EXAMPLE / "bad.yaml")
    assert {item["file"] for item in run.report["findings"]} == {"bad.yaml"}
    assert run.code == 1


def test_a_finding_says_what_is_and_what_was_expected(tmp_path: Path) -> None:
    """Message, place, expected, actual, severity and help of a finding; the report fits its schema."""
    write(tmp_path, rule(schema=provider_is("azure", "google"), message="only ours", severity="warning"))
    run = check(tmp_path)
    (item,) = run.report["findings"]
    assert (item["line"], item["column"], item["severity"]) == (8, 31, "warning")
    assert item["message"] == "only ours; provider is 'github'"
    assert (item["expected"], item["actual"]) == ("one of azure, google", "oidc/github/sts.amazonaws.com")
    assert item["path"] == ["model_list", 0, "litellm_params", "aws_web_identity_token"]
    assert item["help"] == "oidclint rules acme-rule --rule-pack acme.yaml"
    assert run.code == 0
    jsonschema.validate(run.report, json.loads((ROOT / "schemas" / "report.schema.json").read_text()))


def test_help_is_a_command_that_works(tmp_path: Path) -> None:
    """What `help` says prints the rule's page, also with a blank in the file's name."""
    write(tmp_path, rule(schema=False), name="acme")
    (tmp_path / "my pack.yaml").write_text((tmp_path / "acme.yaml").read_text())
    (item,) = check(tmp_path, packs=("my pack.yaml",)).report["findings"]
    assert item["help"] == "oidclint rules acme-rule --rule-pack 'my pack.yaml'"
    page = oidclint("rules", "acme-rule", "--rule-pack", "my pack.yaml", cwd=tmp_path)
    assert page.code == 0
    assert page.out.startswith("acme-rule (error, acme, in my pack.yaml)\na title\n")


PLACES: dict[str, tuple[dict[str, Any], int, str]] = {
    "role of a reference": (rule(schema={"properties": {"role": {"pattern": "^x"}}}), 6, "role is 'arn:"),
    "missing member": (rule(schema={"required": ["scope"]}), 8, "scope is missing"),
    "point-at": (rule(schema=False, point_at="aws_region_name"), 5, "a title"),
    "point-at a missing key": (rule(schema=False, point_at="rpm"), 3, "a title"),
    "parameter": (rule(view="entry", schema={"properties": {"params": {"properties": {"aws_session_name": {"const": "x"}}}}}), 7, "params.aws_session_name is 'litellm'"),
    "written parameter": (rule(view="entry", schema={"properties": {"written": {"properties": {"aws_role_name": False}}}}), 6, "written.aws_role_name is there"),
    "missing parameter": (rule(view="entry", schema={"properties": {"params": {"required": ["rpm"]}}}), 3, "params.rpm is missing"),
    "not, of one member": (rule(view="entry", schema={"not": {"properties": {"provider": {"const": "bedrock"}}, "required": ["provider"]}}), 4, "provider is 'bedrock'"),
    "not there": (rule(view="entry", schema={"not": {"required": ["model"]}}), 4, "model is there"),
    "name": (rule(view="entry", schema={"properties": {"model_name": {"maxLength": 2}}}), 2, "model_name is 'claude'"),
    "reference of an entry": (rule(view="entry", schema={"properties": {"references": {"items": provider_is("x")}}}), 8, "references.0.provider is 'github'"),
    "role in a reference of an entry": (rule(view="entry", schema={"properties": {"references": {"items": {"properties": {"role": False}}}}}), 6, "references.0.role is there"),
    "whole entry": (rule(view="entry", schema=False), 2, "a title"),
    "several members": (rule(schema={"allOf": [provider_is("x"), {"required": ["scope"]}]}), 8, "provider is 'github', scope is missing"),
    "definition": (rule(schema={"$ref": "#/$defs/x"}), 8, "provider is 'github'"),
    "branch": (rule(schema={"if": {"required": ["role"]}, "then": provider_is("x")}), 8, "provider is 'github'"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_points_at_the_member_that_breaks_the_schema(tmp_path: Path, name: str) -> None:
    """Each kind of offence has its line and its words."""
    own, line, words = PLACES[name]
    write(tmp_path, own, **{"$defs": {"x": provider_is("x")}})
    ((_, at, message),) = found(check(tmp_path))
    assert at == line
    assert words in message


def test_when_narrows_a_rule(tmp_path: Path) -> None:
    """A rule looks only at what fits `when`."""
    write(
        tmp_path,
        rule("acme-here", schema=False, when={"properties": {"relying_party": {"const": "aws"}}}),
        rule("acme-there", schema=False, when={"properties": {"relying_party": {"const": "azure"}}}),
    )
    assert [name for name, _, _ in found(check(tmp_path))] == ["acme-here"]


def test_alike_entries_are_told_apart(tmp_path: Path) -> None:
    """Entries that our own rules judge alike differ in names and ids, and a pack may look at those."""
    entry = BEDROCK.partition("\n")[2]
    config = BEDROCK + entry.replace("role/litellm-a", "role/admin") + entry.replace("role/litellm-a", "role/litellm-b")
    write(tmp_path, rule(schema={"properties": {"role": {"pattern": "role/litellm-"}}}), config=config)
    (tmp_path / "other.yaml").write_text(config.replace("role/litellm-b", "role/root"))
    run = oidclint("check", "proxy.yaml", "other.yaml", "--rule-pack", "acme.yaml", cwd=tmp_path)
    assert [(item["file"], item["line"]) for item in run.report["findings"]] == [
        ("other.yaml", 13), ("other.yaml", 20), ("proxy.yaml", 13),
    ]  # fmt: skip


def test_an_anchor_of_many_entries_is_one_finding(tmp_path: Path) -> None:
    """A reference that entries share is reported once, with their names."""
    config = "x: &x\n  aws_web_identity_token: oidc/github/a\n  aws_role_name: arn:aws:iam::111122223333:role/r\n  aws_session_name: s1\n  aws_region_name: us-east-1\nmodel_list:\n"
    for name in "abc":
        config += f"- model_name: {name}\n  litellm_params:\n    <<: *x\n    model: bedrock/anthropic.claude-3-haiku-20240307-v1:0\n"
    role = {"properties": {"params": {"properties": {"aws_role_name": {"const": "x"}}}}}
    write(tmp_path, rule("acme-a", schema=provider_is("azure")), rule("acme-b", "entry", schema=role), config=config)
    items = check(tmp_path).report["findings"]
    assert [(item["rule"], item["line"], item["entries"]) for item in items] == [
        ("acme-a", 2, ["a", "b", "c"]), ("acme-b", 3, ["a", "b", "c"]),
    ]  # fmt: skip


def test_references_outside_of_entries_are_looked_at(tmp_path: Path) -> None:
    """A guardrail's reference and role are a view too, without a model."""
    config = (
        BEDROCK
        + "guardrails:\n  - guardrail_name: g\n    litellm_params:\n      guardrail: bedrock\n      mode: pre_call\n      guardrailIdentifier: x\n      guardrailVersion: '1'\n      aws_region_name: us-east-1\n      aws_role_name: arn:aws:iam::111122223333:role/g\n      aws_session_name: g1\n      aws_web_identity_token: oidc/circleci_v2/\n"
    )
    write(tmp_path, rule(schema=provider_is("github")), rule("acme-b", schema={"required": ["model_name"]}), config=config)  # fmt: skip
    assert [(name, line) for name, line, _ in found(check(tmp_path))] == [("acme-b", 19), ("acme-rule", 19)]


def test_entries_whose_provider_nobody_knows_are_looked_at(tmp_path: Path) -> None:
    """A model that a template writes still has a name."""
    config = BEDROCK.replace("bedrock/anthropic.claude-3-haiku-20240307-v1:0", '"{{ model }}"')
    named = {"properties": {"model_name": {"const": "x"}}}
    write(tmp_path, rule("acme-a", "entry", schema=named), rule("acme-b", "entry", schema={"properties": {"provider": {"const": "x"}}}), config=config)  # fmt: skip
    assert [name for name, _, _ in found(check(tmp_path))] == ["acme-a"]


# like our own rules


def test_severities_selection_and_ignores(tmp_path: Path) -> None:
    """--select, --ignore, --fail-on, infos and comments treat a pack's rules as ours."""
    rules = [rule(f"acme-{level}", schema=False, severity=level) for level in ("error", "warning", "info")]
    write(tmp_path, *rules)
    assert [name for name, _, _ in found(check(tmp_path))] == ["acme-error", "acme-warning"]
    assert len(found(check(tmp_path, "--verbose"))) == 3
    assert [name for name, _, _ in found(check(tmp_path, "--select", "acme-info"))] == ["acme-info"]
    quiet = check(tmp_path, "--ignore", "acme-error")
    assert ([name for name, _, _ in found(quiet)], quiet.code) == (["acme-warning"], 0)
    assert check(tmp_path, "--ignore", "acme-error", "--fail-on", "warning").code == 1
    unknown = check(tmp_path, "--ignore", "acme-eror")
    assert (unknown.code, "did you mean acme-error?" in unknown.err) == (2, True)
    silent = BEDROCK.replace("amazonaws.com\n", "amazonaws.com # oidclint: ignore[acme-error, acme-warning] agreed\n")
    write(tmp_path, *rules, config=silent)
    run = check(tmp_path)
    assert (found(run), run.report["summary"]["ignored"], run.code) == ([], 2, 0)
    write(tmp_path, rule("acme-error"), config=silent.replace(", acme-warning", ""))
    assert [name for name, _, _ in found(check(tmp_path))] == ["unused-ignore"]


def test_rules_lists_them_after_ours(tmp_path: Path) -> None:
    """The table, a page and their JSON hold a pack's rules."""
    page = rule(schema=provider_is("x"), when=True, links=["https://example.com/a"], examples={"bad": "a: 1\nb: 2\n"})
    write(tmp_path, page)
    ours = oidclint("rules").out.splitlines()
    table = oidclint("rules", "--rule-pack", "acme.yaml", cwd=tmp_path).out.splitlines()
    assert len(table) == len(ours) + 1
    assert table[-1].split() == ["acme-rule", "error", "acme", "a", "title"]
    listed = json.loads(oidclint("rules", "--format", "json", "--rule-pack", "acme.yaml", cwd=tmp_path).out)
    assert listed[-1]["id"] == "acme-rule"
    one = json.loads(oidclint("rules", "acme-rule", "--format", "json", "--rule-pack", "acme.yaml", cwd=tmp_path).out)
    assert one == listed[-1]
    assert one["schema"] == provider_is("x")
    text = oidclint("rules", "acme-rule", "--rule-pack", "acme.yaml", cwd=tmp_path).out
    assert "Why\n  y\n\nFix\n  z\n\nBad\n    a: 1\n    b: 2\n\nRead on\n  https://example.com/a\n" in text
    assert oidclint("rules", "acme-rule").code == 2


def test_a_range_of_versions_is_judged(tmp_path: Path) -> None:
    """With several versions a finding says of which it is true."""
    config = BEDROCK.replace("oidc/github/sts.amazonaws.com", "oidc/github/oidc/x")
    write(tmp_path, rule(schema={"properties": {"rest": {"const": "x"}}}), config=config)
    messages = [message for name, _, message in found(check(tmp_path, "--litellm-version", ">=1.106.2,<1.110")) if name == "acme-rule"]  # fmt: skip
    assert len(messages) == 1
    assert "rest is 'oidc/x'; true of LiteLLM 1.109" in messages[0]


def test_a_rule_that_crashes_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other rules are still heard."""
    from validator.packs.pack import PackRule

    judge = PackRule.judge
    monkeypatch.setattr(PackRule, "judge", lambda self, view: 1 / 0 if self.id == "acme-a" else judge(self, view))
    write(tmp_path, rule("acme-a", schema=False), rule("acme-b", schema=False))
    run = check(tmp_path)
    assert {name for name, _, _ in found(run)} == {"rule-crashed", "acme-b"}
    assert "acme-a failed with ZeroDivisionError" in run.out


# what is wrong with a pack

HEAD = "pack: acme\nrules:\n  - id: acme-a\n    title: t\n    severity: error\n    view: reference\n    why: w\n    fix: f\n"


def defined(text: str) -> str:
    """Give a pack with one rule whose schema starts in line 9."""
    return f"{HEAD}    schema: {text}\n"


WRONG: dict[str, tuple[str, list[str]]] = {
    "not YAML": ("pack: [\n", ["2:1: not YAML"]),
    "empty": ("", ["1:1: the file holds nothing"]),
    "a comment": ("# nothing\n", ["1:1: the file holds nothing"]),
    "a list": ("- a\n", ["1:1: a rule pack takes a mapping"]),
    "a text": ("a\n", ["1:1: a rule pack takes a mapping"]),
    "two documents": (f"{defined('true')}---\na: 1\n", ["1:1: more than one document"]),
    "no rules": ("pack: acme\nrules: []\n", ["2:8: rules takes at least 1 items"]),
    "nothing of a rule": ("pack: acme\nrules:\n  - {}\n", ["3:5: rule 1 needs id, title, severity, view, schema, why, fix"]),
    "a rule that is none": ("pack: acme\nrules:\n  - 5\n", ["3:5: rule 1 takes a mapping"]),
    "rules that are no list": ("pack: acme\nrules: {a: 1}\n", ["2:8: rules takes a list"]),
    "key that is near": (defined("true").replace("title", "titel"), ["3:5: rule 1 needs title", "4:5: there is no titel here; did you mean title?"]),
    "severity": (defined("true").replace("error", "eror"), ["5:15: severity takes one of error, warning, info; did you mean error?"]),
    "view": (defined("true").replace("reference", "model"), ["6:11: view takes one of reference, entry"]),
    "wrong type": (defined("[]"), ["9:13: schema takes a mapping or true or false"]),
    "name with capitals": (defined("true").replace("acme-a", "Acme_a"), ["3:9: id takes lower-case words joined by hyphens"]),
    "title of two lines": (defined("true").replace("title: t", 'title: "t\\nu"'), ["4:12: title takes one line"]),
    "name of ours": (defined("true").replace("acme-a", "unknown-provider"), ["3:9: the name unknown-provider is taken: oidclint has a rule"]),
    "name twice": (defined("true") + HEAD.partition("rules:\n")[2] + "    schema: true\n", ["10:9: the name acme-a is taken: rule 1 of this pack"]),
    "key twice": (defined("true") + "    why: again\n", ["10:5: the key why stands here twice"]),
    "key that is no text": (defined("{properties: {1: true}}"), ["9:27: the key 1 is no text"]),
    "tag": (defined("!vault x"), ["9:13: there is no tag !vault"]),
    "no JSON": (defined("{const: .nan}"), ["9:21: JSON knows no such value"]),
    "keyword that is near": (defined("{propertes: {}}"), ["9:14: there is no keyword propertes; did you mean properties?"]),
    "keyword that is a member": (defined("{provider: {const: github}}"), ["9:14: there is no keyword provider; a member of the view belongs under `properties`"]),
    "format": (defined("{properties: {text: {format: uri}}}"), ["9:34: the keyword format is not judged here; say it with `pattern`"]),
    "type of a keyword": (defined("{minProperties: '2', required: provider}"), ["9:29: minProperties takes a whole number", "9:44: required takes a list"]),
    "type that is none": (defined("{type: sting}"), ["9:20: type takes one of", "did you mean string?"]),
    "pattern": (defined("{properties: {text: {pattern: '(a'}}}"), ["9:43: no usable pattern: a ( without its )"]),
    "name that is a pattern": (defined("{patternProperties: {'[': true}}"), ["9:34: no usable pattern: a [ without its ]"]),
    "look-around": (defined("{properties: {text: {pattern: '^(?!x)'}}}"), ["9:43: no usable pattern: look-around is not matched here; say it with `not`"]),
    "address": (defined("{$ref: 'https://example.com/x.json'}"), ["9:20: $ref takes #/$defs/NAME"]),
    "file": (defined("{$ref: other.yaml}"), ["9:20: $ref takes #/$defs/NAME"]),
    "definition that is near": ("$defs: {role: true}\n" + defined("{$ref: '#/$defs/rol'}"), ["10:20: there is no definition rol; did you mean role?"]),
    "definition in itself": (f"$defs:\n  a: {{not: {{$ref: '#/$defs/b'}}}}\n  b: {{$ref: '#/$defs/a'}}\n{defined('true')}", ["2:3: the definition a needs itself", "3:3: the definition b needs itself"]),
    "definitions that grow": ("$defs:\n  a0: true\n" + "".join(f"  a{n}: {{allOf: [{{$ref: '#/$defs/a{n - 1}'}}, {{$ref: '#/$defs/a{n - 1}'}}]}}\n" for n in range(1, 30)) + defined("{$ref: '#/$defs/a29'}"), ["schema grows beyond 20,000 schemas"]),
    "member that is near": (defined("{properties: {provder: {const: github}}}"), ["9:27: the view has no member provder; did you mean provider?"]),
    "member that must be there": (defined("{anyOf: [{required: [role, rol]}]}"), ["9:40: the view has no member rol; did you mean role?"]),
    "member of a reference of an entry": (defined("{properties: {references: {items: {properties: {auidence: true}}}}}").replace("view: reference", "view: entry"), ["9:61: the view has no member auidence; did you mean audience?"]),
    "member in a definition": ("$defs:\n  a: {properties: {unknown: true}}\n" + defined("{$ref: '#/$defs/a'}"), ["2:20: the view has no member unknown"]),
    "value that never is": (defined("{properties: {relying_party: {enum: [aws, azur]}}}"), ["9:55: relying_party is always one of aws, azure, anthropic, none; did you mean azure?"]),
    "too deep": (defined("{not: " * 70 + "true" + "}" * 70), ["nested deeper than 60 levels"]),
    "too many": (defined("{enum: [" + "a," * 20_001 + "]}"), ["1:1: the pack holds more than 20,000 values"]),
    "several": ("pack: A\nrulez: 1\n", ["1:1: a rule pack needs rules", "1:7: pack takes lower-case", "2:1: there is no rulez here; did you mean rules?"]),
}  # fmt: skip
"""Packs, and what is said of each: all of it, in the order of the lines."""


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("command", ["check", "rules"])
def test_a_bad_pack_is_told_what_is_wrong(tmp_path: Path, name: str, command: str) -> None:
    """Exit 2, and one line with its place for each mistake."""
    text, wanted = WRONG[name]
    (tmp_path / "acme.yaml").write_text(text)
    (tmp_path / "proxy.yaml").write_text(BEDROCK)
    run = oidclint(command, *(["proxy.yaml"] if command == "check" else []), "--rule-pack", "acme.yaml", cwd=tmp_path)
    assert (run.code, run.out) == (2, "")
    *lines, last = run.err.splitlines()
    assert last.startswith("oidclint: this rule pack cannot be used: ")
    assert all(re.match(r"oidclint: acme\.yaml:\d+:\d+: \S", line) for line in lines), lines
    assert all(any(words in line for line in lines) for words in wanted), lines
    assert len(lines) <= len(wanted)


BYTES = {
    "binary": (b"\x7fELF\x00\xff\xfe" * 50, r"acme.yaml:1:1: binary data"),
    "UTF-16": ("pack: acme".encode("utf-16"), r"acme.yaml:1:1: UTF-16 text"),
    "Latin-1": (b"pack: acme\nrules: \xe9\n", r"acme.yaml:2:1: no UTF-8 text"),
    "large": (b"# " + b"x" * 1024 * 1024, r"acme.yaml:1:1: larger than 1024 KiB"),
    "deep": (b"a: " + b"[" * 9999, r"acme.yaml:1:1: nested deeper"),
    "alias bomb": (b"a: &a [" + b"x," * 3000 + b"]\nb: [" + b"*a," * 3000 + b"]\n", r"acme.yaml:\d:\d+: its aliases expand"),
}  # fmt: skip


@pytest.mark.parametrize("name", BYTES)
def test_a_file_that_is_no_pack(tmp_path: Path, name: str) -> None:
    """Whatever the file is, one line says so, and says nothing of LiteLLM, which never reads it."""
    raw, wanted = BYTES[name]
    write(tmp_path, rule())
    (tmp_path / "acme.yaml").write_bytes(raw)
    run = check(tmp_path)
    assert run.code == 2
    assert re.match(f"oidclint: {wanted}", run.err)
    assert "LiteLLM" not in run.err
    assert "Traceback" not in run.err


def test_packs_that_are_not_there_or_collide(tmp_path: Path) -> None:
    """A missing file, a folder, and a name in two packs are exit 2; the same file twice is one pack."""
    write(tmp_path, rule())
    missing = check(tmp_path, packs=("nowhere.yaml", "acme.yaml"))
    assert (missing.code, missing.err.splitlines()[0]) == (
        2,
        "oidclint: nowhere.yaml: cannot be read: no such file or directory",
    )
    folder = check(tmp_path, packs=(".",))
    assert (folder.code, "it is a folder" in folder.err) == (2, True)
    (tmp_path / "b.yaml").write_text((tmp_path / "acme.yaml").read_text())
    both = check(tmp_path, packs=("acme.yaml", "b.yaml"))
    assert both.code == 2
    assert re.match(r"oidclint: b\.yaml:1:\d+: the name acme-rule is taken: the pack acme\.yaml has a rule", both.err)
    assert check(tmp_path, packs=("acme.yaml", "./acme.yaml")).code == 0
    write(tmp_path, rule("acme-other"), name="other")
    assert check(tmp_path, packs=("acme.yaml", "other.yaml")).code == 0


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_broken_pack_never_breaks_oidclint(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """A good pack with one value replaced by anything is a good pack or exit 2 with places, never a traceback."""
    pack = yaml.safe_load((EXAMPLE / "acme.yaml").read_text())
    junk = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2),
        max_leaves=4,
    )
    target: Any = pack
    while True:
        keys = list(target) if isinstance(target, dict) else list(range(len(target)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(target[key], (dict, list)) and target[key] and data.draw(st.integers(0, 3)):
            target = target[key]
            continue
        target[key] = data.draw(junk)
        break
    folder = tmp_path_factory.mktemp("pack")
    (folder / "acme.yaml").write_text(json.dumps(pack))
    run = oidclint("check", str(EXAMPLE / "bad.yaml"), "--rule-pack", "acme.yaml", cwd=folder)
    assert run.code in (0, 1, 2)
    if run.code == 2:
        assert all(re.match(r"oidclint: acme\.yaml:1:\d+: \S", line) for line in run.err.splitlines()[:-1]), run.err
    else:
        assert "rule-crashed" not in run.out


# what nobody can know, what nobody may see


def test_a_rule_is_silent_where_the_environment_decides(tmp_path: Path) -> None:
    """Without an environment the rule is counted as not judged, with one it speaks or holds."""
    config = BEDROCK.replace("arn:aws:iam::111122223333:role/litellm-a", "os.environ/ROLE")
    role = {"properties": {"role": {"pattern": "role/litellm-"}}}
    write(tmp_path, rule(schema=role), rule("acme-b", schema={"not": {"required": ["role"]}}), config=config)
    unknown = check(tmp_path)
    assert found(unknown) == []
    assert {"acme-rule", "acme-b"} <= set(unknown.report["summary"]["not_judged"])
    bad = check(tmp_path, "--env", "ROLE=arn:aws:iam::111122223333:role/admin")
    assert [name for name, _, _ in found(bad)] == ["acme-b", "acme-rule"]
    good = check(tmp_path, "--env", "ROLE=arn:aws:iam::111122223333:role/litellm-z")
    assert [name for name, _, _ in found(good)] == ["acme-b"]
    assert good.report["summary"]["not_judged"] == []


def test_an_unused_ignore_is_not_held_against_a_rule_that_was_not_judged(tmp_path: Path) -> None:
    """The ignore may be needed where the environment is known."""
    config = BEDROCK.replace(
        "arn:aws:iam::111122223333:role/litellm-a", "os.environ/ROLE # oidclint: ignore[acme-rule]"
    )
    write(tmp_path, rule(schema={"properties": {"role": {"const": "x"}}}), config=config)
    assert found(check(tmp_path)) == []
    assert check(tmp_path, "--env", "ROLE=y").report["summary"]["ignored"] == 1


def test_templates_are_unknown_and_there(tmp_path: Path) -> None:
    """A template satisfies `required`, breaks `false`, and leaves its text open."""
    config = BEDROCK.replace("arn:aws:iam::111122223333:role/litellm-a", '"{{ role }}"')
    rules = [
        rule("acme-a", schema={"required": ["role"]}),
        rule("acme-b", schema={"properties": {"role": False}}),
        rule("acme-c", schema={"properties": {"role": {"const": "x"}}}),
        rule("acme-d", schema={"properties": {"role": {"type": "string"}}}),
    ]
    write(tmp_path, *rules, config=config)
    assert [name for name, _, _ in found(check(tmp_path))] == ["acme-b"]


SECRET = "sk-" + "abcdefgh12345678" * 2
VALUE = "hunter2hunter2"


def test_no_secret_leaves_through_a_rule_or_a_view(tmp_path: Path) -> None:
    """Keys, tokens and what a variable supplies are in no message, no view and no report; rules judge the stars."""
    config = (
        BEDROCK
        + f"  - model_name: b\n    litellm_params:\n      model: openai/gpt-4o\n      api_key: {SECRET}\n      api_base: os.environ/BASE\n"
        + f"      extra_headers: {{authorization: {VALUE}, x: {SECRET}}}\n      password: 123456789\n      aws_web_identity_token: {VALUE}\n"
    )
    names = ("api_key", "api_base", "extra_headers", "password")
    rules = [rule(f"acme-{n}", "entry", schema={"properties": {where: {"properties": {name: {"const": "x"}}}}}) for n, (where, name) in enumerate((where, name) for where in ("params", "written") for name in names)]  # fmt: skip
    rules += [rule("acme-r", schema={"properties": {"text": {"const": "x"}}})]
    rules += [rule("acme-s", "entry", schema={"properties": {"written": {"properties": {"api_key": {"pattern": "^sk-"}}}}})]  # fmt: skip
    write(tmp_path, *rules, config=config)
    (tmp_path / "env").write_text(f"BASE=https://{VALUE}.example.com\n")
    for arguments in (["--format", "json"], ["--verbose", "--format", "text"]):
        run = check(tmp_path, "--env-file", "env", *arguments, json_report=False)
        assert run.out.count("acme-") >= 10
        assert SECRET not in run.out + run.err
        assert VALUE not in run.out + run.err
        assert "123456789" not in run.out + run.err
    messages = [message for _, _, message in found(check(tmp_path, "--env-file", "env"))]
    assert "a title; params.api_base does not fit" in messages
    assert "a title; written.api_key is •••" in messages
    views = oidclint("views", "proxy.yaml", "--env-file", "env", cwd=tmp_path).out
    assert views.count("•••") >= 9
    assert not any(text in views for text in (SECRET, VALUE, "123456789"))


def test_hostile_texts_are_tamed(tmp_path: Path) -> None:
    """Commands, colours and bidirectional marks in a pack or a config are printed as escapes, never at a line's start."""
    config = BEDROCK.replace("role/litellm-a", r"role/\e[31m\n::error::x\u202e").replace("arn:", '"arn:').replace("\\u202e\n", '\\u202e"\n')  # fmt: skip
    own = rule(schema={"properties": {"role": False, "text": {"const": "\x1b[31m::error::"}}}, message="::error::\x1b[31mred\u202e", why="::warning::\x1b[0m\u202e", title="::stop::\x1b[1m", fix="z", examples={"bad": "::error::\x1b[31m"}, links=["https://example.com/\x1b[31m"])  # fmt: skip
    other = rule("acme-b", schema={"properties": {"role": {"const": "x"}}})
    write(tmp_path, own, other, config=config)
    (tmp_path / "::error::x.yaml").write_text("a: 1\x07")
    runs = [check(tmp_path, "--format", form, json_report=False) for form in ("text", "json")]
    runs += [oidclint("rules", *name, "--format", form, "--rule-pack", "acme.yaml", cwd=tmp_path) for name in ([], ["acme-rule"]) for form in ("text", "json")]  # fmt: skip
    runs += [oidclint("views", "proxy.yaml", cwd=tmp_path), check(tmp_path, packs=("::error::x.yaml",))]
    for run in runs:
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", run.out + run.err)
        assert not re.search(r"(?m)^\s*::", run.out + run.err), run.out + run.err
    assert "red" in runs[0].out


PIECES: dict[str, st.SearchStrategy[Any]] = {
    "model": st.sampled_from(["bedrock/eu.amazon.nova-lite-v1:0", "azure/gpt-4o", "openai/gpt-4o", "os.environ/MODEL"]),
    "aws_web_identity_token": st.sampled_from(["oidc/env/T", "oidc/github/a", "os.environ/REF", "{{ token }}", "os.environ/oidc/env/T"]),
    "aws_role_name": st.sampled_from(["arn:aws:iam::111122223333:role/a", "os.environ/ROLE", "${ROLE}"]),
    "aws_session_name": st.sampled_from(["one", "os.environ/NAME"]),
    "aws_region_name": st.sampled_from(["eu-central-1", "os.environ/REGION"]),
    "azure_ad_token": st.sampled_from(["oidc/google/a", "oidc/azure/s", "os.environ/REF"]),
    "client_id": st.sampled_from(["11111111-2222-3333-4444-555555555555", "os.environ/NAME"]),
    "api_key": st.sampled_from(["os.environ/KEY", "oidc/env/T"]),
    "tags": st.sampled_from([["a"], ["os.environ/NAME"]]),
}  # fmt: skip
CONFIGS = st.fixed_dictionaries({"model": PIECES["model"]}, optional={key: PIECES[key] for key in list(PIECES)[1:]})
VARIABLES = st.fixed_dictionaries(
    {},
    optional={
        "MODEL": st.sampled_from(["bedrock/x", "openai/y"]),
        "REF": st.sampled_from(["oidc/github/a", "oidc/env/T", "true", "x"]),
        "ROLE": st.sampled_from(["arn:aws:iam::111122223333:role/b", "x"]),
        "NAME": st.sampled_from(["one", "11111111-2222-3333-4444-555555555555"]),
        "REGION": st.just("us-east-1"),
        "KEY": st.just("k"),
        "T": st.just("token"),
        "AZURE_CLIENT_ID": st.just("c"),
        "AZURE_FEDERATED_TOKEN_FILE": st.just("/x"),
        "AWS_ROLE_NAME": st.just("r"),
        "AWS_REGION": st.just("eu-west-1"),
    },
)
LOOKED = ["text", "provider", "audience", "scope", "variable", "rest", "relying_party", "role", "session_name", "region", "client_id"]  # fmt: skip
KEYS = ["aws_role_name", "client_id", "api_key", "tags", "azure_ad_token", "model"]


def _probes() -> list[dict[str, Any]]:
    """Give rules that ask of each member whether it is there, is not, and what it is."""
    rules: list[dict[str, Any]] = []
    for member in LOOKED:
        name = member.replace("_", "-")
        rules.append(rule(f"acme-there-{name}", schema={"required": [member]}))
        rules.append(rule(f"acme-absent-{name}", schema={"not": {"required": [member]}}))
        values = ["aws"] if member == "relying_party" else ["github", "one", "a"]
        rules.append(rule(f"acme-value-{name}", schema={"properties": {member: {"enum": values}}}))
    for number, key in enumerate(KEYS):
        for where in ("params", "written"):
            rules.append(
                rule(f"acme-{where}-{number}", "entry", schema={"properties": {where: {"properties": {key: False}}}})
            )
            rules.append(
                rule(f"acme-{where}-needs-{number}", "entry", schema={"properties": {where: {"required": [key]}}})
            )
            rules.append(rule(f"acme-{where}-is-{number}", "entry", schema={"properties": {where: {"properties": {key: {"enum": ["one", ["a"]]}}}}}))  # fmt: skip
    rules.append(rule("acme-cloud", "entry", schema={"properties": {"provider": {"const": "azure"}}}))
    return rules


@settings(max_examples=30, deadline=None)
@given(entries=st.lists(CONFIGS, min_size=1, max_size=3), variables=VARIABLES)
def test_knowing_the_environment_takes_no_finding_back(
    tmp_path_factory: pytest.TempPathFactory, entries: list[dict[str, Any]], variables: dict[str, str]
) -> None:
    """What a pack reports without an environment it reports with any: an unknown variable is never a false alarm."""
    folder = tmp_path_factory.mktemp("known")
    listed = [{"model_name": f"m{number}", "litellm_params": params} for number, params in enumerate(entries)]
    write(folder, *_probes(), config=json.dumps({"model_list": listed}))
    (folder / "env").write_text("".join(f"{name}={value}\n" for name, value in variables.items()))
    before, after = (
        {(item["rule"], *item["path"][:4]) for item in check(folder, *arguments).report["findings"] if item["rule"].startswith("acme-")}
        for arguments in ((), ("--env-file", "env"))
    )  # fmt: skip
    assert before - after == set()


# the views


def test_views_fit_their_schemas(tmp_path: Path) -> None:
    """Every view of the examples fits the published schema of its kind, and the members are those of the schemas."""
    from validator.packs.views import MEMBERS

    loaded = {
        name: json.loads((ROOT / "schemas" / f"pack-{name}.schema.json").read_text()) for name in ("reference", "entry")
    }
    registry: referencing.Registry[Any] = referencing.Registry().with_resources(
        (schema["$id"], referencing.Resource.from_contents(schema)) for schema in loaded.values()
    )
    judges = {name: jsonschema.Draft202012Validator(schema, registry=registry) for name, schema in loaded.items()}
    kinds = set()
    for path in [
        ROOT / "examples" / "proxy" / "config.yaml",
        *sorted((ROOT / "examples" / "rules").glob("*/bad.yaml")),
    ]:
        run = oidclint("views", str(path))
        if run.code == 0:
            for item in json.loads(run.out)["views"]:
                judges[item["view"]].validate(item["value"])
                kinds.add(item["view"])
    assert kinds == {"reference", "entry"}
    for name, schema in loaded.items():
        assert {*MEMBERS[name], "unknown"} == set(schema["properties"])


def test_views_say_what_each_rule_comes_to(tmp_path: Path) -> None:
    """holds, broken, not meant, not judged."""
    config = BEDROCK.replace("us-east-1", "os.environ/REGION")
    rules = [
        rule("acme-a"),
        rule("acme-b", schema=False),
        rule("acme-c", schema=False, when=False),
        rule("acme-d", schema={"required": ["region"]}),
    ]
    write(tmp_path, *rules, config=config)
    run = oidclint("views", "proxy.yaml", "--rule-pack", "acme.yaml", cwd=tmp_path)
    reference = json.loads(run.out)["views"][1]
    assert (reference["view"], reference["line"], reference["value"]["unknown"]) == ("reference", 8, ["region"])
    assert list(reference["rules"].values()) == ["holds", "broken", "not meant", "not judged"]


def test_views_of_nothing(tmp_path: Path) -> None:
    """A missing file is exit 2, one that does not parse exit 1, a bad pack exit 2."""
    write(tmp_path, rule(severity="x"), config="model_list: [\n")
    assert oidclint("views", "nowhere.yaml", cwd=tmp_path).code == 2
    broken = oidclint("views", "proxy.yaml", cwd=tmp_path)
    assert (broken.code, broken.err.startswith("oidclint: proxy.yaml:2: not YAML")) == (1, True)
    assert oidclint("views", "proxy.yaml", "--rule-pack", "acme.yaml", cwd=tmp_path).code == 2
    assert oidclint("views", "proxy.yaml", "--litellm-version", ">=1.83,<1.110", cwd=tmp_path).code == 2


def test_prices_are_no_secrets(tmp_path: Path) -> None:
    """output_cost_per_token ends like a credential key and is a number."""
    write(tmp_path, config=BEDROCK + "      output_cost_per_token: 0.5\n")
    entry = json.loads(oidclint("views", "proxy.yaml", cwd=tmp_path).out)["views"][0]["value"]
    assert entry["params"]["output_cost_per_token"] == 0.5


# the schemas and the documentation


def test_what_the_pack_schema_takes_is_json_schema() -> None:
    """Its keywords are those that are judged and some for readers, and each means what the metaschema says."""
    from validator.packs.constraint import KEYWORDS

    schema = json.loads((ROOT / "schemas" / "rule-pack.schema.json").read_text())
    listed = schema["$defs"]["constraint"]["properties"]
    assert set(listed) - KEYWORDS == {"title", "description", "$comment", "default", "examples"}
    assert KEYWORDS - set(listed) == set()
    jsonschema.validate(yaml.safe_load((EXAMPLE / "acme.yaml").read_text()), schema)


def blocks(kind: str) -> list[str]:
    """Give the code blocks of a kind of the documentation."""
    return re.findall(rf"```{kind}\n(.*?)```", DOCS, re.DOTALL)


def test_documentation_shows_what_happens(tmp_path: Path) -> None:
    """The pack of the documentation works as it stands, and prints what the page shows."""
    config, pack, *_ = blocks("yaml")
    (tmp_path / "proxy.yaml").write_text(config)
    (tmp_path / "acme.yaml").write_text(pack)
    run = oidclint("check", "--rule-pack", "acme.yaml", "proxy.yaml", cwd=tmp_path, json_report=False)
    assert run.out.startswith(blocks("text")[0])
    views = json.loads(oidclint("views", "proxy.yaml", cwd=tmp_path).out)["views"]
    reference, entry = map(json.loads, blocks("json"))
    assert reference == views[1]["value"]
    assert entry == views[2]["value"]


@pytest.mark.parametrize("recipe", [block for block in blocks("yaml") if block.startswith(("schema:", "when:"))])
def test_recipes_of_the_documentation_are_schemas(tmp_path: Path, recipe: str) -> None:
    """Each recipe is part of a good rule."""
    parts = yaml.safe_load(recipe)
    view = "entry" if {"written", "params"} & set(parts["schema"].get("properties", {})) else "reference"
    write(tmp_path, rule(view=view, **parts))
    assert check(tmp_path).code in (0, 1)


@pytest.mark.parametrize("view", ["reference", "entry"])
def test_documentation_names_every_member(view: str) -> None:
    """Each member of a view has its row."""
    from validator.packs.views import MEMBERS

    section = DOCS.partition(f"### `view: {view}`")[2].partition("\n###")[0]
    rows = set(re.findall(r"`([a-z_]+)`", " ".join(re.findall(r"(?m)^\| (.*?) \|", section))))
    assert set(MEMBERS[view]) <= rows
    keywords = set(re.findall(r"`([$\w]+)`", DOCS.partition("## The JSON Schema of a rule")[2].partition("`true`")[0]))
    schema = json.loads((ROOT / "schemas" / "rule-pack.schema.json").read_text())
    assert keywords == set(schema["$defs"]["constraint"]["properties"])
