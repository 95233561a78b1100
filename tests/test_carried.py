"""Configs inside other files: findings point into the file, and nothing else of it is judged."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.running import oidclint
from tests.test_settings import config
from validator.document import Malformed, inside, parse, part_at


def found(folder: Path, *options: str) -> list[tuple[str, int, int, str]]:
    """Give file, line, column and the text at the place of every finding."""
    report = oidclint("check", *options, cwd=folder).report
    out = []
    for item in report["findings"]:
        line = (folder / item["file"]).read_text(encoding="utf-8-sig").splitlines()[item["line"] - 1]
        out.append((item["rule"], item["line"], item["column"], line[item["column"] - 1 : item["end_column"] - 1]))
    return out


def indented(text: str, columns: int) -> str:
    """Give a text that many columns further right."""
    return "".join(f"{' ' * columns}{line}\n" if line else "\n" for line in text.splitlines())


CONFIG = config("oidc/github/sts.amazonaws.com", "oidc/nope/x")


def config_map(text: str, style: str = "|") -> str:
    """Give a ConfigMap that holds a config."""
    return (
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: litellm\ndata:\n"
        f"  unrelated: |\n    model_list is a word here\n  config.yaml: {style}\n{indented(text, 4)}  last: x\n"
    )


def values(text: str) -> str:
    """Give the values of a chart that has LiteLLM's as a dependency."""
    return f"replicaCount: 1\nlitellm-helm:\n  proxy_config:\n{indented(text, 4)}  image: {{tag: x}}\n"


def argo(text: str) -> str:
    """Give an Argo CD application with the chart's values as text."""
    return "kind: Application\nspec:\n  source:\n    helm:\n      values: |\n" + indented(
        "proxy_config:\n" + indented(text, 2), 8
    )


CARRIERS = {
    "ConfigMap": (config_map(CONFIG), 23, 31 + 4),
    "ConfigMap, strip": (config_map(CONFIG, "|-"), 23, 31 + 4),
    "ConfigMap, indentation given": (config_map(CONFIG, "|2"), 23, 31 + 4),
    "Helm values": (values(CONFIG), 18, 31 + 4),
    "Argo CD values": (argo(CONFIG), 21, 31 + 10),
    "List of objects": (
        "kind: List\nitems:\n- kind: Service\n- kind: ConfigMap\n  data:\n    c.yaml: |\n" + indented(CONFIG, 6),
        21,
        31 + 6,
    ),
    "several documents": ("kind: Service\n---\n" + config_map(CONFIG) + "---\nkind: Pod\n", 25, 31 + 4),
    "Compose configs": (
        "services: {x: {image: y}}\nconfigs:\n  litellm:\n    content: |\n" + indented(CONFIG, 6),
        19,
        31 + 6,
    ),
}


@pytest.mark.parametrize("case", CARRIERS)
@pytest.mark.parametrize("named", [False, True])
def test_findings_point_into_the_outer_file(case: str, named: bool, tmp_path: Path) -> None:
    """The one fault of the carried config has its line and column in the file around it."""
    text, line, column = CARRIERS[case]
    (tmp_path / "outer.yaml").write_text(text)
    got = found(tmp_path, *(["outer.yaml"] if named else []))
    assert got == [("unknown-provider", line, column, "oidc/nope/x")]


@pytest.mark.parametrize("style", ["folded", "double", "single", "plain lines"])
def test_texts_whose_lines_are_not_the_files_lines(style: str, tmp_path: Path) -> None:
    """A folded or quoted text is judged too; the finding then points at the text."""
    inner = json.dumps(yaml.safe_load(CONFIG))
    written = {
        "folded": f">\n    {inner}\n",
        "double": json.dumps(inner) + "\n",
        "single": f"'{inner}'\n",
        "plain lines": json.dumps(CONFIG) + "\n",
    }[style]
    (tmp_path / "outer.yaml").write_text(f"kind: ConfigMap\ndata:\n  config.json: {written}")
    report = oidclint("check", "--fix", cwd=tmp_path).report
    assert [(item["rule"], item["line"]) for item in report["findings"]] == [("unknown-provider", 3)]


def test_paths_chains_and_configs_are_those_of_the_file(tmp_path: Path) -> None:
    """Route of keys, chains and what LiteLLM loads are reported for the file that was given."""
    (tmp_path / "outer.yaml").write_text(config_map(CONFIG))
    report = oidclint("check", cwd=tmp_path).report
    entry = ["data", "config.yaml", "model_list", 1]
    assert report["findings"][0]["path"] == [*entry, "litellm_params", "aws_web_identity_token"]
    assert [(chain["path"], chain["verdict"]) for chain in report["chains"]] == [
        (["data", "config.yaml", "model_list", 0], "unknown"),
        (entry, "deny"),
    ]
    assert [(item["file"], item["loads"], item["deployments"]) for item in report["configs"]] == [
        ("outer.yaml", True, ["m0", "m1"])
    ]
    assert report["summary"]["files"] == 1


