# `make run` sets everything up and serves the site; `make test` sets everything up and runs the tests.

PYTHON ?= python3
VENV ?= .venv
# The embedding model runs on PyTorch. It is installed first and by itself, so that you can choose its build:
# `make run TORCH_INDEX=ADDRESS` takes it from the index that PyTorch's own site names for your machine (see README).
TORCH ?= torch==2.13.0
TORCH_INDEX ?=
# Where the test collections are that search is measured on.
EVAL ?= ../shared/eval

BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
STRACE := $(shell command -v strace)

.PHONY: run test check bench relevance install browser strace format clean help
.DEFAULT_GOAL := run

run: $(VENV)/.installed ## Install, index content/ and serve it on http://127.0.0.1:8000
	$(BIN)/kb index
	$(BIN)/kb serve

test: $(VENV)/.installed-dev browser strace ## Install and run all tests, those in the browser too
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --durations 15

check: $(VENV)/.installed-dev ## Format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed ## Measure; prints tables of embeddings, keyword engines, searches, suggestions, vectors and pages
	$(BIN)/kb index
	$(BIN)/python -W ignore benchmarks/encoders.py
	$(BIN)/python benchmarks/keyword_engines.py
	$(BIN)/python benchmarks/searches.py
	$(BIN)/python benchmarks/suggestions.py
	$(BIN)/python benchmarks/vectors.py
	$(BIN)/python benchmarks/pages.py

relevance: $(VENV)/.installed ## Compare search on the test collections in EVAL with the expected figures; UPDATE=1 writes them
	$(BIN)/python benchmarks/relevance.py $(EVAL) $(if $(UPDATE),--update)

format: $(VENV)/.installed-dev ## Put the code into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

install: $(VENV)/.installed

$(VENV)/.venv:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.torch: $(VENV)/.venv
	@echo "Installing PyTorch ($(TORCH)). The build with CUDA is several gigabytes; the README says how to choose the small one."
	$(PIP) install --progress-bar on $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) "$(TORCH)"
	touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.torch
	$(PIP) install -e .
	touch $@

$(VENV)/.installed-dev: pyproject.toml $(VENV)/.installed
	$(PIP) install -e ".[dev]"
	touch $@

# Some tests need programs of the system. As root on Debian they are installed here; otherwise the tests say what is missing.
# Called with Debian's package, and the tests that need it.
define system_package
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1); \
	else \
	  echo "$(1) is not installed: $(2) will fail until it is (Debian: apt-get install $(1))."; \
	fi
endef

browser:
	$(if $(CHROMIUM),,$(call system_package,chromium,the browser tests))

strace:
	$(if $(STRACE),,$(call system_package,strace,the tests that kill an indexer))

help: ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/:/'

clean: ## Remove the virtual environment, the index and caches
	rm -rf $(VENV) .kb .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
