"""The JSON Schema of the LiteLLM config: made from the tables, at one with `check`, and fit for an editor."""

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.generated import CONFIG_SCHEMA, config_schema_text
from tests.oracle.compare import lay
from tests.oracle.rows import ROWS
from tests.running import oidclint
from validator import bundled
from validator.litellm.schema_errors import SchemaWords
from validator.misspelling import distance, nearest, slips

ROOT = Path(__file__).resolve().parent.parent
SCHEMA: dict[str, Any] = json.loads(CONFIG_SCHEMA.read_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
SECOND = jsonschema_rs.Draft7Validator(SCHEMA)
EXAMPLES = sorted([*(ROOT / "examples").rglob("*.yaml")])
TOKENS = ("aws_web_identity_token", "azure_ad_token")


class _Loader(yaml.SafeLoader):
    """YAML as an editor reads it: a date is a text, a tag nobody knows is a template."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_constructor(None, lambda loader, node: "${}")


def as_json(text: str) -> Any:
    """Read YAML as JSON has it: every key a text."""
    return json.loads(json.dumps(yaml.load(text, _Loader), allow_nan=False))  # noqa: S506 - a safe loader


def errors(data: Any) -> set[tuple[Any, ...]]:
    """Give the places the schema refuses."""
    return {tuple(leaf.absolute_path) for error in VALIDATOR.iter_errors(data) for leaf in _leaves(error)}


def _leaves(error: Any) -> Iterator[Any]:
    """Go down into the alternative that was meant: the first whose type fits."""
    groups: dict[int, list[Any]] = {}
    for inner in error.context or ():
        groups.setdefault(inner.schema_path[0], []).append(inner)
    for group in groups.values():
        if not any(inner.validator in ("type", "enum", "not", "pattern") and not inner.path for inner in group):
            for inner in group:
                yield from _leaves(inner)
            return
    yield error


def agree(data: Any) -> bool:
    """Say whether the schema takes data; both validators must say the same."""
    valid = bool(VALIDATOR.is_valid(data))
    assert SECOND.is_valid(data) == valid
    return valid


def report(path: Path, *options: str) -> dict[str, Any]:
    """Check one file as a config, whatever it looks like."""
    return oidclint("check", "--config", str(path), *options).report


def unfounded(data: Any, found: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Give the places that the schema refuses and `check` does not: no error there, above or inside."""
    told = [
        (tuple(str(step) for step in item["path"]), item)
        for item in found["findings"]
        if item["severity"] == "error" or (item["path"][-1:] and item["path"][-1] in TOKENS)
    ]
    places = ((place, tuple(str(step) for step in place)) for place in errors(data))
    return [
        place
        for place, path in places
        if not any(path[: len(there)] == there or there[: len(path)] == path for there, _ in told)
    ]


def test_committed_schema_is_the_generated_one() -> None:
    """Nothing but the tables makes it: `make schemas` writes it again."""
    assert CONFIG_SCHEMA.read_text(encoding="utf-8") == config_schema_text()


def test_schema_is_printed_and_listed() -> None:
    """`oidclint schema` lists it and prints it as it is."""
    assert "litellm-config" in oidclint("schema").out.split()
    assert oidclint("schema", "litellm-config").out == CONFIG_SCHEMA.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.relative_to(ROOT / "examples")))
def test_examples_are_refused_where_check_finds_an_error(path: Path) -> None:
    """Both validators agree on every example; a good one is taken, a bad one is refused only where `check` is too."""
    try:
        data = as_json(path.read_text())
    except yaml.YAMLError:
        return
    if agree(data):
        return
    assert path.name != "good.yaml"
    assert unfounded(data, report(path)) == []


def test_rows_of_the_oracle(tmp_path: Path) -> None:
    """What LiteLLM loads whole is valid, but for references it refuses later; what is refused has an error in `check`."""
    refused = 0
    for number, row in enumerate(ROWS):
        if "include:" in row["config"]:
            continue
        folder = tmp_path / str(number)
        options = lay(row, folder)
        try:
            data = as_json(Path(options[0]).read_text())
        except (yaml.YAMLError, ValueError, RecursionError, TypeError):
            continue
        if agree(data):
            continue
        refused += 1
        found = report(Path(options[0]), *options[1:])
        assert unfounded(data, found) == [], row["id"]
        if all(config["loads"] and not config["dropped"] for config in found["configs"]):
            assert {place[-1] for place in errors(data) if len(place) > 1} <= set(TOKENS), row["id"]
    assert refused > 100


