# Everything is done by one of these. `make run` and `make test` work from a fresh clone.

PYTHON_WANTED := 3.12
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run demo-newsletter test test-postgres lint check bench bench-search bench-sending lighthouse screenshots setup lock clean

run: $(VENV)/.runs
	@exec $(BIN)/python -m cramps_site.run

demo-newsletter: $(VENV)/.tests
	@$(BIN)/python bench/demo_newsletter.py

test: $(VENV)/.tests
	@DATABASE_URL= $(BIN)/python -m pytest -n auto --dist worksteal

test-postgres: $(VENV)/.tests
	@if [ -z "$$DATABASE_URL" ]; then echo "Set DATABASE_URL, for instance postgresql://user:password@127.0.0.1:5432/cramps" >&2; exit 1; fi
	@$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.tests
	@sh .ci/lint.sh

check: lint test test-postgres

bench: $(VENV)/.tests
	@$(BIN)/python bench/run.py

bench-search: $(VENV)/.tests
	@$(BIN)/python bench/search.py

bench-sending: $(VENV)/.tests
	@$(BIN)/python bench/sending.py freeze 100000
	@$(BIN)/python bench/sending.py speed 50000
	@$(BIN)/python bench/sending.py pause 10000
	@case "$$DATABASE_URL" in postgres*) workers=3 ;; *) workers=1 ;; esac; $(BIN)/python bench/sending.py kill 10000 100 $$workers

lighthouse: $(VENV)/.tests
	@$(BIN)/python bench/lighthouse.py

screenshots: $(VENV)/.tests
	@$(BIN)/python tests/browser/screenshots.py
	@$(BIN)/python tests/browser/newsletter_pictures.py

setup: $(VENV)/.runs

lock: $(VENV)/.tests
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version $(PYTHON_WANTED) --no-emit-index-url --custom-compile-command "make lock" -o requirements.txt requirements.in
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version $(PYTHON_WANTED) --no-emit-index-url --custom-compile-command "make lock" -o requirements-anymail.txt requirements-anymail.in
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version $(PYTHON_WANTED) --no-emit-index-url --custom-compile-command "make lock" -o requirements-score.txt requirements-score.in
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version $(PYTHON_WANTED) --no-emit-index-url --custom-compile-command "make lock" -o requirements-s3.txt requirements-s3.in
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version $(PYTHON_WANTED) --no-emit-index-url --custom-compile-command "make lock" -o requirements-dev.txt requirements-dev.in

clean:
	@rm -rf $(VENV)

$(VENV)/.runs: requirements.txt
	@sh .ci/make-venv.sh $(VENV) requirements.txt
	@touch $@

$(VENV)/.tests: requirements-dev.txt
	@sh .ci/make-venv.sh $(VENV) requirements-dev.txt
	@touch $@ $(VENV)/.runs
