# A bare machine needs Python >= 3.11 and make; everything else is installed into .venv by scripts/bootstrap.py.
PYTHON ?= python3
RUN := $(PYTHON) scripts/bootstrap.py
DEV := $(PYTHON) scripts/bootstrap.py --dev
IN := exec .venv/bin/python

# One worker a core, a test file stays on one of them. ARGS='-n0' or '-p no:xdist' for one process.
SPREAD := $(if $(findstring no:xdist,$(ARGS)),,@tests/on_all_cores.args)

.DEFAULT_GOAL := help
.PHONY: help run test check demo slow bench faults schema guards screenshots clean-local

help:
	@echo "make run                 start everything on this machine until Ctrl-C (PORT=8000 SANDBOX_PORT=8010)"
	@echo "make test [ARGS='...']   the test suite; ARGS go to pytest"
	@echo "make check               everything CI runs: lint, format, layers, migrations, schema, guards, types, vendored files, the console's types, tests"
	@echo "make demo                the main job end to end, without a browser"
	@echo "make slow [AREA=...]     the long tests"
	@echo "make bench [AREA=...]    the benchmarks"
	@echo "make faults              put every kind of fault into statements and books, and write docs/reconciliation-faults.md"
	@echo "make schema              rewrite schema.graphql"
	@echo "make guards              rewrite core/guards/guards.json"
	@echo "make screenshots         take the pictures in docs/images anew (needs a Chromium, LibreOffice and poppler)"
	@echo "make clean-local         delete the embedded database and everything else of this trial machine"

run:
	@$(RUN) && $(IN) -m embedded.supervisor $(ARGS)

test:
	@$(DEV) && $(IN) -m pytest $(SPREAD) $(ARGS)

check:
	@$(DEV) && $(IN) scripts/check.py $(ARGS)

demo:
	@$(RUN) && $(IN) -m demo $(ARGS)

slow:
	@$(DEV) && $(IN) scripts/slow.py $(AREA) $(ARGS)

bench:
	@$(DEV) && $(IN) -m bench $(AREA) $(ARGS)

faults:
	@$(DEV) && $(IN) -m tests.reconciliation.corpus $(ARGS)

schema:
	@$(RUN) && $(IN) manage.py export_schema

guards:
	@$(RUN) && $(IN) manage.py export_guards

screenshots:
	@$(DEV) && $(IN) -m scripts.screenshots

clean-local:
	@$(RUN) && $(IN) -m embedded wipe
