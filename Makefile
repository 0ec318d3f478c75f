# The commands of the repository; `make` lists them. Each does what it needs first.
PYTHON := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup demo test check faults bench pictures readme-pictures format lock clean

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

setup: ## make .venv with pinned packages; install system packages where root or sudo allows
	@tools/setup

demo: setup ## a server with an example region and one terminal, on this machine
	@.venv/bin/aula-provision demo $(ARGUMENTS)

test: setup ## all tests but the long ones; TESTS=… for some
	@$(PYTHON) -m pytest -n 4 --dist worksteal $(TESTS)

check: setup ## style, types, import rules, catalogs
	@$(PYTHON) -m tools.check

faults: setup ## the long fault runs
	@$(PYTHON) -m pytest -n 3 tests/faults

bench: setup ## measurements, beside what they are measured against; NAMES=… for some
	@$(PYTHON) -m tests.bench $(NAMES)

pictures: setup ## a picture of every screen in every language, into build/pictures
	@$(PYTHON) -m tests.pictures

readme-pictures: pictures ## the pictures of the READMEs, from those and from servers of their own
	@$(PYTHON) -m tests.pictures.readme
	@$(PYTHON) -m tests.pictures.rotation

format: setup ## put the code into shape
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

lock: setup ## make requirements.lock again from pyproject.toml, with the newest versions
	@.venv/bin/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate \
	    --custom-compile-command 'make lock' --extra kiosk --extra server --extra dev pyproject.toml --output-file requirements.lock

clean: ## remove all that was made
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
