# Everything a person does here. Needs make and a Python of 3.11 or newer, and nothing else.

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
# Tools that keep their bytecode start twice as fast the second time.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

VENV := .venv
BIN := $(VENV)/bin
SAM_VENV := .venv-sam
EMULATOR_VENV := .venv-emulator
RUNTIME_VENV := .venv-runtime
CHECKOV_VENV := .venv-checkov
PEERS_VENV := .venv-peers
LIBRARY := layers/advisory_watch
TEMPLATES := template.yaml site.yaml reader.yaml chat.yaml channels.yaml
# SAM looks for python3.13 on the PATH; that of its own environment is sure to be a real one.
SAM = PATH="$(CURDIR)/$(SAM_VENV)/bin:$$PATH" SAM_CLI_TELEMETRY=0 sam

# Every version and hash is in the file: with all of them there, pip has nothing to resolve.
# Bytecode is written by whatever is used first, instead of for everything at once.
INSTALL := install --quiet --quiet --no-deps --no-compile
PINNED := $(INSTALL) --require-hashes --requirement

##@ Using it

.PHONY: run
run: $(VENV)/.laptop ## Check every source once; where none can be reached, play the recorded demonstration
	@$(BIN)/advisory-watch check --budget 60 --demo-if-unreachable || [ $$? -eq 1 ]  # 1: some were read

.PHONY: serve
serve: $(VENV)/.laptop ## Show the site of what was read, on this machine alone; Ctrl-C ends it
	@$(BIN)/advisory-watch serve

.PHONY: live
live: $(VENV)/.laptop ## Read every publisher's door once: a line a source, for an issue; never in CI
	@$(BIN)/advisory-watch sources --live

.PHONY: build
build: $(SAM_VENV)/.sam ## Validate the template and build what `sam deploy` uploads
	$(SAM) validate --lint
	$(SAM) build

.PHONY: build-channels
build-channels: $(SAM_VENV)/.sam ## Build the stack of channels (channels.yaml) for `sam deploy --config-env channels`
	$(SAM) validate --lint --config-env channels
	$(SAM) build --config-env channels

##@ Working on it

.PHONY: test
test: lint unit ## Everything that must hold before a change goes in

# Types take one core as long as the template takes another.
.PHONY: lint
lint: $(VENV)/.dev $(CHECKOV_VENV)/.checkov ## Style, types, contracts between rooms, template
	@$(MAKE) --no-print-directory --jobs=2 lint-code lint-template

.PHONY: lint-code
lint-code: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: lint-template
lint-template: $(VENV)/.dev $(CHECKOV_VENV)/.checkov
	$(BIN)/cfn-lint $(TEMPLATES)
	$(CHECKOV_VENV)/bin/python tests/support/aws/transformed_template.py build/transformed
	$(CHECKOV_VENV)/bin/checkov --config-file .checkov.yaml --directory build/transformed

# A few regions a process: with all of them in one, cfn-lint takes minutes.
.PHONY: lint-regions
lint-regions: $(VENV)/.dev ## The templates in every commercial region of AWS (half a minute)
	$(BIN)/python -c 'import boto3; print(*boto3.Session().get_available_regions("lambda"))' \
	  | xargs -n 6 -P 2 $(BIN)/cfn-lint -t $(TEMPLATES) -r

# Three on two cores: some tests wait for a publisher that keeps silent.
.PHONY: unit
unit: $(VENV)/.dev ## The tests alone
	$(BIN)/pytest --numprocesses 3 --dist loadfile

.PHONY: test-slow
test-slow: $(VENV)/.dev ## The tests marked slow: recorded months, crises, crashes (six minutes)
	$(BIN)/pytest --numprocesses 2 --dist loadgroup -m slow

.PHONY: test-random
test-random: $(VENV)/.dev ## The property tests with a thousand new random examples each
	$(BIN)/pytest --numprocesses 2 --dist loadfile --hypothesis-profile random -m hypothesis

.PHONY: e2e
e2e: $(VENV)/.dev $(SAM_VENV)/.sam $(EMULATOR_VENV)/.emulator $(RUNTIME_VENV)/.runtime ## Deploy to a local AWS, let the schedule fire, read what arrives (Linux; build/e2e.log)
	$(BIN)/pytest tests/e2e

.PHONY: load
load: $(VENV)/.dev $(SAM_VENV)/.sam $(EMULATOR_VENV)/.emulator ## Change 5 % of 948 documents while 10 % of AWS calls fail: is each change sent once? (Linux; build/load.md)
	$(BIN)/pytest tests/load

.PHONY: test-browser
test-browser: $(VENV)/.browser ## The site in a real browser (installs Debian's Chromium where it may)
	$(BIN)/pytest tests/browser

