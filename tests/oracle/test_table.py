"""Our predictions agree with the real LiteLLM on every row of the table."""

import sys

import pytest

from tests.oracle.compare import compare_all
from tests.oracle.replay import drive, version_of
from tests.oracle.rows import RESOLVE, ROWS

pytest.importorskip("litellm", reason="the oracle is a development dependency")


@pytest.mark.oracle
def test_every_row_agrees() -> None:
    """Loads, deployments, outcome, relying party and error text are what the package itself does."""
    rows = [*ROWS, *RESOLVE]
    compared, found = compare_all(rows, drive(sys.executable, rows), version_of(sys.executable))
    assert found == []
    assert compared >= 1000
