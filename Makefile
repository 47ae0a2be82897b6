# The two commands of a newcomer are `make html` and `make test`; `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REPORT := .cache/convert.jsonl
SETTINGS := pelicanconf.py
PORT ?= 8000
PUSH := yes

.PHONY: help html serve publish github links test format golden fuzz bench shape mutants lock browser screenshots scripts clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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

# A build that fails leaves the last site as it was; what is gone leaves it with the next one that does not.
# Status 3 of convert means "done with problems": the site is built all the same unless STRICT=1.
html: $(VENV)/.installed ## convert content/bundles and build the site into output/ (STRICT=1: fail on any problem)
	@mkdir -p .cache
	@status=0; $(BIN)/story-archive convert --report $(REPORT) || status=$$?; \
	if [ $$status -ne 0 ] && [ $$status -ne 3 ]; then exit $$status; fi; \
	$(BIN)/pelican content --settings $(SETTINGS) --fatal errors || exit 1; \
	echo "The site is in output/index.html."; \
	if [ $$status -eq 3 ]; then \
	  echo "$$(grep -c '"outcome": "problem"' $(REPORT)) of the bundles had problems; they are named above."; \
	  if [ -n "$(STRICT)" ]; then exit 3; fi; \
	fi

serve: $(VENV)/.installed ## build, serve on this machine, build and reload on change (PORT=8000)
	@$(BIN)/story-archive serve --port $(PORT)

# make hands SITEURL on in the environment; publishconf.py says what is wrong with it.
publish: $(VENV)/.installed ## as html, with feed, sitemap and all that needs the site's address (SITEURL=https://…)
	@$(BIN)/python publishconf.py
	@$(MAKE) --no-print-directory html SETTINGS=publishconf.py

links: $(VENV)/.installed ## check that every link of output/ leads somewhere (SITEURL=…, if it was published with one)
	@$(BIN)/story-archive check output

# What is bound to fail is said before the long part begins.
github: $(VENV)/.installed-dev ## publish, put output/ on the branch gh-pages and push it (SITEURL=…, CNAME=…; PUSH= pushes nothing)
	@$(BIN)/python publishconf.py
	@stop() { echo "Stopped: $$1" >&2; exit 1; }; \
	git rev-parse --git-dir > /dev/null 2>&1 || stop "this folder is no git repository. Try: git init"; \
	git config user.name > /dev/null && git config user.email > /dev/null || \
	  stop "git does not know who publishes. Try: git config user.name and git config user.email"; \
	test "$$(git symbolic-ref --quiet --short HEAD)" != gh-pages || stop "gh-pages is checked out. Go to another branch first."; \
	if [ -n "$(PUSH)" ]; then \
	  git remote get-url origin > /dev/null 2>&1 || stop "there is no remote origin. Try: git remote add origin ADDRESS, or PUSH= to push nothing"; \
	  git ls-remote --exit-code --heads origin gh-pages > /dev/null; \
	  case $$? in \
	    0) git fetch --quiet origin +refs/heads/gh-pages:refs/remotes/origin/gh-pages || exit 1 ;; \
	    2) ;; \
	    *) stop "the remote origin cannot be read; git says why above." ;; \
	  esac; \
	fi
	@$(MAKE) --no-print-directory publish links
	@$(BIN)/ghp-import --no-jekyll --message "Publish the archive" $(if $(CNAME),--cname "$(CNAME)") output
	@if [ -n "$(PUSH)" ]; then git push --quiet origin gh-pages || exit 1; fi
	@echo "The site is on the branch gh-pages$(if $(PUSH), of origin); its address is $(SITEURL)."

test: browser ## the one gate: format, lint, types, floors and every test
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python -m pytest

browser: $(VENV)/.installed-dev ## find the Chromium of the tests (CHROMIUM=…, then PATH), or install one
	@$(BIN)/python -m tests.support.browser

screenshots: browser ## picture every kind of view, phone and desktop, light and dark, into .cache/screenshots/
	@$(BIN)/python -m tests.support.screenshots

scripts: $(VENV)/.installed-dev ## make the search's one script, theme/static/js/search.js, of theme/scripts
	@$(BIN)/python theme/scripts/build.py

format: $(VENV)/.installed-dev ## format the code and mend what the linter can mend
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

golden: $(VENV)/.installed-dev ## rewrite tests/golden, docs/story.schema.json and the tables of docs/page.md from what the program writes now
	@GOLDEN=write $(BIN)/python -m pytest -n 0 tests/page/test_golden.py tests/records/test_schema.py tests/story/test_fields.py

# Atheris, which follows the program's branches, is not made for every system; without it Hypothesis does what it can.
fuzz: $(VENV)/.installed-dev ## look for input that breaks a reader or a container (SECONDS=600 for each, TARGETS=…)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris==3.0.0 2> /dev/null || true
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),600) $(TARGETS)

bench: $(VENV)/.installed-dev ## measure, and print the figures of bench/RESULTS.md
	@$(BIN)/python bench/convert.py
	@$(BIN)/python bench/documents.py
	@$(BIN)/python bench/pages.py
	@$(BIN)/python bench/crawl.py
	@$(BIN)/python bench/site.py
	@$(BIN)/python bench/search.py

shape: $(VENV)/.installed-dev ## print the figures of the code's shape: long functions and files, names that stand twice
	@$(BIN)/python bench/shape.py

mutants: $(VENV)/.installed-dev ## make mistakes on purpose, and show which no test notices (SECONDS=600, FILES=…)
	@$(BIN)/python -m tests.mutants --seconds $(or $(SECONDS),600) $(FILES)

lock: ## pin the requirements anew, with hashes for every platform
	@$(PYTHON) -m venv .cache/lock
	@.cache/lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@.cache/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make lock" pyproject.toml --group build --output-file requirements.txt
	@.cache/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --custom-compile-command "make lock" --constraints requirements.txt --group dev --output-file requirements-dev.txt

clean: ## remove what can be made again (environment, caches, site); pages and bundles stay
	@rm -rf $(VENV) .cache output .mypy_cache .ruff_cache .pytest_cache .hypothesis
