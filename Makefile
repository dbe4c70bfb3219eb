# Handclasp's workflow: `make help` explains every target. The work itself is in scripts/, so that each step can be run alone.

SHELL := /bin/bash
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev up test check bench proof docs lock clean

help: ## Explain every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

setup: ## Make .venv with what running needs, from requirements.lock (hashes checked)
	@scripts/setup

setup-dev: ## The same, with what testing needs from requirements-dev.lock
	@scripts/setup dev

up: setup ## Set up everything and start Handclasp here; Ctrl-C stops it (HTTPS behind a proxy: HANDCLASP_PUBLIC_URL=https://…)
	@exec $(BIN)/handclasp up $(ARGS)

test: setup-dev ## All checks and all tests, as CI runs them (make test ARGS="tests/store -k crash")
	@scripts/test $(ARGS)

check: setup-dev ## Style, types and the walls between the rooms: ruff, mypy --strict, import-linter
	@scripts/check

bench: setup ## Run every benchmark at its default size and draw the charts of docs/performance.md (make bench ARGS="--only ingest")
	@$(BIN)/handclasp bench all --out docs/assets/performance $(ARGS)

proof: setup-dev ## Run a long proof: make proof NAME runs benchmarks/proofs/NAME.py (make proof day ARGS="--help")
	@scripts/proof $(PROOF) $(ARGS)

docs: setup-dev ## Build the documentation into site/, failing on any broken link
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --site-dir site && echo "Open site/index.html"

lock: setup-dev ## Pin dependencies anew after editing pyproject.toml (UPGRADE=1: all, UPGRADE=name: one)
	@scripts/lock && scripts/setup dev

clean: ## Remove what was built; the data in var/ stays
	rm -rf .venv site dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# `make proof NAME`: the second word is an argument, not a target.
PROOF := $(or $(name),$(NAME))
ifeq (proof,$(firstword $(MAKECMDGOALS)))
ifeq (,$(PROOF))
PROOF := $(word 2,$(MAKECMDGOALS))
endif
%:
	@:
endif
