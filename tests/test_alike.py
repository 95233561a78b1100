"""Judging alike entries once changes nothing: what a config is told does not depend on its company."""

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.running import oidclint

PARAMS: dict[str, st.SearchStrategy[Any]] = {
    "model": st.sampled_from(["bedrock/eu.amazon.nova-lite-v1:0", "azure/gpt-4o", "openai/gpt-4o", "nowhere/x"]),
    "aws_web_identity_token": st.sampled_from(["oidc/env/T", "oidc/gcp/x", "oidc/github/a", "plain"]),
    "aws_role_name": st.sampled_from(
        ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::444455556666:role/b", "arn:aws-cn:iam::111122223333:role/a", "arn:aws:iam::1:role/a"]
    ),
    "aws_session_name": st.sampled_from(["one", "two", "not good"]),
    "aws_region_name": st.sampled_from(["eu-central-1", "us-east-1", "cn-north-1"]),
    "azure_ad_token": st.sampled_from(["oidc/google/a", "oidc/google/", "OIDC/x/y"]),
    "client_id": st.sampled_from(["11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"]),
    "tenant_id": st.sampled_from(["11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"]),
    "api_base": st.sampled_from(["https://a.openai.azure.com", "https://b.openai.azure.com/", "https://eu.api.cognitive.microsoft.com"]),
    "rpm": st.sampled_from([1, 2, "x", 2.5, float("inf"), True]),
    "tags": st.sampled_from([["a"], "b"]),
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