def test_comments_inside_silence(tmp_path: Path) -> None:
    """An ignore comment inside the carried config counts, and an unused one is reported at its line in the file."""
    text = CONFIG.replace("oidc/nope/x", "oidc/nope/x # oidclint: ignore[unknown-provider] test")
    (tmp_path / "outer.yaml").write_text(config_map(text + "# oidclint: ignore[audience-missing] nothing\n"))
    assert [(rule, line) for rule, line, _, _ in found(tmp_path)] == [("unused-ignore", 24)]
    (tmp_path / "outer.yaml").write_text(values(text))
    report = oidclint("check", cwd=tmp_path).report
    assert (report["findings"], report["summary"]["ignored"]) == ([], 1)


def test_members_of_one_config_map_include_each_other(tmp_path: Path) -> None:
    """A file that a carried config includes is looked for beside it; one that is not there is not judged."""
    data = {
        "config.yaml": "include: [models.yaml, /app/more.yaml]\n" + config("oidc/github/sts.amazonaws.com"),
        "models.yaml": config("oidc/nope/x", name="other"),
    }
    text = "kind: ConfigMap\ndata:\n" + "".join(f"  {name}: |\n{indented(value, 4)}" for name, value in data.items())
    (tmp_path / "outer.yaml").write_text(text)
    report = oidclint("check", cwd=tmp_path).report
    assert [(item["rule"], item["severity"]) for item in report["findings"]] == [
        ("invalid-config", "warning"),
        ("unknown-provider", "error"),
    ]
    assert report["configs"][0]["deployments"] == ["m0", "other0"]
    assert len(report["configs"]) == 1


def test_a_carried_text_that_does_not_parse(tmp_path: Path) -> None:
    """A config in a ConfigMap that is no YAML is a finding at its line in the file."""
    (tmp_path / "outer.yaml").write_text(config_map("model_list:\n  - model_name: [x\n    litellm_params: {}\n"))
    report = oidclint("check", cwd=tmp_path).report
    assert [(item["rule"], item["line"]) for item in report["findings"]] == [("malformed-file", 11)]


def test_two_configs_in_one_file_have_their_own_findings(tmp_path: Path) -> None:
    """Two ConfigMaps with equal faults are two findings, and secrets of both are starred."""
    text = CONFIG.replace("oidc/nope/x", "oidc/nope/x\n      password: hunter2hunter2")
    (tmp_path / "outer.yaml").write_text(config_map(text) + "---\n" + config_map(text))
    run = oidclint("check", cwd=tmp_path, json_report=False)
    assert run.out.count("error[unknown-provider]") == 2
    assert "hunter2" not in run.out
    assert "1 file, 4 entries: 2 errors" in run.out


@pytest.mark.parametrize(
    "text",
    [
        "kind: ConfigMap\ndata:\n  notes.txt: |\n    model_list and oidc/ are words: [of prose\n",
        "on: push\njobs:\n  x:\n    steps:\n      - run: |\n          cat > config.yaml <<EOF\n          model_list: []\n          EOF\n",
        "proxy_config: {}\n",
        "litellm: {image: x}\n",
        "kind: Secret\ndata:\n  config.yaml: bW9kZWxfbGlzdDogW10K # model_list\n",
        "a: &a {b: 1}\n<<: *a\nlitellm_settings_are: here\n",
        "kind: ConfigMap\ndata: null\n# model_list\n",
    ],
)
def test_other_files_stay_unknown(text: str, tmp_path: Path) -> None:
    """Files that only speak of LiteLLM are passed over."""
    (tmp_path / "outer.yaml").write_text(text)
    run = oidclint("check", "--allow-empty", cwd=tmp_path)
    assert (run.code, run.report["findings"], run.report["summary"]["files"]) == (0, [], 0)


def test_helm_templates_are_malformed_only_by_contract(tmp_path: Path) -> None:
    """A template with model_list does not parse, and the template expression is named as the cause."""
    (tmp_path / "template.yaml").write_text(
        "data:\n  config.yaml: |\n{{ toYaml .Values.x | indent 4 }}\n# model_list\n"
    )
    report = oidclint("check", cwd=tmp_path).report
    assert [item["rule"] for item in report["findings"]] == ["malformed-file"]
    assert "template" in report["findings"][0]["message"]


def test_several_bare_configs_are_judged_and_do_not_load(tmp_path: Path) -> None:
    """LiteLLM loads no stream of several configs; their own faults are reported all the same."""
    (tmp_path / "two.yaml").write_text(CONFIG + "---\n" + config("oidc/circleci/aud"))
    report = oidclint("check", cwd=tmp_path).report
    assert [item["rule"] for item in report["findings"]] == ["unknown-provider", "invalid-config", "audience-ignored"]
    assert [config["loads"] for config in report["configs"]] == [False]


@given(
    st.recursive(
        st.one_of(st.none(), st.text(max_size=8)),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text("abc-: |#\n", max_size=5), inner, max_size=3)
        ),
        max_leaves=10,
    ),
    st.integers(0, 6),
)
def test_spans_inside_a_literal_block(data: Any, columns: int) -> None:
    """Every scalar of a document in a literal block stands in the file where its span says."""
    text = yaml.safe_dump(data, allow_unicode=True, width=1000)
    outer = "a:\n  b: |\n" + indented(text, columns + 3)
    try:
        own = inside(parse(outer, "x"), ("a", "b"))
    except Malformed:
        return
    assert own.data == yaml.safe_load(text)
    plain = parse(text, "x")
    if own.carrier is None or own.carrier.whole is not None:
        return
    for path in _paths(data):
        one, two = plain.span(path), own.span(path)
        assert (two.line - one.line, two.column - one.column) == (2, columns + 3)


def _paths(data: Any) -> list[tuple[Any, ...]]:
    if isinstance(data, dict):
        return [(key, *rest) for key, value in data.items() for rest in _paths(value)]
    if isinstance(data, list):
        return [(index, *rest) for index, value in enumerate(data) for rest in _paths(value)]
    return [()]


def test_a_part_of_a_document_has_its_own_duplicates() -> None:
    """A part is composed anew: its duplicate keys are known, merge keys of the whole do not count."""
    text = "base: &b {x: 1}\npart:\n  y: 1\n  y: 2\nmerged: {<<: *b, x: 3}\n"
    document = parse(text, "x")
    part = part_at(document, ("part",))
    assert part is not None
    assert [item.span.line for item in part.duplicates] == [4]
    merged = part_at(document, ("merged",))
    assert merged is not None
    assert merged.duplicates == ()
    assert merged.data == {"x": 3}


SECRET = "hunter2topsecret"
JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
BEHIND = config("oidc/circleci/aud", "oidc/nope/x")
LEAKS = {
    "token with escapes": BEHIND.replace("oidc/nope/x", '"\\x65' + JWT[1:] + '"'),
    "token over two lines": BEHIND.replace("oidc/nope/x", '"' + JWT[:60] + "\\\n        " + JWT[60:] + '"'),
    "token over two plain lines": BEHIND.replace("oidc/nope/x", JWT[:60] + "\n        " + JWT[60:]),
    "comment": BEHIND.replace("oidc/nope/x", f"oidc/nope/x # was: aws_secret_access_key: {SECRET}"),
    "comment above": BEHIND.replace("      aws_web", f"      # api_key: {SECRET}\n      aws_web"),
    "JSON in a text": BEHIND.replace(
        "      aws_web", '      extra_body: "{\\"api_key\\": \\"' + SECRET + '\\"}"\n      aws_web'
    ),
    "header": BEHIND.replace("      aws_web", f"      extra_headers: {{X-Auth: {SECRET}}}\n      aws_web"),
    "camel case": BEHIND.replace("      aws_web", f"      adminPassword: {SECRET}\n      aws_web"),
    "user in a URL": BEHIND.replace("      aws_web", f"      api_base: https://u:{SECRET}@h/\n      aws_web"),
    "carried JSON that does not parse": 'kind: ConfigMap\ndata:\n  b.json: \'{"model_list": [{"litellm_params": {"api_key": "'
    + SECRET
    + "\" }}]'\n",
    "carried YAML that does not parse": 'kind: ConfigMap\ndata:\n  c.yaml: "model_list:\\n - litellm_params: {api_key: '
    + SECRET
    + ', model: [}\\n"\n',
    "member of a Secret": f"kind: Secret\nstringData:\n  DATABASE: {SECRET}\n  config.yaml: |\n"
    + indented(BEHIND, 4)
    + f"  LAST: {SECRET}\n",
    "the same line": "{kind: Secret, stringData: {PASSWORD: "
    + SECRET
    + ", config.yaml: "
    + json.dumps(BEHIND)
    + "}}\n",
    "variable of a chart": "env:\n- name: LITELLM_MASTER_KEY\n  value: "
    + SECRET
    + "\nproxy_config:\n"
    + indented(BEHIND, 2),
}


@pytest.mark.parametrize("case", LEAKS)
def test_no_secret_beside_a_finding_is_shown(case: str, tmp_path: Path) -> None:
    """Excerpts, differences and every format star what is secret on or near the lines of a finding."""
    (tmp_path / "x.yaml").write_text(LEAKS[case])
    for options in (
        (),
        ("--diff",),
        ("--diff", "--unsafe-fixes", "--format", "json"),
        ("--select", "literal-token"),
        ("--format", "sarif"),
        ("--format", "github"),
    ):
        run = oidclint("check", *options, cwd=tmp_path, json_report=False)
        seen = run.out + run.err
        assert SECRET not in seen
        assert not [JWT[at : at + 16] for at in range(len(JWT) - 16) if JWT[at : at + 16] in seen]
    assert oidclint("check", cwd=tmp_path, json_report=False).code == 1
