# Each target does its own set-up: all it needs is Python 3.11 or newer, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MILO_PORT ?= 8080
# One more than the cores of a small machine: many tests wait for processes.
JOBS ?= 3
# What is worth running between two edits; it needs no server and no process.
QUICK_PATHS := tests/engine tests/store tests/layers tests/docs

.PHONY: help demo test long quick check e2e operation editor bench instructions soak races crash kills faults backlog big-post fuzz phrases simulate quarter year life cluster findings calendars peers openapi clean

help:  ## Say what there is
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Milo needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

# A stamp for each set of packages: made again when setup.cfg changes.
$(VENV)/.demo: setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.test: setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

$(VENV)/.check: setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,check]'
	@touch $@

$(VENV)/.e2e: setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,e2e]'
	@touch $@

demo: $(VENV)/.demo  ## Try it: four merchants, and a phone in the browser
	@$(BIN)/milo demo --port $(MILO_PORT)

test: $(VENV)/.test  ## All tests but those that need a browser or much time
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not long"

long: $(VENV)/.test  ## The longest tests, three minutes: simulated worlds, every exit through the whole of Milo
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m long

quick: $(VENV)/.test  ## Under a minute: pure rules, stores in memory and SQLite, layers, docs
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not slow" -k "not postgres" $(QUICK_PATHS)

check: $(VENV)/.check  ## Lint, format, strict types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@# Types are checked on a plain install: an editable one hides the packages from the checker.
	@rm -rf build/types build/lib
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target build/types .
	MYPYPATH=build/types $(BIN)/mypy -p milo
	$(BIN)/python -m pytest tests/layers

e2e: $(VENV)/.e2e  ## A booking on the demo's phone, in a real Chromium; a feed, as calendars read it (needs npm)
	@.ci/chromium
	@.ci/readers
	$(BIN)/python -m pytest -o addopts="--import-mode=importlib -q --strict-markers" tests/e2e

editor: $(VENV)/.test  ## Help while typing a flow, in the language server of editors (needs npm)
	@test -d .editor/node_modules || npm install --silent --no-audit --no-fund --prefix .editor yaml-language-server@1
	YAML_SERVER=.editor/node_modules/yaml-language-server/bin/yaml-language-server \
		$(BIN)/python -m pytest -o addopts="--import-mode=importlib -q --strict-markers" tests/editor

$(VENV)/.operation: setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,operation]'
	@touch $@

operation: $(VENV)/.operation  ## What Milo is run with, for real: Caddy, nginx, pgbouncer, a clean Debian, systemd's and Prometheus' checks
	@.ci/operation
	$(BIN)/python -m pytest -o addopts="--import-mode=importlib -q --strict-markers" tests/deploy

races: $(VENV)/.test  ## Fifty rounds of people racing for one place, one contact, one moment, on both databases
	PYTHONPATH=tests $(BIN)/python -m reliability.races --rounds $(or $(ROUNDS),50) $(addprefix --only ,$(ONLY))

crash: $(VENV)/.test  ## SIGKILL at each step of a turn on each path of each flow: hours; EVERY=6: a sixth of it; FLOWS="reservas": of one
	PYTHONPATH=tests $(BIN)/python -m reliability.crash --every $(or $(EVERY),1) $(addprefix --flow ,$(FLOWS))

kills: $(VENV)/.test  ## SIGKILL at random instants under load, a hundred times: forty minutes
	PYTHONPATH=tests $(BIN)/python -m reliability.kills --rounds $(or $(ROUNDS),100)

faults: $(VENV)/.test  ## Meta, SQLite and PostgreSQL failing for real under load: a quarter of an hour
	PYTHONPATH=tests $(BIN)/python -m reliability.faults $(addprefix --only ,$(ONLY))

backlog: $(VENV)/.test  ## 200,000 undone messages: when a restart takes a new one, when a stop ends; a few minutes
	PYTHONPATH=tests $(BIN)/python -m reliability.backlog --rows $(or $(ROWS),200000)

big-post: $(VENV)/.test  ## Meta's largest post, 1,000 messages and 3 MB: how soon it is acknowledged
	PYTHONPATH=tests $(BIN)/python -m reliability.big_post --rounds $(or $(ROUNDS),10)

phrases: $(VENV)/.test  ## How many messages are understood, of every list; SHOW=1: those that are not
	PYTHONPATH=tests $(BIN)/python -m phrases $(if $(SHOW),--show)

$(VENV)/.fuzz: setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,fuzz]'
	@touch $@

fuzz: $(VENV)/.fuzz  ## Five minutes of schemathesis against a real server
	$(BIN)/python -m tests.http.fuzz

$(VENV)/.bench: setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,bench]'
	@touch $@

bench: $(VENV)/.bench  ## Measure, a quarter of an hour: messages a second beside a peer, memory, a million sessions
	$(BIN)/python -m tests.bench $(BENCH)

instructions: $(VENV)/.test  ## What a message costs, counted: fails above 5 %; QUICK=1: without valgrind; KEEP=1: the new measure
	$(BIN)/python -m tests.bench.instructions $(if $(QUICK),--quick) $(if $(KEEP),--keep)

soak: $(VENV)/.bench  ## A day's messages in an hour: does anything grow?
	$(BIN)/python -m tests.bench.soak $(SOAK)

simulate: $(VENV)/.test  ## Random worlds from one seed (SEED=17), or from many (SEEDS=1000)
	$(BIN)/python -m tests.simulation $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),200) --first $(or $(FIRST),0))

quarter: $(VENV)/.test  ## A simulated quarter of three merchants and a thousand people, and its report (SEED=1)
	$(BIN)/python -m tests.simulation.quarter --seed $(or $(SEED),1)

$(VENV)/.year: setup.cfg pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,year]'
	@touch $@

year: $(VENV)/.year  ## A year in fast motion on each database, a trouble a month: half an hour; needs root, for a small disk (ONLY=sqlite)
	PYTHONPATH=tests $(BIN)/python -m reliability.year $(addprefix --only ,$(ONLY))

life: $(VENV)/.test  ## Answers of random agendas beside a slow reading of the rules (ANSWERS=1000000: an hour)
	PYTHONPATH=tests $(BIN)/python -m tests.life --answers $(or $(ANSWERS),20000) --first $(or $(FIRST),0)

cluster: $(VENV)/.test  ## Three processes on one PostgreSQL: killed, frozen, cut off, stopped
	$(BIN)/python -m tests.cluster

openapi: $(VENV)/.test  ## What Meta's OpenAPI says that its pages deny, held to docs/facts/peers.md (FILE=its path)
	$(BIN)/python -m tests.docs.cloud_api_file $(FILE)

findings:  ## Surprises about libraries and formats, each run again without Milo (ONLY=babel: those whose name begins so)
	@findings/run $(ONLY)

calendars: $(VENV)/.test  ## What five readers of calendars read of our feed: writes docs/facts/calendars.md (needs npm)
	$(BIN)/python -m tests.docs.calendar_readers

peers: $(VENV)/.test  ## What four WhatsApp clients make of Meta's deliveries: writes docs/facts/peers.md (needs npm)
	$(BIN)/python -m tests.docs.peer_clients

clean:  ## Remove what the targets made
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis .demo .e2e .editor .bench .reliability .cluster
