# The two commands of a newcomer are `make html` and `make test`; `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REPORT := .cache/convert.jsonl

.PHONY: help html test format golden bench lock clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The stamps hold the environment: it is made anew only when the requirements change.
$(VENV)/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Story Archive needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; try: make PYTHON=python3.12 html") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# A build that fails leaves the last site as it was; stories that are gone leave it with the next one that does not.
# Status 3 of convert means "done with problems": the site is built all the same unless STRICT=1.
html: $(VENV)/.installed ## convert content/bundles and build the site into output/ (STRICT=1: fail on any problem)
	@mkdir -p .cache
	@status=0; $(BIN)/story-archive convert --report $(REPORT) || status=$$?; \
	if [ $$status -ne 0 ] && [ $$status -ne 3 ]; then exit $$status; fi; \
	rm -rf .cache/site; \
	$(BIN)/pelican content --settings pelicanconf.py --output .cache/site --fatal errors || exit 1; \
	rm -rf output/stories && mkdir -p output && cp -R .cache/site/. output/ || exit 1; \
	echo "The site is in output/index.html."; \
	if [ $$status -eq 3 ]; then \
	  echo "$$(grep -c '"outcome": "problem"' $(REPORT)) of the bundles had problems; they are named above."; \
	  if [ -n "$(STRICT)" ]; then exit 3; fi; \
	fi

test: $(VENV)/.installed-dev ## the one gate: format, lint, types, floors and every test
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python -m pytest

format: $(VENV)/.installed-dev ## format the code and mend what the linter can mend
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

golden: $(VENV)/.installed-dev ## rewrite the golden pages in tests/golden from what the program writes now
	@GOLDEN=write $(BIN)/python -m pytest -n 0 tests/test_golden.py

bench: $(VENV)/.installed-dev ## measure, and print the figures of bench/RESULTS.md
	@$(BIN)/python bench/convert.py

lock: ## pin the requirements anew, with hashes for every platform
	@$(PYTHON) -m venv .cache/lock
	@.cache/lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@.cache/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make lock" pyproject.toml --group build --output-file requirements.txt
	@.cache/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make lock" --constraints requirements.txt --group dev --output-file requirements-dev.txt

clean: ## remove what can be made again (environment, caches, site); pages and bundles stay
	@rm -rf $(VENV) .cache output .mypy_cache .ruff_cache .pytest_cache .hypothesis
