"""Random references, variables and files: our resolver answers what the package's own one answers."""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.oracle import draws
from tests.oracle.compare import put
from tests.oracle.replay import version_of
from validator import bundled
from validator.edge.machine import RootedFiles
from validator.litellm.environment import Environment
from validator.litellm.reference import resolve
from validator.litellm.versions import Judged, select

pytest.importorskip("litellm", reason="the oracle is a development dependency")


class Fetched(Exception):
    """The package would have asked an endpoint now."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Lay every kind of token file, inside and outside of the allowed folder."""
    root = tmp_path_factory.mktemp("tokens").resolve()
    for name, content in draws.token_files(str(root)).items():
        put(Path(name), content)
    return str(root)


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
@given(random=st.randoms(use_true_random=False))
def test_resolver_agrees_with_the_package(root: str, package: Any, version: Judged, random: Random) -> None:
    """No draw of a reference, variables and files finds a difference."""
    check(package, version, *draws.reference(random, root))


@pytest.mark.fuzz
@pytest.mark.oracle
@settings(max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False))
def test_resolver_agrees_with_the_package_for_long(root: str, package: Any, version: Judged, random: Random) -> None:
    """The same, twenty thousand times."""
    check(package, version, *draws.reference(random, root))