.PHONY: screenshots
# Two files have the same pages of the UK; three were captured after AT, and one years before the others.
CAPTURES ?= $(filter-out %/uk_fcdo.warc.gz %_2020.warc.gz %_2026.warc.gz %/de_aa.warc.gz %/nz_mfat.warc.gz,$(wildcard ../shared/corpus/*.warc.gz))
AT ?= 2026-04-02T12:00:00+00:00
screenshots: $(VENV)/.browser ## Pictures of the site, made from recorded captures (CAPTURES=…; build/screenshots)
	$(BIN)/python tools/screenshots.py $(CAPTURES) --at $(AT)

.PHONY: fuzz
FUZZ_SECONDS ?= 540
fuzz: $(VENV)/.fuzz ## Give every reader mutated documents, for nine minutes (Linux; FUZZ_SECONDS=60 for less)
	PYTHONPATH=tests $(BIN)/python -m fuzz $(FUZZ_SECONDS)

.PHONY: simulate
simulate: $(VENV)/.dev ## Ten thousand scenarios of faults and distorted feeds, and every planted bug
	PYTHONPATH=tests $(BIN)/python -m simulation

.PHONY: format
format: $(VENV)/.dev ## Write the code as the formatter likes it
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: map
map: $(VENV)/.dev ## Draw the outlines of the map anew, from Natural Earth (needs npm)
	npm pack world-atlas@2.0.2 --silent --pack-destination build
	tar xzf build/world-atlas-2.0.2.tgz -C build
	$(BIN)/python tools/world_map.py build/package/countries-50m.json > $(LIBRARY)/src/advisory_watch/site/world.json
	$(BIN)/python tools/outlines.py > $(LIBRARY)/src/advisory_watch/site/outlines.json

.PHONY: bench-verdicts
WATCHER ?= $(BIN)/advisory-watch
bench-verdicts: $(VENV)/.dev ## Recall, precision and delay of a watcher on recorded months (WATCHER=…; docs/benchmark.md)
	$(BIN)/python bench/detection_quality.py --watcher "$(WATCHER)"

.PHONY: bench-noise
bench-noise: $(VENV)/.dev ## The same months with many times more faults in them
	$(BIN)/python bench/noise.py

.PHONY: bench
bench: $(VENV)/.dev $(PEERS_VENV)/.peers ## 1,200 pages: ours, other programs, and what fetching alone costs (installs nginx where it may)
	$(NGINX)
	$(BIN)/python bench/unchanged_feed.py
	$(BIN)/python bench/speed_comparison.py

.PHONY: bench-quick
bench-quick: $(VENV)/.dev $(PEERS_VENV)/.peers ## The same goals in three rounds, without the slowest programs (under five minutes)
	$(NGINX)
	$(BIN)/python bench/speed_comparison.py --quick

.PHONY: bench-cold
bench-cold: $(VENV)/.dev $(RUNTIME_VENV)/.runtime ## How long a new function takes to start, compared with an unavoidable minimum
	$(BIN)/python bench/cold_start.py

.PHONY: bench-rules
bench-rules: $(VENV)/.dev ## Disable the rules one by one: which test notices?
	$(BIN)/python bench/mutate_rules.py
	$(BIN)/python bench/mutate_departure.py

.PHONY: bench-revisits
bench-revisits: $(VENV)/.dev ## Plans for asking pages again: delay to a change of level against requests
	$(BIN)/python bench/revisits.py

.PHONY: bench-site
bench-site: $(VENV)/.laptop ## The site of five years of seven governments: all of it, and after one change
	$(BIN)/python bench/site_build.py

.PHONY: bench-memory
bench-memory: $(VENV)/.dev ## Peak memory of each source's checks with full-size pages, and of hostile documents (some nine minutes)
	$(BIN)/python bench/memory_use.py

.PHONY: bench-storage
bench-storage: $(VENV)/.dev ## What is stored in a year, and how a check grows with what is known (some four minutes)
	PYTHONPATH=tests $(BIN)/python bench/storage.py

.PHONY: bench-stack-seconds
bench-stack-seconds: $(VENV)/.dev ## What each run of a function uses, with polite publishers; writes costs/measured.toml (some nine minutes)
	PYTHONPATH=tests:bench $(BIN)/python bench/stack_seconds.py

.PHONY: bench-replay
bench-replay: $(VENV)/.laptop ## Recorded months replayed by one process and by two
	$(BIN)/python bench/replay.py

.PHONY: bench-scale
bench-scale: $(VENV)/.laptop ## A simulated day of up to 1,000,000 pages and subscribers
	$(BIN)/python bench/scale.py

.PHONY: bench-wide
bench-wide: $(VENV)/.dev $(EMULATOR_VENV)/.emulator ## 20,000 documents on forty hosts through the queue of a local AWS (Linux; some five minutes)
	$(BIN)/python bench/partitioned_check.py

.PHONY: new-source
new-source: $(VENV)/.dev ## Write a source: ID=xx_yyy TITLE="Name in alerts"
	@$(BIN)/python tools/new_source.py "$${ID-}" "$${TITLE-}"

.PHONY: generate
generate: $(VENV)/.laptop ## Update the generated parts of template, README and docs from the sources
	@$(BIN)/python tools/generate.py

.PHONY: pins
pins: ## Compile requirements/*.txt anew from the pyproject files (needs uv; UPGRADE=1 for newer versions)
	requirements/compile.sh

.PHONY: clean
clean: ## Remove what was set up and built; the ledger and the archive stay
	rm -rf $(VENV) $(SAM_VENV) $(EMULATOR_VENV) $(RUNTIME_VENV) $(CHECKOV_VENV) $(PEERS_VENV) build .aws-sam .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Setting up. A stamp in the environment says what is in it, so that twice costs nothing.

# The first of these that is new enough and can really make an environment: a version
# manager's stand-in answers to a name without there being a Python behind it.
define find_python
for each in $(1); do \
  if $$each -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
  then python=$$each; break; fi; \
done; \
if [ -z "$$python" ]; then echo "$(2)" >&2; exit 1; fi
endef

# The Python's own pip, where it has a new enough one, installs ours 9 s faster than ensurepip.
define make_environment
echo "Setting up $(1) with $$python, once"; \
$$python -m venv --without-pip $(1) && \
{ $$python -m pip --python $(1)/bin/python $(PINNED) requirements/pip.txt 2>/dev/null || \
  { $(1)/bin/python -m ensurepip >/dev/null && \
    $(1)/bin/python -m pip $(PINNED) requirements/pip.txt; }; }
endef

# The distribution's own comes first. It is built with optimisations that version managers leave
# out, and takes nine tenths of the time.
ANY_PYTHON := /usr/bin/python3.13 /usr/bin/python3.12 /usr/bin/python3.11 \
  python3.13 python3.12 python3.11 python3
PYTHON_313 := python3.13 "$$$$HOME"/.pyenv/versions/3.13*/bin/python3.13
NO_PYTHON := Advisory Watch needs Python 3.11 or newer with its venv module \
  (Debian and Ubuntu: apt install python3-venv); none of python3.13, python3.12, python3.11 and python3 is one.
NO_PYTHON_313 := this needs the Python that Lambda will run, 3.13, as python3.13 on the PATH.

$(VENV)/.pip: requirements/pip.txt
	@$(call find_python,$(ANY_PYTHON),$(NO_PYTHON)); \
	$(call make_environment,$(VENV))
	@touch $@

$(VENV)/.laptop: requirements/laptop.txt $(LIBRARY)/pyproject.toml | $(VENV)/.pip
	@$(BIN)/python -m pip $(PINNED) requirements/laptop.txt
	@$(BIN)/python -m pip $(INSTALL) --no-build-isolation --editable $(LIBRARY)
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.laptop
	@echo "Installing the tools of development, once"
	@$(BIN)/python -m pip $(PINNED) requirements/dev.txt
	@touch $@

# The browser itself is the machine's own; where it is missing, whoever may install it does.
$(VENV)/.browser: requirements/browser.txt $(VENV)/.dev
	@$(BIN)/python -m pip $(PINNED) requirements/browser.txt
	@[ -x /usr/bin/chromium ] || { echo "Installing Chromium, once"; \
	  apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium fonts-dejavu-core >/dev/null; } || \
	  { echo "make test-browser needs /usr/bin/chromium (Debian and Ubuntu: apt install chromium)" >&2; exit 1; }
	@touch $@

$(VENV)/.fuzz: requirements/fuzz.txt $(VENV)/.dev
	@$(BIN)/python -m pip $(PINNED) requirements/fuzz.txt
	@touch $@

# A server is the machine's own, too; it runs with our configuration and never as a service.
define NGINX
@PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null || { echo "Installing nginx, once"; \
  apt-get update -qq && apt-get install -qq --yes --no-install-recommends nginx-light >/dev/null; } || \
  { echo "make bench needs nginx (Debian and Ubuntu: apt install nginx-light)" >&2; exit 1; }
endef

# Tools each in an environment of its own: they pin the same packages, not to the same versions.
define tool_environment
$(1)/.$(2): requirements/pip.txt requirements/$(2).txt
	@$$(call find_python,$(3),$$($(4))); $$(call make_environment,$(1))
	@$(1)/bin/python -m pip $$(PINNED) requirements/$(2).txt
	@touch $$@
endef

$(eval $(call tool_environment,$(CHECKOV_VENV),checkov,$(ANY_PYTHON),NO_PYTHON))
$(eval $(call tool_environment,$(SAM_VENV),sam,$(PYTHON_313),NO_PYTHON_313))
$(eval $(call tool_environment,$(EMULATOR_VENV),emulator,$(PYTHON_313),NO_PYTHON_313))
$(eval $(call tool_environment,$(PEERS_VENV),peers,$(PYTHON_313),NO_PYTHON_313))
$(eval $(call tool_environment,$(RUNTIME_VENV),runtime,$(PYTHON_313),NO_PYTHON_313))
