"""Settings: .oidclint.yaml and pyproject.toml, what they change, and what is said when they are wrong."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.running import Run, oidclint
from validator import bundled
from validator.recognise import KINDS
from validator.schema import fits

ENTRY = """\
  - model_name: {name}
    litellm_params:
      model: bedrock/anthropic.claude-3-haiku-20240307-v1:0
      aws_region_name: us-east-1
      aws_role_name: arn:aws:iam::123456789012:role/litellm
      aws_session_name: litellm
      aws_web_identity_token: {reference}
"""


def config(*references: str, name: str = "m") -> str:
    """Give a config with one entry for each reference."""
    return "model_list:\n" + "".join(
        ENTRY.format(name=f"{name}{number}", reference=reference) for number, reference in enumerate(references)
    )


def rules(run: Run) -> list[tuple[str, str]]:
    """Give file and rule of every finding."""
    return [(item["file"], item["rule"]) for item in run.report["findings"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a git work tree with one config: an unknown provider (error) and an ignored audience (warning)."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "proxy.yaml").write_text(config("oidc/nope/x", "oidc/circleci/aud"))
    return tmp_path


BOTH = [("proxy.yaml", "unknown-provider"), ("proxy.yaml", "audience-ignored")]


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("", BOTH),
        ("{}", BOTH),
        ("# nothing", BOTH),
        ("select: [audience-ignored]", BOTH[1:]),
        ("ignore: [audience-ignored]", BOTH[:1]),
        ("profile: minimal", BOTH[:1]),
        ("profile: recommended", BOTH),
        ("severity: {audience-ignored: off}", BOTH[:1]),
        ("severity: {audience-ignored: 'off'}", BOTH[:1]),
        ("severity: {audience-ignored: info}", BOTH[:1]),
        ("severity: {audience-ignored: info}\nprofile: strict", BOTH),
        ("per-path-ignores: [{path: proxy.yaml, rules: [unknown-provider], reason: old}]", BOTH[1:]),
        ("per-path-ignores: [{path: '*.yaml', rules: [unknown-provider], expires: 2999-12-31}]", BOTH[1:]),
        ("per-path-ignores: {'*.yaml': [unknown-provider, audience-ignored]}", []),
        ("per-path-ignores: {'*.yaml': {rules: [unknown-provider], reason: old}}", BOTH[1:]),
        ("per-path-ignores: {'other/*.yaml': [unknown-provider]}", BOTH),
    ],
)
@pytest.mark.parametrize("kind", ["yaml", "toml"])
def test_settings_choose_rules(settings: str, found: list[tuple[str, str]], kind: str, folder: Path) -> None:
    """What the nearest settings say of rules holds, in YAML and in TOML."""
    import yaml

    if kind == "yaml":
        (folder / ".oidclint.yaml").write_text(settings)
    else:
        text = json.dumps(yaml.safe_load(settings) or {}, default=str)
        data = json.loads(text, object_hook=lambda item: item)
        (folder / "pyproject.toml").write_text("[tool.oidclint]\n" + _toml(data))
    assert rules(oidclint("check", cwd=folder)) == found


def _toml(data: dict[str, Any]) -> str:
    return "".join(f"{key} = {_inline(value)}\n" for key, value in data.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    return json.dumps(value)


def test_severity_changes_the_exit_code_and_the_report(folder: Path) -> None:
    """A rule reported as something else counts as that."""
    (folder / ".oidclint.yaml").write_text("severity: {unknown-provider: warning}")
    run = oidclint("check", cwd=folder)
    assert run.code == 0
    assert {item["severity"] for item in run.report["findings"]} == {"warning"}
    assert oidclint("check", "--fail-on", "warning", cwd=folder).code == 1
    (folder / ".oidclint.yaml").write_text("severity: {unknown-provider: warning}\nfail-on: warning")
    assert oidclint("check", cwd=folder).code == 1
    assert oidclint("check", "--fail-on", "never", cwd=folder).code == 0


def test_command_line_beats_settings(folder: Path) -> None:
    """--select and --profile win over what the settings say, and --ignore is added to it."""
    (folder / ".oidclint.yaml").write_text("ignore: [unknown-provider]\nprofile: minimal\nlitellm-version: 1.83.7")
    assert rules(oidclint("check", cwd=folder)) == []
    assert rules(oidclint("check", "--select", "unknown-provider", cwd=folder)) == BOTH[:1]
    assert rules(oidclint("check", "--profile", "recommended", cwd=folder)) == BOTH[1:]
    report = oidclint("check", cwd=folder).report
    assert report["litellm"] == {"version": "1.83.7", "source": "settings"}
    report = oidclint("check", "--litellm-version", "1.106.2", cwd=folder).report
    assert report["litellm"] == {"version": "1.106.2", "source": "option"}


def test_exclude_holds_for_named_files_too(folder: Path) -> None:
    """What is excluded is not checked, whether it is found or named; a hook that names only that is content."""
    (folder / "legacy" / "deep").mkdir(parents=True)
    (folder / "legacy" / "deep" / "x.yaml").write_text(config("oidc/nope/x"))
    (folder / ".oidclint.yaml").write_text("exclude: [legacy/]")
    assert {file for file, _ in rules(oidclint("check", cwd=folder))} == {"proxy.yaml"}
    run = oidclint("check", "legacy/deep/x.yaml", cwd=folder)
    assert run.code == 3
    assert "legacy/deep/x.yaml: excluded by .oidclint.yaml:1" in run.err
    run = oidclint("check", "--allow-empty", "legacy/deep/x.yaml", cwd=folder)
    assert (run.code, run.err) == (0, "")
    run = oidclint("check", "-", "--stdin-filename", "legacy/y.yaml", cwd=folder, stdin=config("oidc/nope/x").encode())
    assert run.code == 3


def test_nearest_settings_win(folder: Path) -> None:
    """In a monorepo every file has the settings nearest to it, from whatever folder the check is started."""
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "c.yaml").write_text(config("oidc/nope/x", "oidc/circleci/aud"))
    (folder / ".oidclint.yaml").write_text("ignore: [unknown-provider]")
    (folder / "a" / ".oidclint.yaml").write_text("ignore: [audience-ignored]")
    found = [
        ("a/c.yaml", "unknown-provider"),
        ("b/c.yaml", "audience-ignored"),
        ("proxy.yaml", "audience-ignored"),
    ]
    assert rules(oidclint("check", cwd=folder)) == found
    assert rules(oidclint("check", "proxy.yaml", "b/c.yaml", "a/c.yaml", cwd=folder)) == found
    assert rules(oidclint("check", "--jobs", "2", cwd=folder)) == found
    assert rules(oidclint("check", cwd=folder / "a")) == [("c.yaml", "unknown-provider")]
    assert rules(oidclint("check", cwd=folder / "b")) == [("c.yaml", "audience-ignored")]
    one = oidclint("check", "--settings", "a/.oidclint.yaml", cwd=folder)
    assert {rule for _, rule in rules(one)} == {"unknown-provider"}
    stdin = oidclint("check", "-", "--stdin-filename", "a/x.yaml", cwd=folder, stdin=config("oidc/circleci/x").encode())
    assert rules(stdin) == []


def test_settings_stop_at_the_work_tree(tmp_path: Path) -> None:
    """Settings above the root of the git work tree are somebody else's."""
    (tmp_path / ".oidclint.yaml").write_text("ignore: [unknown-provider]")
    inner = tmp_path / "repository"
    (inner / ".git").mkdir(parents=True)
    (inner / "proxy.yaml").write_text(config("oidc/nope/x"))
    assert rules(oidclint("check", cwd=inner)) == [("proxy.yaml", "unknown-provider")]
    (inner / ".git").rmdir()
    assert rules(oidclint("check", cwd=inner)) == [("proxy.yaml", "unknown-provider")]
    assert rules(oidclint("check", "repository", cwd=tmp_path)) == []
    (tmp_path / ".git").mkdir()
    assert rules(oidclint("check", cwd=inner)) == []


