# Laufzettel. A machine with python3 and make is enough; `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
# Python keeps what it has compiled: without that every command compiles all of Django again.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
ARGS ?=

UV_VERSION := 0.13.9
BIN := .venv/bin
STAMPS := .venv/stamps
UV := UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv
MANAGE := $(BIN)/python manage.py
DEMO := LAUFZETTEL_DEMO=1 LAUFZETTEL_BASE_URL=http://127.0.0.1:$(PORT) $(MANAGE)
IN_TEST := DJANGO_SETTINGS_MODULE=tests.settings $(MANAGE)
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po)
CHROMIUM := chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable

.PHONY: help setup demo run test test-postgresql lint format bench chromium clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

setup: $(STAMPS)/packages $(STAMPS)/assets $(STAMPS)/messages ## install what Laufzettel needs: packages and assets

$(STAMPS)/uv: Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Laufzettel needs Python 3.11 or newer; name one: make PYTHON=python3.12 setup"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "Python cannot make a virtual environment; on Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/packages: $(STAMPS)/uv pyproject.toml uv.lock
	@$(UV) sync --frozen --inexact --quiet
	@touch $@

$(STAMPS)/assets: $(STAMPS)/packages package-lock.json core/management/commands/assets.py
	@$(MANAGE) assets
	@touch $@

$(STAMPS)/messages: $(STAMPS)/packages $(CATALOGUES)
	@test -z "$(CATALOGUES)" || $(BIN)/pybabel --quiet compile --domain=django --directory=locale
	@touch $@

demo: setup ## a believable city on http://127.0.0.1:8000 (PORT=...)
	@$(DEMO) migrate --verbosity 0
	@$(DEMO) demo
	@$(DEMO) collectstatic --noinput --verbosity 0
	@$(DEMO) serve --worker --host 127.0.0.1 --port $(PORT)

run: setup ## serve this installation (SECRET_KEY, ALLOWED_HOSTS and DATABASE_URL from the environment)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@$(MANAGE) serve --worker --host $(HOST) --port $(PORT)

test: setup chromium ## all tests on SQLite, browser tests included, and the coverage gates
	@rm -f .coverage .coverage.*
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup --cov --cov-report= $(ARGS)
	@$(BIN)/coverage report --fail-under=95
	@$(BIN)/coverage report --fail-under=100 --include="core/lifecycle/*,core/rule.py,core/rules/*,workflow/*"

test-postgresql: setup ## the tests without a browser on DATABASE_URL
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m "not e2e" $(ARGS)

lint: setup ## every check that runs no test
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@test ! -d templates || $(BIN)/djlint templates --quiet --lint --check
	@$(IN_TEST) makemigrations --check --dry-run
	@$(IN_TEST) check --fail-level WARNING

format: setup ## put code and templates into shape
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@test ! -d templates || $(BIN)/djlint templates --quiet --reformat

bench: setup ## steps per second, on SQLite or DATABASE_URL (ARGS=...)
	@DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.bench $(ARGS)

chromium:
	@for name in $(CHROMIUM); do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		export DEBIAN_FRONTEND=noninteractive; apt-get update -qq; \
		get="apt-get install -y -qq --no-install-recommends"; \
		{ $$get chromium-headless-shell || $$get chromium; } >/dev/null; \
	else \
		echo "The browser tests need Chromium; on Debian: sudo apt-get install chromium"; exit 1; \
	fi

clean: ## remove everything that was built; the database in var/ stays
	@rm -rf .venv node_modules build var/static .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache
