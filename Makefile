# Every target first makes what it needs in .venv from requirements.lock; Python 3.11 or newer and make are enough.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
ONESPEC := $(RUN) -m onespec
READY := $(VENV)/.ready

# The generator is run again and again: let Python keep what it has compiled.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup generate check test lint serve bench docs test-browser test-floor lock clean moved

help:
	@echo "make generate   write generated/ from spec/"
	@echo "make check      fail if generated/ is not what spec/ makes"
	@echo "make test       run the tests"
	@echo "make test-browser  look at the pages in Chromium, with axe and an HTML checker"
	@echo "make test-floor  hold the lowest versions of the dependencies to the same output"
	@echo "make lint       faults and doubts of the spec; layout and types of the generator"
	@echo "make docs       generate, then say where the pages are"
	@echo "make serve      run the reference server with the docs on loopback"
	@echo "make bench      print the benchmarks' ratios"
	@echo "make lock       resolve requirements.lock anew (needs uv)"
	@echo "make clean      remove .venv and caches"

# A folder that was moved or copied has an environment that points at the old place: make it again.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
$(READY): moved
endif

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "onespec needs Python 3.11 or newer; '$(PYTHON)' is not. Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "setting up $(VENV) (once)"
	@$(PYTHON) -m venv --clear $(VENV) || { \
	  echo "'$(PYTHON) -m venv' failed; on Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }
	@$(RUN) -m pip install -qq --disable-pip-version-check --no-input -r requirements.lock
	@$(RUN) -m pip install -qq --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable .
	@$(RUN) -m compileall -q generator
	@printf '%s\n' '$(CURDIR)' > $@

setup: $(READY)

generate: $(READY)
	@$(ONESPEC) generate

check: $(READY)
	@$(ONESPEC) check

test: $(READY)
	@$(RUN) -m pytest -q -n 2 --dist worksteal

test-browser: $(READY)
	@tests/browser/run

test-floor: $(READY)
	@tests/floor/run

lint: $(READY)
	@$(ONESPEC) lint
	@$(RUN) -m black --quiet --check --diff generator tests
	@$(RUN) -m mypy --no-error-summary -p onespec

docs: $(READY)
	@$(ONESPEC) generate --only docs
	@echo "open generated/docs/index.html"

serve: $(READY)
	@$(ONESPEC) serve

bench: $(READY)
	@$(RUN) -m tests.benchmarks

lock:
	uv pip compile --quiet --universal --python-version 3.11 --extra test --no-header \
	  --annotation-style line --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache
	find generator tests generated -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
