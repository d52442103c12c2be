# Each target makes .venv when it is missing or stale; each may be run again at any time.
# Paths stay relative, since make cannot name a file in a folder with a blank in its name.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: clean demo docs format help lint test

SHELL := /bin/sh
PY := .venv/bin/python
export PYTHON
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# A virtual environment holds its own path: one that was moved, copied or lost its Python is stale.
$(shell [ "$$(cat .venv/made-in 2>/dev/null)" = "$$(pwd -P)" ] && $(PY) -c '' 2>/dev/null \
	|| rm -f .venv/made-in .venv/installed .venv/installed-dev)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: .venv/installed ## Build a site from this project's own issue log and say where it is
	@.venv/bin/issues-kb build ISSUES_LOG.md --output site
	@printf 'Open %s\n' "$$(pwd -P)/site/index.html"

test: .venv/installed-dev ## Run all tests
	@$(PY) -m pytest -n auto --dist loadgroup

lint: .venv/installed-dev ## Check style, format and types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

format: .venv/installed-dev ## Fix style and format where that is safe
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

docs: .venv/installed-dev ## Build the book of the documentation, and hold it to the program
	@$(PY) -m sphinx --fail-on-warning --keep-going --quiet -d build/doctrees docs build/docs
	@$(PY) -m pytest -n auto -k 'doc or schema' -m 'not book'
	@printf 'Open %s\n' "$$(pwd -P)/build/docs/index.html"

clean: ## Remove everything that the other targets make
	rm -rf .venv build dist site .issues-kb .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find issues_kb tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/made-in:
	@set -eu; \
	if [ -n "$${PYTHON:-}" ]; then set -- "$$PYTHON"; \
	else set -- python3 python3.14 python3.13 python3.12 python3.11; fi; \
	python=; \
	for candidate do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "error: no Python 3.11 or newer found (tried: $$*)." >&2; \
		echo "Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		version=$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		echo "error: $$python cannot make virtual environments: its venv or ensurepip is missing." >&2; \
		echo "On Debian and Ubuntu: sudo apt-get install python$$version-venv" >&2; \
		exit 1; \
	fi; \
	echo "Making .venv with $$("$$python" --version)"; \
	"$$python" -m venv --clear .venv; \
	pwd -P > $@

.venv/installed: .venv/made-in pyproject.toml
	@echo "Installing issues-kb into .venv"
	@$(PY) -m pip install --quiet --editable .
	@touch $@

.venv/installed-dev: .venv/installed
	@echo "Installing the development tools into .venv"
	@$(PY) -m pip install --quiet --editable '.[dev]'
	@touch $@
