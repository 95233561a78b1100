"""Judging alike entries once changes nothing: what a config is told does not depend on its company."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.running import oidclint

PARAMS: dict[str, st.SearchStrategy[Any]] = {
    "model": st.sampled_from(["bedrock/eu.amazon.nova-lite-v1:0", "azure/gpt-4o", "openai/gpt-4o", "nowhere/x"]),
    "aws_web_identity_token": st.sampled_from(["oidc/env/T", "oidc/gcp/x", "oidc/github/a", "plain", "OIDC/x/y", " oidc/env/T"]),
    "aws_role_name": st.sampled_from(
        ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::444455556666:role/b", "arn:aws-cn:iam::111122223333:role/a", "arn:aws:iam::1:role/a", "arn:aws:iam::2:role/b",
         "arn:aws:iam::3:oidc-provider/x", "short", "a name, and nothing else"]
    ),
    "aws_session_name": st.sampled_from(["one", "two", "not good", "neither", "no better", "a", "x" * 70, "y" * 70]),
    "aws_region_name": st.sampled_from(["eu-central-1", "us-east-1", "cn-north-1"]),
    "azure_ad_token": st.sampled_from(["oidc/google/a", "oidc/google/", "OIDC/x/y"]),
    "client_id": st.sampled_from(["11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"]),
    "tenant_id": st.sampled_from(["11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"]),
    "api_base": st.sampled_from(["https://a.openai.azure.com", "https://b.openai.azure.com/", "https://eu.api.cognitive.microsoft.com"]),
    "rpm": st.sampled_from([1, 2, "x", 2.5, float("inf"), True]),
    "tags": st.sampled_from([["a"], "b"]),
    "mock_response": st.just("hello"),
    "api_key": st.sampled_from(["os.environ/KEY", "oidc/gcp/x"]),
    "extra_headers": st.sampled_from([{"x": "y"}, {"x": "oidc/github/a"}]),
}  # fmt: skip
ENTRY = st.fixed_dictionaries({"model": PARAMS["model"]}, optional={key: PARAMS[key] for key in list(PARAMS)[1:]})


def told(folder: Path, files: list[str]) -> dict[str, list[Any]]:
    """Check some files in one run; give findings and chains by file."""
    report = oidclint("check", *files, "--env", "T=TOKEN", cwd=folder).report
    out: dict[str, list[Any]] = {file: [] for file in files}
    for item in [*report["findings"], *report["chains"]]:
        out[item["file"]].append(json.dumps(item, sort_keys=True))
    return {file: sorted(items) for file, items in out.items()}


@settings(max_examples=60, deadline=None)
@given(entries=st.lists(ENTRY, min_size=2, max_size=5))
def test_company_changes_nothing(tmp_path_factory: Any, entries: list[dict[str, Any]]) -> None:
    """Each config alone is told what it is told among the others, in either order."""
    folder = tmp_path_factory.mktemp("alike")
    names = []
    for number, params in enumerate(entries):
        names.append(f"{number}.yaml")
        item = {"model_name": f"m{number}", "litellm_params": params}
        (folder / names[-1]).write_text(json.dumps({"model_list": [item]}).replace("Infinity", ".inf"))
    together = told(folder, names)
    assert {name: told(folder, [name])[name] for name in names} == together
    assert told(folder, names[::-1]) == together


def listed(folder: Path, entries: list[dict[str, Any]]) -> list[list[str]]:
    """Check one file of entries, a line each; give findings and chains by entry, without where it stands."""
    items = [{"model_name": f"m{number}", "litellm_params": params} for number, params in enumerate(entries)]
    lines = [json.dumps(item).replace("Infinity", ".inf") for item in items]
    (folder / "many.yaml").write_text("model_list:\n" + "".join(f"- {line}\n" for line in lines))
    report = oidclint("check", "many.yaml", "--env", "T=TOKEN", cwd=folder).report
    out: list[list[str]] = [[] for _ in entries]
    for item in [*report["findings"], *report["chains"]]:
        number = item["path"][1]
        assert item.get("line", number + 2) == item.get("end_line", number + 2) == number + 2
        assert item.get("entries", [f"m{number}"]) == [f"m{number}"]
        assert item.get("model", f"m{number}") == f"m{number}"
        assert all(other["line"] == number + 2 for other in item.get("related", []))
        kept = {key: value for key, value in item.items() if key not in ("path", "line", "end_line", "fingerprint")}
        kept |= {"path": item["path"][2:], "entries": [], "model": "", "related": [], "column": 0, "end_column": 0}
        out[number].append(json.dumps(kept, sort_keys=True))
    return [sorted(items) for items in out]


@settings(max_examples=60, deadline=None)
@given(entries=st.lists(ENTRY, min_size=1, max_size=3))
def test_twins_are_told_the_same(tmp_path_factory: Any, entries: list[dict[str, Any]]) -> None:
    """An entry is told in a list with its twins what it is told alone, each at its own place."""
    folder = tmp_path_factory.mktemp("twins")
    alone = [listed(folder, [params])[0] for params in entries]
    assert listed(folder, [*entries, *entries[::-1], *entries]) == [*alone, *alone[::-1], *alone]


KEY = "litellm_credential_name: c"
TOKEN = "azure_ad_token: oidc/google/a, client_id: x, tenant_id: y, api_base: https://a.openai.azure.com"


@pytest.mark.parametrize(
    ("params", "beside", "tail", "rule"),
    [
        (KEY, "", "credential_list: []", "unknown-credential-name"),
        (TOKEN, "", "litellm_settings: {api_key: sk-1}", "api-key-beside-oidc"),
        ("api_key: x", "note: oidc/google/a", "", "unread-reference"),
    ],
    ids=["credential list", "settings", "beside"],
)
def test_the_rest_of_the_file_counts(params: str, beside: str, tail: str, rule: str, tmp_path: Path) -> None:
    """An entry without findings in one file has one in the next, where something else stands around it."""
    model = "azure/gpt-4o" if "azure" in params else "openai/gpt-4o"
    entry = f"model_name: m, litellm_params: {{model: {model}, {params}}}"
    (tmp_path / "a.yaml").write_text(f"model_list: [{{{entry}, {'note: x' if beside else ''}}}]\n")
    (tmp_path / "b.yaml").write_text(f"model_list: [{{{entry}, {beside}}}]\n{tail}\n")
    found = oidclint("check", "a.yaml", "b.yaml", cwd=tmp_path).report["findings"]
    assert [(item["file"], item["rule"]) for item in found] == [("b.yaml", rule)]


def test_a_key_management_system_counts(tmp_path: Path) -> None:
    """A text that may be the name of a secret in one file is a mistake in the next, which has no secret manager."""
    trio = "aws_role_name: 'arn:aws:iam::111122223333:role/a', aws_session_name: one, aws_region_name: eu-central-1"
    entry = (
        f"model_list: [{{model_name: m, litellm_params: {{model: bedrock/x, aws_web_identity_token: name, {trio}}}}}]\n"
    )
    (tmp_path / "a.yaml").write_text(entry + "general_settings: {key_management_system: aws_secret_manager}\n")
    (tmp_path / "b.yaml").write_text(entry)
    found = oidclint("check", "a.yaml", "b.yaml", cwd=tmp_path).report["findings"]
    assert [(item["file"], item["rule"]) for item in found] == [("b.yaml", "malformed-reference")]
