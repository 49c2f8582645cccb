# make run and make test need git, make and Python 3.11 or later; everything else they install.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
INTEROP := .venv-interop
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?= sample_texts/washington-looks-to-dushanbe.txt sample_texts

.DEFAULT_GOAL := help
.PHONY: help run demo test check lint format types imports spelling unit bench effort screenshots \
	snapshots fuzz test-interop build clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/installed ## open Postil on the sample articles (ARGS=… opens something else)
	@$(BIN)/postil $(ARGS)

test: $(VENV)/developing check unit ## everything that CI runs

check: lint types imports spelling ## the checks that run nothing

lint: $(VENV)/developing ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/developing ## put the style right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/developing ## mypy --strict
	$(BIN)/mypy

imports: $(VENV)/developing ## who may import whom
	$(BIN)/lint-imports

spelling: $(VENV)/developing ## codespell
	$(BIN)/codespell

unit: $(VENV)/developing ## the tests
	$(BIN)/pytest -n auto --dist worksteal $(if $(CI),--reruns 1 -rR)

snapshots: $(VENV)/developing ## draw the snapshots anew
	$(BIN)/pytest -n auto tests/tui --snapshot-update

fuzz: $(VENV)/developing $(INTEROP)/installed ## long rounds of the random tests, and of the readers
	POSTIL_ROUNDS=20 $(BIN)/pytest -n auto tests/annotations
	$(INTEROP)/bin/python tests/fuzz/readers.py $(READERS)

test-interop: $(INTEROP)/installed ## other tools read what we write, and we what they write
	$(INTEROP)/bin/python -m pytest -c tests/interop/pytest.ini tests/interop

bench: $(VENV)/developing ## the measured claims, as ratios
	for bench in benchmarks/bench_*.py; do echo "== $$bench"; $(BIN)/python $$bench || exit 1; done

effort: $(VENV)/developing ## acts and keys from a pipeline's output to gold annotations
	$(BIN)/python -m benchmarks.effort $(if $(DATA),--data $(DATA))

screenshots: $(VENV)/developing ## the pictures in docs/
	$(BIN)/python docs/screenshots.py

build: $(VENV)/developing ## the wheel and the sdist
	$(PIP) install build
	$(BIN)/python -m build

clean: ## forget the environment and what tools left
	rm -rf $(VENV) $(INTEROP) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Postil needs Python 3.11, 3.12 or 3.13"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(INTEROP)/installed: requirements-interop.txt
	@test -n "$(PYTHON)" || { echo "Postil needs Python 3.11, 3.12 or 3.13"; exit 1; }
	@echo "installing the tools of other people (some minutes, once)…"
	@$(PYTHON) -m venv $(INTEROP)
	@$(INTEROP)/bin/python -m pip --disable-pip-version-check --quiet install -r $<
	@touch $@

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing Postil into $(VENV) (a minute, once)…"
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/developing: $(VENV)/installed requirements-dev.txt
	@echo "installing the tools of the tests…"
	@$(PIP) install -c constraints.txt -r requirements-dev.txt
	@touch $@
