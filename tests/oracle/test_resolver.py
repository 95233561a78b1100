"""Random references, variables and files: our resolver answers what the package's own one answers."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.oracle.replay import version_of
from validator import bundled
from validator.edge.machine import RootedFiles
from validator.litellm.environment import Environment
from validator.litellm.reference import resolve
from validator.litellm.versions import Judged, select

pytest.importorskip("litellm", reason="the oracle is a development dependency")

WORDS = ["google", "circleci", "circleci_v2", "github", "azure", "file", "env", "env_path"]
ODD = ["", "aws", "GitHub", "example-provider", "oidc", "google ", "k8s", "circleci_v3", "os.environ"]
NAMES = [
    "MY_TOKEN", "OTHER", "CIRCLE_OIDC_TOKEN", "CIRCLE_OIDC_TOKEN_V2", "AZURE_FEDERATED_TOKEN_FILE", "a/b", "A",
    "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET",
    "AZURE_TENANT_ID", "AZURE_CREDENTIAL", "LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS",
]  # fmt: skip


class Fetched(Exception):
    """The package would have asked an endpoint now."""


@dataclass(frozen=True)
class World:
    """A folder of token files, and the paths worth trying."""

    root: Path
    paths: list[str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Lay every kind of token file, inside and outside of the allowed folder."""
    root = tmp_path_factory.mktemp("tokens").resolve()
    allowed, outside = root / "allowed", root / "allowed-not"
    for folder in (allowed, outside, allowed / "folder"):
        folder.mkdir()
    (allowed / "token").write_text("TOKEN-in-a-file")
    (allowed / "empty").write_text("")
    (allowed / "line").write_text(" TOKEN with blanks \r\nand lines\n")
    (allowed / "binary").write_bytes(b"\xff\xfe\x00")
    (outside / "token").write_text("TOKEN-outside")
    (allowed / "out").symlink_to(outside / "token")
    (outside / "in").symlink_to(allowed / "token")
    (allowed / "loop").symlink_to(allowed / "loop")
    (allowed / "dangling").symlink_to(allowed / "nowhere")
    (root / "link").symlink_to(allowed)
    names = [
        "token",
        "empty",
        "line",
        "binary",
        "out",
        "loop",
        "dangling",
        "folder",
        "absent",
        "../allowed-not/token",
        "",
    ]
    paths = [f"{base}/{name}" for base in (str(allowed), str(root / "link"), str(outside)) for name in [*names, "in"]]
    return World(
        root, [*paths, "relative/token", "", "/", "~/token", str(allowed) + "//token", str(allowed) + "/./token/."]
    )


@pytest.fixture(scope="module")
def version() -> Judged:
    """Give the version of the package at hand."""
    import sys

    return select(version_of(sys.executable), "option", bundled.table("litellm/behaviours")).versions[0]


@pytest.fixture(scope="module")
def package() -> Iterator[Any]:
    """Give the package's own resolver, with every fetch turned into Fetched."""
    with mock.patch.dict(os.environ, {"LITELLM_LOCAL_MODEL_COST_MAP": "true"}):  # else it goes to the network
        from litellm.secret_managers import main

    def fetch(*arguments: object, **options: object) -> object:
        raise Fetched

    client = mock.Mock(get=fetch)
    with (
        mock.patch.object(main, "_get_oidc_http_handler", return_value=client),
        mock.patch.object(main, "oidc_cache", mock.Mock(get_cache=lambda **k: None)),
    ):
        yield main


def draws(world: World) -> st.SearchStrategy[tuple[str, dict[str, str]]]:
    """Draw a reference and an environment."""
    values = st.sampled_from(
        ["TOKEN-in-a-variable", "", "true", "False", " x\n", "oidc/env/OTHER", "https://h.example/t", *world.paths]
    )
    environment = st.dictionaries(st.sampled_from(NAMES), values, max_size=6)
    allowed = st.sampled_from(
        [
            str(world.root / "allowed"),
            f" {world.root}/link , /run/secrets",
            "",
            ",",
            "/",
            str(world.root / "allowed" / "token"),
        ]
    )
    rest = st.one_of(
        st.sampled_from(NAMES), st.sampled_from(world.paths), st.text(max_size=12),
        st.sampled_from(["https://sts.example", "oidc/env/A", "os.environ/A", "a//b", "MY_TOKEN ", "MY_oidc/TOKEN", "x/oidc/y"]),
    )  # fmt: skip
    reference = st.one_of(
        st.builds(
            lambda *pieces: "".join(pieces),
            st.sampled_from(["", "os.environ/", "os.environ/os.environ/", " ", "x"]),
            st.sampled_from(["oidc/", "oidc/oidc/", "OIDC/", "oidc", ""]),
            st.sampled_from(WORDS * 3 + ODD),
            st.sampled_from(["/", "/", "/", "/", "", "//", "/oidc/"]),
            rest,
        ),
        st.text(max_size=20),
    )
    return st.tuples(
        reference,
        st.builds(
            lambda base, extra: {**base, "LITELLM_OIDC_ALLOWED_CREDENTIAL_DIRS": extra} if extra is not None else base,
            environment,
            st.one_of(st.none(), allowed, allowed, allowed),
        ),
    )


def truth(package: Any, reference: str, environment: dict[str, str]) -> tuple[str, Any]:
    """Ask the package: a value, a fetch, or an error in its own words."""
    provider = mock.Mock(side_effect=Fetched)
    usable = {name: value for name, value in environment.items() if "\0" not in name + value}
    with (
        mock.patch.dict(os.environ, usable, clear=True),
        mock.patch.object(package, "get_azure_ad_token_provider", provider),
    ):
        try:
            return "value", package.get_secret(reference)
        except Fetched:
            return "fetched", None
        except Exception as error:
            return "error", f"{type(error).__name__}: {error}"


def check(package: Any, version: Judged, reference: str, environment: dict[str, str]) -> None:
    """Compare one draw."""
    files = RootedFiles("/", os.getcwd())
    answer = resolve(reference, Environment(True, environment), files, version)
    kind, real = truth(package, reference, environment)
    told = (answer.step, answer.verdict, answer.reason, answer.predicts)
    if answer.reason == "not-a-reference":
        assert kind == "value", told
        assert (real if isinstance(real, str) else None) == answer.value, told
    elif answer.reason == "fetched" or (answer.provider == "azure" and "AZURE_FEDERATED_TOKEN_FILE" not in environment):
        # azure-identity is asked behind the mock, and so are its credential's own variables
        assert kind == "fetched", (told, real)
    elif answer.reason == "variable-unusable":
        assert kind == "fetched", (told, real)  # what httpx refuses, it refuses behind the mocked call
    elif answer.verdict == "allow":
        assert (kind, real) == ("value", answer.value), told
    else:
        assert answer.verdict == "deny", told
        assert kind == "error", (told, real)
        assert str(real).startswith(str(answer.predicts)), (told, real)


@pytest.mark.oracle
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_resolver_agrees_with_the_package(world: World, package: Any, version: Judged, data: st.DataObject) -> None:
    """No draw of a reference, variables and files finds a difference."""
    check(package, version, *data.draw(draws(world)))


@pytest.mark.fuzz
@pytest.mark.oracle
@settings(max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_resolver_agrees_with_the_package_for_long(
    world: World, package: Any, version: Judged, data: st.DataObject
) -> None:
    """The same, twenty thousand times."""
    check(package, version, *data.draw(draws(world)))
