# Everything a newcomer needs: `make demo` shows it, `make test` tests it, `make up` runs it.
SHELL := /bin/bash
VENV := .venv
PYTHON := $(VENV)/bin/python
READY := $(VENV)/.ready

.PHONY: help demo up test check format lock soak bench evals knowledge secrets clean
help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

$(READY): requirements.lock pyproject.toml deploy/set-up
	@deploy/set-up $(VENV)

demo: $(READY) ## start everything, push the seeds, show what is found, stop
	@$(VENV)/bin/tidings demo

up: $(READY) ## start everything and keep it running: ports 8000 and 8001, data under ./data
	@$(VENV)/bin/tidings up

test: $(READY) ## all tests: unit, contract, e2e, faults, docs
	$(PYTHON) -m pytest -m "not soak"

check: $(READY) ## style, format, types, import rules
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

format: $(READY) ## put the code in order
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

soak: $(READY) ## what takes longer than a test run should: long fault tests, made-up calls, crowds of dashboards
	$(PYTHON) -m pytest -m soak

bench: $(READY) ## measure speed, as ratios within one run
	@$(PYTHON) -m bench $(ARGS)

evals: $(READY) ## measure accuracy on a folder of third-party sets: make evals DATA=folder
	@$(PYTHON) -m evals --data "$(DATA)" $(ARGS)

knowledge: $(READY) ## build the knowledge files again from the packages they come from
	$(PYTHON) -m services.enrich.knowledge.build

secrets: ## make the secrets that docker-compose.yml mounts
	deploy/make-secrets

lock: ## work out both lock files anew from pyproject.toml (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.12 --extra dev --no-header --no-emit-index-url \
	  --quiet pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --python-version 3.12 --no-header --no-emit-index-url \
	  --quiet --constraint requirements.lock pyproject.toml -o requirements-runtime.lock
	! grep -nE 'https?://' requirements.lock requirements-runtime.lock

clean: ## remove what set-up and tests left; data stay
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