def test_third_reader_agrees_on_every_example() -> None:
    """check-jsonschema, which reads YAML and patterns in its own way, refuses the same examples."""
    readable = []
    for path in EXAMPLES:
        try:
            readable.append((path, VALIDATOR.is_valid(as_json(path.read_text()))))
        except yaml.YAMLError:
            continue
    command = Path(sys.executable).with_name("check-jsonschema")
    options = ["--output-format", "json", "--schemafile", str(CONFIG_SCHEMA)]
    done = subprocess.run([command, *options, *(str(path) for path, _ in readable)], capture_output=True, text=True)
    refused = {item["filename"] for item in json.loads(done.stdout)["errors"]}
    assert refused == {str(path) for path, valid in readable if not valid}
    assert refused


def test_no_false_alarm_on_the_configs_inside_litellm(tmp_path: Path) -> None:
    """The configs that the litellm package brings are valid and hold no misspelt parameter; one is truly broken."""
    spec = importlib.util.find_spec("litellm")
    if spec is None or spec.origin is None:
        pytest.skip("litellm is a development dependency")
    configs = []
    for path in sorted(Path(spec.origin).parent.rglob("*.y*ml")):
        text = path.read_text(encoding="utf-8")
        if re.search(r"^(model_list|litellm_settings|general_settings|router_settings):", text, re.MULTILINE):
            configs.append(path)
    assert len(configs) > 15
    assert {path.name for path in configs if not agree(as_json(path.read_text()))} <= {"langfuse_config.yaml"}
    found = oidclint("check", *map(str, configs)).report["findings"]
    assert [item for item in found if item["rule"] == "misspelt-parameter"] == []


DRAFT_07 = set(
    "$schema $id $ref title description type properties patternProperties additionalProperties propertyNames required items "
    "contains enum pattern anyOf allOf not if then else definitions examples".split()
)


def test_schema_uses_only_words_that_a_catalogue_takes() -> None:
    """Draft-07 and `defaultSnippets`, which ajv in strict mode is told of by the schema catalogue; no dangling reference."""
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    seen: set[str] = set()

    def walk(schema: Any) -> None:
        if not isinstance(schema, dict):
            return
        seen.update(schema)
        if "$ref" in schema:
            assert schema["$ref"].rpartition("/")[2] in SCHEMA["definitions"]
        for key in ("properties", "patternProperties", "definitions"):
            for child in schema.get(key, {}).values():
                walk(child)
        for pattern in [*schema.get("patternProperties", {}), *([schema["pattern"]] if "pattern" in schema else [])]:
            re.compile(pattern)
        for key in ("anyOf", "allOf"):
            for child in schema.get(key, ()):
                walk(child)
        for key in ("not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames"):
            walk(schema.get(key))

    walk(SCHEMA)
    assert seen <= DRAFT_07 | {"defaultSnippets"}
    assert {"defaultSnippets", "patternProperties", "contains"} <= seen


def parameters() -> dict[str, Any]:
    """Give the schema of the parameters of an entry."""
    found: dict[str, Any] = SCHEMA["definitions"]["parameters"]["anyOf"][0]["properties"]
    return found


@pytest.mark.parametrize("key", ["aws_web_identity_token", "azure_ad_token", "anthropic_identity_token"])
def test_every_provider_is_offered_for_a_token(key: str) -> None:
    """An editor offers a reference of each provider, with words, and none that LiteLLM refuses."""
    offered = parameters()[key]
    words = {entry["word"] for entry in bundled.provider_pages()}
    assert {text.split("/")[1] for text in offered["examples"]} == words
    assert {snippet["label"] for snippet in offered["defaultSnippets"]} == {f"oidc/{word}/" for word in words}
    assert all(snippet["description"] for snippet in offered["defaultSnippets"])
    for example in offered["examples"]:
        assert agree({"model_list": [{"model_name": "m", "litellm_params": {"model": "bedrock/x", key: example}}]})


def test_keys_that_people_use_are_described() -> None:
    """Every top-level section and every parameter for credentials has words."""
    assert all(SCHEMA["properties"][key].get("description") for key in SCHEMA["properties"])
    for key in parameters():
        if re.match(r"(aws|azure)_(?!bedrock|batch|session_tags)|client_|tenant_|api_|model$|tpm|rpm", key):
            assert parameters()[key].get("description"), key


GOOD = {"model": "bedrock/anthropic.claude-3-haiku-20240307-v1:0"}
TAKEN: dict[str, Any] = {
    "unknown parameters": {"model_list": [{"model_name": "m", "litellm_params": {**GOOD, "whatever": [1], "x": None}}]},
    "unknown keys beside": {"model_list": [{"model_name": "m", "litellm_params": GOOD, "note": 1, "litellm_param": 1}]},
    "variables": {
        "model_list": [{"model_name": "os.environ/N", "litellm_params": {**GOOD, "rpm": "os.environ/R", "use_in_pass_through": "os.environ/P"}}]
    },
    "templates": {"model_list": ["{{ entry }}", {"model_name": "${m}", "litellm_params": "${params}"}], "litellm_settings": "{{ x }}"},
    "nothing": {"model_list": None, "litellm_settings": None, "general_settings": None, "router_settings": None, "credential_list": None},
    "empty": {"model_list": [], "litellm_settings": {}, "general_settings": {}, "environment_variables": {}},
    "null parameters": {"model_list": [{"model_name": "m", "litellm_params": {**GOOD, "api_key": None, "rpm": None}}]},
    "lax numbers": {"model_list": [{"model_name": "m", "litellm_params": {**GOOD, "rpm": "5", "tpm": 5.0, "input_cost_per_token": "1e-6"}}]},
    "lax booleans": {"model_list": [{"model_name": "m", "litellm_params": {**GOOD, "use_in_pass_through": "Yes", "use_litellm_proxy": 1}}]},
    "unknown top": {"model_list": [], "my_notes": {"a": 1}, "x-models": [{"model_name": "m", "litellm_params": GOOD}]},
    "stored": {"credential_list": [{"credential_name": "c", "credential_info": {}, "credential_values": {"aws_region_name": 5}}]},
    "another model's reference": {"model_list": [{"model_name": "m", "litellm_params": {"model": "openai/x", "aws_web_identity_token": "oidc/x/"}}]},
}  # fmt: skip
"""What LiteLLM takes, or ignores."""

REFUSED: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "list misspelt": ({"model list": []}, ("model list",)),
    "list in capitals": ({"Model_List": []}, ("Model_List",)),
    "letters swapped": ({"mdoel_list": []}, ("mdoel_list",)),
    "settings misspelt": ({"litellm_setings": {}}, ("litellm_setings",)),
    "models elsewhere": ({"models": [{"model_name": "m", "litellm_params": GOOD}]}, ("models",)),
    "no list": ({"model_list": {"m": {}}}, ("model_list",)),
    "no name": ({"model_list": [{"litellm_params": GOOD}]}, ("model_list", 0)),
    "name misspelt": ({"model_list": [{"model_nmae": "m", "litellm_params": GOOD}]}, ("model_list", 0, "model_nmae")),
    "parameters misspelt": ({"model_list": [{"model_name": "m", "litellm_param": GOOD}]}, ("model_list", 0, "litellm_param")),
    "no model": ({"model_list": [{"model_name": "m", "litellm_params": {}}]}, ("model_list", 0, "litellm_params")),
    "null model": ({"model_list": [{"model_name": "m", "litellm_params": {"model": None}}]}, ("model_list", 0, "litellm_params", "model")),
    "number for a text": (
        {"model_list": [{"model_name": "m", "litellm_params": {**GOOD, "aws_session_name": 5}}]},
        ("model_list", 0, "litellm_params", "aws_session_name"),
    ),
    "text for a number": (
        {"model_list": [{"model_name": "m", "litellm_params": {**GOOD, "rpm": "many"}}]},
        ("model_list", 0, "litellm_params", "rpm"),
    ),
    "include": ({"include": "a.yaml"}, ("include",)),
    "section": ({"litellm_settings": [1]}, ("litellm_settings",)),
    "secret manager": ({"general_settings": {"key_management_system": "vault"}}, ("general_settings", "key_management_system")),
    "router": ({"router_settings": {"health_check_interval": 5}}, ("router_settings", "health_check_interval")),
    "stored credential": ({"credential_list": [{"credential_name": "c", "credential_values": {}}]}, ("credential_list", 0)),
    "provider": (
        {"model_list": [{"model_name": "m", "litellm_params": {**GOOD, "aws_web_identity_token": "oidc/gitlab/x"}}]},
        ("model_list", 0, "litellm_params", "aws_web_identity_token"),
    ),
    "one slash": (
        {"model_list": [{"model_name": "m", "litellm_params": {"model": "azure/x", "azure_ad_token": "oidc/google"}}]},
        ("model_list", 0, "litellm_params", "azure_ad_token"),
    ),
}  # fmt: skip
"""What stops LiteLLM, drops an entry or makes models vanish, and the place the schema points at."""


