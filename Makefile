# `make` alone lists the targets. Every target does the set-up that it needs by itself.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check format bench chaos fuzz screenshots record-history record-release lock clean

# Explicit, so that an activated environment of another project is not used by mistake.
BIN := .venv/bin

# Where Python may not keep what it compiled, each of a run's hundreds of processes compiles our modules anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

setup: ## the environment in .venv, from the lock
	@tools/setup.sh

demo: setup ## everything on this machine, with the sample trajects; runs until Ctrl-C
	@exec $(BIN)/traject demo --up

test: setup ## all tests
	@$(BIN)/python -m pytest -n auto --dist loadfile $(PYTEST_ARGS)

check: setup ## format, lint, types, import contracts, compose files, hygiene
	@tools/check.sh

format: setup ## let ruff set the code straight
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: setup ## the benchmarks; results go to benchmarks/
	@$(BIN)/python -m benchmarks && $(BIN)/python -m benchmarks.promises && $(BIN)/python -m tools.figures

chaos: setup ## the fault tests at length; results go to benchmarks/
	@$(BIN)/python -m benchmarks.chaos && $(BIN)/python -m benchmarks.promises && $(BIN)/python -m tools.figures

fuzz: setup ## bad input against every way in, at length; results go to benchmarks/
	@$(BIN)/python -m benchmarks.fuzz && $(BIN)/python -m benchmarks.promises && $(BIN)/python -m tools.figures

screenshots: setup ## pictures of the portal's pages into docs/screenshots/ (needs chromium)
	@$(BIN)/python -m tools.screenshots

record-history: setup ## record a replay history of the present version
	@$(BIN)/python -m tests.histories.record

record-release: setup ## what a release leaves to later versions: histories, and a home
	@$(BIN)/python -m tests.histories.record "$$($(BIN)/python -c 'from importlib.metadata import version; print(version("trajectvolger"))')"
	@$(BIN)/python -m tests.releases.record

lock: ## pin the newest versions that pyproject.toml allows (needs uv)
	@tools/lock.sh

clean: ## remove the environment and all caches; .traject with its data stays
	@rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
