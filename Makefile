# The commands of README.md. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
export PYTHON
# Nothing here asks for anything, and warnings of the tools do not depend on the caller's locale.
export PIP_NO_INPUT := 1

.PHONY: help setup run prepare-test lint test test-full bench screens clean

help:
	@echo "make run        set everything up, build the example, write the signed reports, open the application"
	@echo "make test       lint, types, layers and tests"
	@echo "make test-full  the same with the long counts"
	@echo "make bench      measure every goal of speed, ours beside the peers, as one table"
	@echo "make screens    draw every page into docs/screens"
	@echo "make setup      only set up .venv"

setup:
	@sh tools/setup.sh run

run: setup
	@$(BIN)/pruefstein example build/example </dev/null
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		$(BIN)/pruefstein --workspace build/example --as "Miriam Köhler"; \
	else \
		echo "There is no display, so no window was opened. With one: $(BIN)/pruefstein --workspace build/example --as 'Miriam Köhler'" >&2; \
	fi

prepare-test:
	@sh tools/setup.sh test

lint: prepare-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test: lint
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not full"

test-full: lint
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: prepare-test
	@sh tools/setup.sh bench
	@test -f build/example/workspace.db || $(BIN)/pruefstein example build/example </dev/null >/dev/null
	$(BIN)/python -m benchmarks.run

screens: prepare-test
	$(BIN)/pruefstein example build/example </dev/null >/dev/null && $(BIN)/python tools/screens.py build/example

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
