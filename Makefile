# Needs Python 3.10 or newer and make; everything else is fetched into .venv.

PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11 python3.10; do \
	"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null && { echo "$$candidate"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
PYTEST := $(BIN)/python -m pytest

ORACLES := 1.83.7 1.110.2
PROXY_PARTS := fastapi orjson apscheduler backoff python-multipart cryptography pyjwt email-validator rich websockets \
	uvicorn fastapi-sso mcp redis rq google-auth expression numpy semver soundfile

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test unit wheel-test oracle drift fuzz schemas fmt lint type bench clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/runtime.stamp ## set up and check the examples of LiteLLM's documentation
	@echo 'oidclint check examples/documentation'
	@$(BIN)/oidclint check examples/documentation || test $$? -eq 1

test: wheel-test unit ## set up and run every test

unit: $(VENV)/dev.stamp ## the quick tests only
	@$(PYTEST) -m 'not package and not fuzz' -n auto $(ARGS)

wheel-test: $(VENV)/dev.stamp ## build the wheel, install it under every Python found, run it; the pre-commit hook too
	@$(PYTEST) -m package -n 2 --dist loadfile $(ARGS)

oracle: $(VENV)/dev.stamp $(ORACLES:%=.venv-oracle-%/stamp) ## compare with the real LiteLLM, several releases of it
	@$(PYTEST) -m 'oracle and not fuzz' -n auto tests/oracle
	@for version in $(ORACLES); do \
		$(BIN)/python -m tests.oracle.replay .venv-oracle-$$version/bin/python --boundary || exit 1; done

# Later releases name a proxy extra that the registry may lack: then plain litellm, and what the rows need of it.
.venv-oracle-%/stamp: $(VENV)/python.stamp
	@echo 'setting up .venv-oracle-$* (a minute or two) …'
	@$(VENV)/bin/python -m venv .venv-oracle-$*
	@.venv-oracle-$*/bin/python -m pip --disable-pip-version-check install --quiet 'litellm[proxy]==$*' boto3 azure-identity \
		2>/dev/null || .venv-oracle-$*/bin/python -m pip --disable-pip-version-check install --quiet \
		'litellm==$*' boto3 azure-identity $(PROXY_PARTS)
	@touch $@

drift: $(VENV)/dev.stamp ## hold the model against the newest LiteLLM, or VERSION=…; SEED=, DRAWS=, DRIFT_REPORT=, PYTHON_OF_LITELLM=
	@$(BIN)/python -m tests.oracle.drift --parts '$(PROXY_PARTS)' $(if $(VERSION),--version '$(VERSION)') \
		$(if $(PYTHON_OF_LITELLM),--python '$(PYTHON_OF_LITELLM)') $(if $(SEED),--seed '$(SEED)') \
		$(if $(DRAWS),--draws '$(DRAWS)') $(if $(DRIFT_REPORT),--report '$(DRIFT_REPORT)') $(ARGS)

fuzz: $(VENV)/dev.stamp ## long random search
	@$(PYTEST) -m fuzz -n auto $(ARGS)

schemas: $(VENV)/dev.stamp ## write the schemas that are made from policies/
	@$(BIN)/python -m tests.generated

fmt: $(VENV)/dev.stamp ## format the code and mend what ruff can mend
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

lint: $(VENV)/dev.stamp ## ruff: rules and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

type: $(VENV)/dev.stamp ## mypy, strict
	@$(BIN)/mypy --strict validator

bench: $(VENV)/dev.stamp ## measure and write BENCHMARKS.md
	@$(BIN)/python bench/run.py $(ARGS)

clean: ## remove environments, builds and caches
	rm -rf .venv .venv-bench .venv-drift-* drift-*.md build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name '.compiled.json*' -type f -exec rm -f {} +

# An interrupted set-up is taken up again: pip is asked for, not the folder.
$(VENV)/python.stamp:
	@test -n "$(PYTHON)" || { echo 'no Python 3.10 or newer found; try make PYTHON=/path/to/python' >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/runtime.stamp: $(VENV)/python.stamp pyproject.toml hatch_build.py
	@echo 'setting up $(VENV) …'
	@$(PIP) --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/python.stamp pyproject.toml hatch_build.py
	@echo 'setting up $(VENV) for development (a minute or two) …'
	@$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/runtime.stamp
