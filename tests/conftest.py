"""A test run inside a GitHub workflow is like any other: only the tests that say so see the workflow's variables."""

import os

for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
    os.environ.pop(name, None)