@pytest.mark.parametrize("name", TAKEN)
def test_what_litellm_takes_is_taken(name: str) -> None:
    """Unknown keys, nulls, variables, templates and pydantic's lax values pass."""
    assert agree(TAKEN[name]), errors(TAKEN[name])


@pytest.mark.parametrize("name", REFUSED)
def test_a_fatal_fault_is_refused_at_its_place(name: str, tmp_path: Path) -> None:
    """The schema points at the fault, and `check` finds an error there too."""
    data, place = REFUSED[name]
    assert not agree(data)
    assert place in errors(data)
    (tmp_path / "config.yaml").write_text(json.dumps(data))
    assert unfounded(data, report(tmp_path / "config.yaml")) == []


def test_every_misspelling_that_is_refused_is_an_error_of_check(tmp_path: Path) -> None:
    """Each of the misspelt names in the schema is found by `check` too, with the name that was meant."""
    (pattern,) = (text for text in SCHEMA["patternProperties"] if "mdoel_list" in text)
    names = pattern.removeprefix("^(?:").removesuffix(")$").replace("[.]", ".").split("|")
    assert len(names) > 60
    (tmp_path / "config.yaml").write_text(json.dumps({"model_list": [], **dict.fromkeys(names)}))
    found = report(tmp_path / "config.yaml")["findings"]
    assert {item["path"][0] for item in found if item["severity"] == "error"} == set(names)
    assert not any(VALIDATOR.is_valid({name: None}) for name in names)


