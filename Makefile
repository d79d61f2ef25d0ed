# One-line recipes: `make demo` and `make test` are all a newcomer needs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check lock clean

demo: .venv/installed          ## build the site and run one registration run on invented people
	$(BIN)/alumni demo

test: .venv/installed-test     ## everything that can be checked on this machine, headless
	$(BIN)/pytest -n 2 --dist loadscope

check: .venv/installed-test    ## lint, types, import contracts
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

lock:                          ## resolve pyproject.toml anew (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra test -c requirements.lock pyproject.toml -o requirements-test.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra spark -c requirements.lock pyproject.toml -o requirements-spark.lock

clean:                         ## remove what was made here, never what was written
	rm -rf .venv site preview demo .cache

.venv/python: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; hint: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: requirements.lock .venv/python
	@echo "Installing what requirements.lock pins (once, a few minutes at most) ..."
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-test: requirements-test.lock .venv/installed
	@echo "Installing what the tests need (once) ..."
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

.venv/installed-spark: requirements-spark.lock .venv/installed
	@echo "Installing Spark (once, about 400 MB) ..."
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@touch $@
