# make demo: the portal with its demonstration data. make test: every check and test.
# Both install what is missing; see .ci/install.sh.

PYTHON ?= python3
export PYTHON
export PIP_DISABLE_PIP_VERSION_CHECK = 1

VENV := .venv
PIP_INSTALL := $(VENV)/bin/python -m pip install --quiet --require-hashes -r
LOCK := $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --no-emit-find-links

.PHONY: demo test bench pannes captures dessin audit lint format lock fonts system-demo system-test system-bench

demo: system-demo $(VENV)/installed-runtime fonts
	$(VENV)/bin/python manage.py demo

test: system-test $(VENV)/installed-dev fonts
	.ci/test.sh

bench: system-bench $(VENV)/installed-dev fonts
	$(VENV)/bin/python -m tests.bench

# What the portal stands on, broken under load: nothing is lost.
pannes: system-test $(VENV)/installed-dev fonts
	$(VENV)/bin/python -m tests.pannes

# The pictures of the README and of the help, from the demonstration.
captures: system-test $(VENV)/installed-dev fonts
	$(VENV)/bin/python -m tests.captures

# Is any locked version known to be vulnerable? Fails too when nobody can be asked.
audit: $(VENV)/installed-dev
	$(VENV)/bin/python .ci/audit.py --exiger

# The picture of the rooms and floors, from the imports.
dessin: $(VENV)/installed-dev
	$(VENV)/bin/python -m tests.dessin

lint: $(VENV)/installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

format: $(VENV)/installed-dev
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

# Versions and hashes of everything that gets installed, from pyproject.toml.
lock: $(VENV)/installed-dev
	$(LOCK) $(UPGRADE) --output-file requirements.txt
	$(LOCK) $(UPGRADE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt
	$(LOCK) $(UPGRADE) --extra production --constraint requirements-dev.txt --output-file requirements-production.txt

fonts: $(VENV)/installed-runtime
	$(VENV)/bin/python .ci/fonts.py

system-demo system-test system-bench: system-%:
	@.ci/install.sh $*

# A virtual environment is made once the system has python3-venv.
$(VENV)/bin/pip: | system-demo
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed-runtime: requirements.txt | $(VENV)/bin/pip
	$(PIP_INSTALL) requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed-runtime
	$(PIP_INSTALL) requirements-dev.txt
	@touch $@