def test_exceptions_end(folder: Path) -> None:
    """An exception past its day hides nothing and is reported where it stands; so is one nothing needs."""
    (folder / ".oidclint.yaml").write_text(
        "per-path-ignores:\n"
        "  - {path: proxy.yaml, rules: [unknown-provider], reason: moving, expires: 2020-02-29}\n"
        "  - {path: proxy.yaml, rules: [audience-missing]}\n"
        "  - {path: '*.yaml', rules: [audience-mangled]}\n"
    )
    report = oidclint("check", cwd=folder).report
    unused = [item for item in report["findings"] if item["rule"] == "unused-ignore"]
    assert [(item["file"], item["line"]) for item in unused] == [(".oidclint.yaml", 2), (".oidclint.yaml", 3)]
    assert "ended on 2020-02-29" in unused[0]["message"]
    assert ("proxy.yaml", "unknown-provider") in [(item["file"], item["rule"]) for item in report["findings"]]


def test_precedence_of_exceptions(folder: Path) -> None:
    """A comment comes before the settings, the settings before the baseline; all are counted."""
    text = config("oidc/nope/x", "oidc/nope/y", "oidc/nope/z")
    text = text.replace("oidc/nope/x", "oidc/nope/x  # oidclint: ignore[unknown-provider] first")
    (folder / "proxy.yaml").write_text(text)
    (folder / "other.yaml").write_text(config("oidc/nope/x"))
    assert oidclint("check", "--baseline", "known", "--update-baseline", cwd=folder).code == 0
    (folder / ".oidclint.yaml").write_text("per-path-ignores: {other.yaml: [unknown-provider]}")
    report = oidclint("check", "--baseline", "known", cwd=folder).report
    assert report["findings"] == []
    assert report["summary"]["ignored_by"] == {"comment": 1, "settings": 1, "baseline": 2}
    assert report["summary"]["ignored"] == 4


