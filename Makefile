# Steward's commands. `make run` needs Python 3.11 or newer and nothing else.

.PHONY: help run test lint bench lock stop clean-home ready
PY = .venv/bin/python

help:
	@echo "make run         start Steward at http://127.0.0.1:8000 (PORT=8001 make run for another)"
	@echo "make test        run every test, in a browser too"
	@echo "make lint        style, imports between apps, migrations, templates, types"
	@echo "make bench       measure speed on a generated book"
	@echo "make lock        renew requirements.lock from pyproject.toml"
	@echo "make stop        stop Steward and its PostgreSQL and Redis"
	@echo "make clean-home  stop and delete the database and all files of this machine"

run: ready
	@exec $(PY) -m config.setup.run

test: ready
	@$(PY) -m config.setup.system --browser
	@$(PY) -m pytest -n 2

lint: ready
	@$(PY) -m config.setup.system
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m djlint --quiet --lint templates
	$(PY) -m mypy

bench: ready
	@$(PY) -m config.setup.system
	@$(PY) manage.py bench

lock: ready
	@tools=$$(mktemp -d) && $(PY) -m pip install --quiet --target "$$tools" uv && \
	"$$tools/bin/uv" pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --generate-hashes --custom-compile-command "make lock" \
	  --quiet --output-file requirements.lock; status=$$?; rm -rf "$$tools"; exit $$status

stop: ready
	@$(PY) -m config.setup.stop

clean-home: ready
	@$(PY) -m config.setup.stop --clean

ready:
	@for python in $(or $(PYTHON),$(PY) python3.13 python3.12 python3.11 python3); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec "$$python" config/setup/bootstrap.py; \
	  fi; \
	done; \
	echo "Steward needs Python 3.11 or newer; install it, or name it: PYTHON=/path/to/python3.12 make run"; exit 1