ODD = st.sampled_from([
    None, True, False, 0, 1, 2, 2.0, 2.5, -1, "", "x", "5", "5.0", " 7 ", "1_000", "1e3", "inf", "yes", "TRUE", "os.environ/A", "{{ a }}",
    [], ["a"], [1], [{"Key": "a", "Value": "b"}], [{"Key": "a"}], {}, {"a": 1}, "oidc/github/a", "oidc/gitlab/a", "oidc/env", "2024-01-01",
])  # fmt: skip
KEYS = st.sampled_from(sorted(parameters()))
PARAMS = st.one_of(
    st.dictionaries(KEYS, ODD, max_size=4),
    st.builds(
        lambda model, more: {"model": model, **more},
        st.sampled_from(["bedrock/a.b", "azure/gpt-4o", "openai/gpt-4o"]),
        st.dictionaries(st.one_of(KEYS, st.sampled_from([*TOKENS, "api_key", "unknown"])), ODD, max_size=5),
    ),
    ODD,
)
ITEMS = st.one_of(
    st.builds(lambda name, params, more: {"model_name": name, "litellm_params": params, **more}, ODD, PARAMS,
              st.dictionaries(st.sampled_from(["model_info", "litellm_param", "note"]), ODD, max_size=1)),
    st.dictionaries(st.sampled_from(["model_name", "litellm_params", "model_nmae", "litellm_param", "model_info"]), PARAMS, max_size=3),
    ODD,
)  # fmt: skip
SECTION = st.one_of(
    ODD,
    st.dictionaries(
        st.sampled_from(
            ["default_litellm_params", "health_check_interval", "key_management_system", "routing_strategy", "a"]
        ),
        ODD,
        max_size=2,
    ),
)
CONFIGS = st.builds(
    lambda items, more: {"model_list": items, **more},
    st.one_of(st.lists(ITEMS, max_size=3), ODD),
    st.dictionaries(
        st.sampled_from(
            ["litellm_settings", "general_settings", "router_settings", "environment_variables", "credential_list", "guardrails", "models", "modellist"]
        ),
        st.one_of(SECTION, st.lists(ITEMS, max_size=2)),
        max_size=3,
    ),
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(data=CONFIGS)
def test_what_the_schema_refuses_is_an_error_of_check(tmp_path_factory: Any, data: Any) -> None:
    """Whatever the schema refuses anywhere, `check` has an error for; so what `check` calls clean is valid."""
    path = tmp_path_factory.mktemp("schema") / "config.yaml"
    path.write_text(json.dumps(data))
    data = as_json(path.read_text())
    if agree(data):
        return
    found = report(path)
    assert unfounded(data, found) == []
    assert found["findings"]


@settings(max_examples=250, deadline=None)
@given(item=ITEMS)
def test_types_alone_find_what_the_schema_finds(item: Any) -> None:
    """When there are too many entries for jsonschema, nothing is lost: the quick way has the same errors."""
    words = SchemaWords(SCHEMA)
    assert set(words.errors(item)) == set(words.by_kind(item))


BROKEN = """\
model_list:
  - model_nmae: a
    litellm_params:
      modle: bedrock/x
      rpm: sk-verysecretvalue1234567890
      aws_session_name: [eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln]
"""


def test_an_error_arrives_with_place_near_miss_and_the_words_of_the_schema(tmp_path: Path) -> None:
    """Every fault of an entry is told, where it stands, what was meant and what belongs there; no value is shown."""
    (tmp_path / "config.yaml").write_text(BROKEN)
    run = oidclint("check", str(tmp_path / "config.yaml"))
    found = [item for item in run.report["findings"] if item["rule"] == "invalid-config"]
    assert [(item["line"], item["column"]) for item in found] == [(2, 5), (4, 7), (5, 12), (6, 25)]
    assert "did you mean model_name instead of 'model_nmae'?" in found[0]["message"]
    assert "did you mean model instead of 'modle'?" in found[1]["message"]
    assert found[2]["expected"] == "a whole number: " + parameters()["rpm"]["description"]
    assert found[3]["expected"].startswith("a text: Name of the session")
    for text in (run.out, oidclint("check", str(tmp_path / "config.yaml"), json_report=False).out):
        assert "verysecret" not in text
        assert "eyJ" not in text


@pytest.mark.parametrize("count", [3, 450])
def test_errors_of_many_different_entries_are_all_told(count: int, tmp_path: Path) -> None:
    """However many entries differ, each is told each of its errors."""
    entries = [
        {"model_name": f"m{number}", "litellm_params": {**GOOD, f"own{number}": 1, "rpm": "x", "tpm": []}}
        for number in range(count)
    ]
    (tmp_path / "config.yaml").write_text(json.dumps({"model_list": entries}))
    found = report(tmp_path / "config.yaml")["findings"]
    assert {(item["path"][1], item["path"][-1]) for item in found} == {
        (number, key) for number in range(count) for key in ("rpm", "tpm")
    }
    assert len(found) == 2 * count


HOSTILE = {
    "control characters": {"model_\x1b[31mname": 1, "litellm_params": {"mod\u202eel": 1}},
    "a command": {"model_name": "m", "litellm_params": {"model": "bedrock/x", "rpm": "x\n::error::y", "::warning::": 1}},
    "a long key": {"model_name": "m", "k" * 1000: 1, "litellm_params": {"m" * 1000: 1}},
    "a deep value": {"model_name": "m", "litellm_params": {"model": {"a": json.loads("[" * 200 + "]" * 200)}}},
    "keys of Python": {"model_name": "m", "litellm_params": {"__class__": 1, "$ref": "#", "anyOf": []}},
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_entries_get_a_finding_and_no_traceback(name: str, tmp_path: Path) -> None:
    """Whatever an entry's keys and values are, there is a finding, printable and of a decent length."""
    (tmp_path / "config.yaml").write_text(json.dumps({"model_list": [HOSTILE[name]]}))
    run = oidclint("check", str(tmp_path / "config.yaml"))
    assert run.code == 1
    found = run.report["findings"]
    assert "invalid-config" in {item["rule"] for item in found}
    assert "rule-crashed" not in {item["rule"] for item in found}
    for item in found:
        assert item["message"].isprintable()
        assert len(item["message"]) <= 400


def test_odd_keys_and_tags_beside_an_error(tmp_path: Path) -> None:
    """Numbers, dates and nothing as keys, and tags nobody knows, stop neither the rule nor the other findings."""
    text = "model_list:\n  - model_name: m\n    1: a\n    litellm_params: {model: bedrock/x, rpm: x, tpm: !vault y}\n"
    text += "  - litellm_params: !vault z\n    2024-01-01: x\n    ~: y\n"
    (tmp_path / "config.yaml").write_text(text)
    found = report(tmp_path / "config.yaml")["findings"]
    assert [(item["rule"], item["line"]) for item in found if item["severity"] == "error"] == [
        ("invalid-config", 4),
        ("invalid-config", 5),
    ]


SLIPS = {
    "aws_region_nmae": "aws_region_name", "aws-role-name": "aws_role_name", "aws_role_arn": "aws_role_name",
    "awsSessionName": "aws_session_name", "aws_web_identity_tokne": "aws_web_identity_token", "aws_region": "aws_region_name",
    "api_bse": "api_base", "api_vesion": "api_version", "cleint_id": "client_id", "tennant_id": "tenant_id",
    "azure_ad_tokn": "azure_ad_token", "API_KEY": "api_key", "litellm_credentials_name": "litellm_credential_name",
}  # fmt: skip


def told(tmp_path: Path, data: Any) -> dict[str, Any]:
    """Give the misspelt parameters that are reported, with what was meant."""
    (tmp_path / "config.yaml").write_text(json.dumps(data))
    return {
        item["path"][-1]: item["expected"]
        for item in report(tmp_path / "config.yaml")["findings"]
        if item["rule"] == "misspelt-parameter"
    }


def test_a_misspelt_parameter_is_reported_wherever_it_stands(tmp_path: Path) -> None:
    """In an entry, in a stored credential, in the defaults."""
    values = dict.fromkeys(SLIPS, "x")
    entry = {"model_name": "m", "litellm_params": {"model": "azure/x", **values}}
    stored = {"credential_name": "c", "credential_info": {}, "credential_values": values}
    assert told(tmp_path, {"model_list": [entry]}) == SLIPS
    assert told(tmp_path, {"model_list": [], "credential_list": [stored]}) == SLIPS
    assert told(tmp_path, {"model_list": [], "router_settings": {"default_litellm_params": values}}) == SLIPS


def test_no_known_parameter_is_called_misspelt(tmp_path: Path) -> None:
    """No field of any release, no parameter of a request, none of a provider, and nothing that is merely similar."""
    tables = bundled.large_table("litellm/sections")
    known = {*parameters(), *tables["request"], *tables["openai"], *tables["never"]} - {"model"}
    other = "guardrails base_url api_type azure_deployment azure_endpoint project location top_k region modelId aws_bedrock_client"
    entry = {"model_name": "m", "litellm_params": {**GOOD, **dict.fromkeys([*sorted(known), *other.split()])}}
    assert told(tmp_path, {"model_list": [entry]}) == {}


def test_a_misspelt_token_field_is_reported_once(tmp_path: Path) -> None:
    """A reference under a misspelt key is the matter of unresolved-reference-field, which says what was meant."""
    entry = {"model_name": "m", "litellm_params": {**GOOD, "aws_web_identity_tokn": "oidc/github/a"}}
    assert told(tmp_path, {"model_list": [entry]}) == {}
    (found,) = report(tmp_path / "config.yaml")["findings"]
    assert (found["rule"], found["expected"]) == ("unresolved-reference-field", "aws_web_identity_token")


WORD = st.text("abcdeil_", min_size=1, max_size=12)


@given(left=WORD, right=WORD)
def test_distance_counts_slips(left: str, right: str) -> None:
    """It is nought for equal words only, the same both ways, and no more than the longer word has letters."""
    assert (distance(left, right) == 0) == (left == right)
    assert distance(left, right) == distance(right, left)
    assert abs(len(left) - len(right)) <= distance(left, right) <= max(len(left), len(right))


def test_every_slip_is_near_its_word() -> None:
    """What the schema lists as misspelt is what the rule takes for misspelt."""
    for word in ("model_name", "litellm_params"):
        made = slips(word, ("model_name", "litellm_params", "model_info"))
        assert len(made) > 20
        assert {nearest(text, (word,)) for text in made} == {word}


def test_a_clean_run_reads_neither_schema_nor_jsonschema() -> None:
    """The schema is for the words of an error: without one it costs nothing."""
    code = (
        "import sys; from validator import bundled; from validator.cli import main; "
        "code = main(['check', '--quiet', sys.argv[1]]); "
        "print(code, 'jsonschema' in sys.modules, 'difflib' in sys.modules, sorted(bundled._cache))"
    )
    good = ROOT / "examples" / "proxy" / "config.yaml"
    done = subprocess.run([sys.executable, "-c", code, str(good)], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.split(" ", 3)[:3] == ["0", "False", "False"]
    assert "schemas/" not in done.stdout
    assert "sections" not in done.stdout