def test_deployments_know_the_environment(folder: Path) -> None:
    """What is known of where models run is the whole environment of those entries, by model name or by file."""
    text = config("oidc/env/HERE", "oidc/env/HERE", name="claude-").replace("claude-1", "gpt-1")
    (folder / "proxy.yaml").write_text(text)
    (folder / ".oidclint.yaml").write_text("deployments:\n  - {match: 'claude-*', env: {OTHER: x}}\n")
    report = oidclint("check", cwd=folder).report
    assert [item["rule"] for item in report["findings"]] == ["environment-variable-missing"]
    assert [chain["verdict"] for chain in report["chains"]] == ["deny", "unknown"]
    (folder / ".oidclint.yaml").write_text("deployments:\n  - {match: 'claude-*', env: {HERE: abcdef}}\n")
    assert oidclint("check", cwd=folder).report["findings"] == []
    (folder / ".oidclint.yaml").write_text("deployments:\n  - {match: 'proxy.yaml', env: {OTHER: 5}}\n")
    report = oidclint("check", cwd=folder).report
    assert [item["rule"] for item in report["findings"]] == ["environment-variable-missing"] * 2
    report = oidclint("check", "--env", "HERE=abcdef", cwd=folder).report
    assert report["findings"] == []


BAD = {
    "profil: strict": ":1:1: unknown key 'profil'; did you mean profile?",
    "profile: loud": ":1:10: profile takes one of minimal, recommended, strict",
    "select: audience-ignored": ":1:9: select takes a list",
    "select:\n  - audience-ignord": ":2:5: there is no rule 'audience-ignord'; did you mean audience-ignored?",
    "severity:\n  unknown-provider: fatal": ":2:21: severity.unknown-provider takes one of error, warning, info, off",
    "severity:\n  no-such: error": ":2:3: there is no rule 'no-such'",
    "per-path-ignores:\n  - {path: x}": ":2:5: per-path-ignores.0 needs rules",
    "per-path-ignores:\n  - {path: x, rules: [audience-ignored], expires: soon}": "per-path-ignores.0.expires takes a day such as 2027-03-31",
    "per-path-ignores:\n  - {path: x, rules: [audience-ignored], expires: '2026-02-31'}": ":2:51: there is no day 2026-02-31",
    "per-path-ignores:\n  - {path: x, rules: ['*']}": "takes the name of a rule, such as audience-ignored",
    "litellm-version: 1.83": "litellm-version takes a text: put it in quotes",
    "exclude: [true]": ":1:11: exclude.0 takes a text",
    "litellm-version: banana": ":1: 'banana' is no LiteLLM version",
    "deployments: [{env: {}}]": ":1:15: deployments.0 needs match",
    "- a": ":1:1: the file takes a mapping",
    "a: [": ":1:5: not YAML",
    "a: 1\n---\nb: 2": ":1: more than one YAML document",
    "profile: strict\nprofile: minimal": ":2:1: the key 'profile' stands twice",
    "rule-packs: [none.yaml]": "none.yaml",
    "baseline: none": "there is no baseline none",
}


@pytest.mark.parametrize("settings", BAD)
def test_wrong_settings(settings: str, folder: Path) -> None:
    """Wrong settings are exit 2, with the place and the mend, and nothing is checked."""
    (folder / ".oidclint.yaml").write_text(settings)
    run = oidclint("check", cwd=folder)
    assert run.code == 2
    assert run.out == ""
    assert BAD[settings] in run.err
    assert "Traceback" not in run.err
    assert all(line.startswith("oidclint: ") or ".yaml" in line for line in run.err.splitlines())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tool.oidclint]\nprofile = 3", "pyproject.toml:2:1: profile takes one of"),
        (
            "[tool.oidclint]\n\n[tool.oidclint.severity]\nno-such = 'error'",
            "pyproject.toml:4:1: there is no rule 'no-such'",
        ),
        ("[tool.oidclint]\nselect = ['x'", "pyproject.toml:2"),
    ],
)
def test_wrong_settings_in_toml(text: str, words: str, folder: Path) -> None:
    """Wrong settings in pyproject.toml have their line too."""
    (folder / "pyproject.toml").write_text(text)
    run = oidclint("check", cwd=folder)
    assert run.code == 2
    assert words in run.err


def test_pyproject_of_others(folder: Path) -> None:
    """A pyproject.toml without our table is none of our business, even a broken one."""
    (folder / "pyproject.toml").write_text("[tool.black\nthis is no TOML")
    assert rules(oidclint("check", cwd=folder)) == BOTH


def test_binary_and_missing_settings(folder: Path) -> None:
    """A settings file that cannot be read is exit 2."""
    (folder / ".oidclint.yaml").write_bytes(b"\xff\xfe\x00\x01")
    assert oidclint("check", cwd=folder).code == 2
    run = oidclint("check", "--settings", "none.yaml", cwd=folder)
    assert run.code == 2
    assert "there is no file none.yaml" in run.err


def test_show_settings(folder: Path) -> None:
    """Every setting is shown with where it comes from; values of environments are not."""
    (folder / ".oidclint.yaml").write_text(
        "fail-on: warning\nprofile: strict\ndeployments:\n  - {match: m, env: {SECRET: hunter2hunter2}}\n"
    )
    run = oidclint("check", "--show-settings", "--profile", "minimal", cwd=folder, json_report=False)
    assert run.code == 0
    lines = {line.split()[0]: line for line in run.out.splitlines()}
    assert "warning" in lines["fail-on"]
    assert lines["fail-on"].endswith("(.oidclint.yaml:1)")
    assert lines["profile"].endswith("(command line)")
    assert lines["exclude"].endswith("(default)")
    assert "SECRET" in lines["deployments"]
    assert "hunter2" not in run.out
    assert set(lines) == set(bundled.large_table("schemas/settings")["properties"])
    (folder / "a").mkdir()
    (folder / "a" / ".oidclint.yaml").write_text("profile: minimal")
    report = oidclint("check", "--show-settings", "a", cwd=folder).report
    assert [scope["path"] for scope in report["scopes"]] == [".", "a"]
    assert report["scopes"][1]["settings"]["profile"] == {"value": "minimal", "source": "a/.oidclint.yaml:1"}


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.sampled_from(["", "x", "error", "off", "strict", "unknown-provider", "2027-01-31"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["profile", "select", "severity", "per-path-ignores", "path", "rules", "expires", "deployments", "match", "env", "x"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=12,
)  # fmt: skip


@given(
    st.one_of(
        VALUES,
        st.fixed_dictionaries({}, optional={"per-path-ignores": VALUES, "deployments": VALUES, "severity": VALUES}),
    )
)
def test_the_quick_reader_agrees_with_jsonschema(data: Any) -> None:
    """What the quick reader takes is valid, and of settings it takes all that is."""
    schema = bundled.large_table("schemas/settings")
    valid = jsonschema.Draft202012Validator(schema).is_valid(data)
    assert fits(data, schema) == valid


def test_the_documented_settings_hold(tmp_path: Path) -> None:
    """The settings in the documentation are taken as they stand there."""
    import re

    text = (Path(__file__).parent.parent / "docs" / "settings.md").read_text()
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    (tmp_path / ".git").mkdir()
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "acme.yaml").write_text(
        (Path(__file__).parent.parent / "examples" / "rule-packs" / "acme.yaml").read_text()
    )
    (tmp_path / ".oidclint-baseline").write_text("")
    assert len(blocks) >= 2
    for block in blocks:
        (tmp_path / ".oidclint.yaml").write_text(block)
        run = oidclint("check", "--show-settings", cwd=tmp_path)
        assert (run.code, run.err) == (0, "")


def test_rule_packs_in_the_settings(folder: Path) -> None:
    """Packs named in the settings run, have pages, ignores and severities; in a monorepo only where they are named."""
    pack = (Path(__file__).parent.parent / "examples" / "rule-packs" / "acme.yaml").read_text()
    (folder / "rules").mkdir()
    (folder / "rules" / "acme.yaml").write_text(pack)
    (folder / "proxy.yaml").write_text(config("oidc/env/TOKEN"))
    (folder / "a").mkdir()
    (folder / "a" / "c.yaml").write_text(config("oidc/env/TOKEN"))
    (folder / "a" / ".oidclint.yaml").write_text("{}")
    assert rules(oidclint("check", cwd=folder)) == []
    (folder / ".oidclint.yaml").write_text("rule-packs: [rules/acme.yaml]")
    run = oidclint("check", cwd=folder)
    found = rules(run)
    assert found
    assert {file for file, _ in found} == {"proxy.yaml"}
    name = found[0][1]
    assert name.startswith("acme-")
    assert rules(oidclint("check", "--jobs", "2", cwd=folder)) == found
    page = oidclint("rules", name, cwd=folder)
    assert page.code == 0
    assert page.out.startswith(name)
    assert name in oidclint("rules", cwd=folder / "rules").out
    settings = f"rule-packs: [rules/acme.yaml]\nseverity: {{{name}: off}}"
    (folder / ".oidclint.yaml").write_text(settings)
    assert name not in {rule for _, rule in rules(oidclint("check", cwd=folder))}
    (folder / "rules" / "acme.yaml").write_text("pack: acme\nrules: 3")
    run = oidclint("check", cwd=folder)
    assert run.code == 2
    assert "rules/acme.yaml:2:" in run.err
    (folder / ".oidclint.yaml").write_text("profil: x")
    run = oidclint("rules", cwd=folder)
    assert run.code == 0
    assert "unknown key 'profil'" in run.err


def test_kinds_widen_the_search(folder: Path) -> None:
    """A file whose name meets a glob of `kinds` or --kind is found whatever its ending, and taken as that kind."""
    (folder / "x.litellm").write_text(config("oidc/nope/x"))
    assert ("x.litellm", "unknown-provider") not in rules(oidclint("check", cwd=folder))
    assert ("x.litellm", "unknown-provider") in rules(
        oidclint("check", "--kind", "litellm-config=*.litellm", cwd=folder)
    )
    (folder / ".oidclint.yaml").write_text("kinds: {'*.litellm': litellm-config}")
    assert ("x.litellm", "unknown-provider") in rules(oidclint("check", cwd=folder))


@pytest.mark.parametrize(
    "text",
    [
        '[tool.oidclint]\nprofile = "minimal"\n',
        '[tool]\noidclint = {profile = "minimal"}\n',
        'tool.oidclint.profile = "minimal"\n',
        '[tool . "oidclint"]\nprofile = "minimal"\n',
    ],
)
def test_every_way_to_write_the_table(text: str, folder: Path) -> None:
    """TOML has several spellings of one table; each is read."""
    (folder / "pyproject.toml").write_text(text)
    assert rules(oidclint("check", cwd=folder)) == BOTH[:1]


def test_globs_count_from_the_settings(folder: Path) -> None:
    """`deployments` and `kinds` name files from the folder of the settings, wherever the check is started."""
    (folder / "prod").mkdir()
    (folder / "prod" / "a.yaml").write_text(config("oidc/env/HERE"))
    (folder / "prod" / "b.dat").write_text(config("oidc/nope/x"))
    (folder / ".oidclint.yaml").write_text(
        "deployments: [{match: 'prod/*.yaml', env: {OTHER: abcdef}}]\nkinds: {'prod/*.dat': litellm-config}\n"
    )
    for where in (folder, folder / "prod"):
        found = {(file.rsplit("/", 1)[-1], rule) for file, rule in rules(oidclint("check", cwd=where))}
        assert {("a.yaml", "environment-variable-missing"), ("b.dat", "unknown-provider")} <= found


def test_a_fix_for_some_models_leaves_what_others_share(folder: Path) -> None:
    """An anchor that is right for the models of one place and wrong for another is not mended."""
    entry = "- model_name: {name}\n  litellm_params: {{model: azure/gpt-4o, api_base: 'https://x.openai.azure.com', client_id: 11111111-1111-4111-8111-111111111111, tenant_id: 22222222-2222-4222-8222-222222222222, azure_ad_token: {token}}}\n"
    text = (
        "model_list:\n"
        + entry.format(name="fed", token="&t oidc/azure/api://foo/.default")
        + entry.format(name="plain", token="*t")
    )
    (folder / "proxy.yaml").write_text(text)
    (folder / ".oidclint.yaml").write_text("deployments: [{match: fed, env: {AZURE_FEDERATED_TOKEN_FILE: /x}}]")
    report = oidclint("check", "--fix", cwd=folder).report
    (finding,) = (item for item in report["findings"] if item["rule"] == "audience-ignored")
    assert "fix" not in finding
    assert finding["entries"] == ["fed"]
    assert (folder / "proxy.yaml").read_text() == text


def test_the_schema_knows_every_kind() -> None:
    """The kinds that settings may give are those there are."""
    schema = bundled.large_table("schemas/settings")
    assert tuple(schema["properties"]["kinds"]["additionalProperties"]["enum"]) == KINDS
