# make year=2023      the whole Compendium for one year
# make help           everything else
#
# Written for GNU Make 3.81 (macOS) and later: no .ONESHELL, no grouped targets.
# The steps are not make targets: the driver decides by content what must run again, and one
# process for all steps is several times faster than one process for each.

SHELL := bash
.SUFFIXES:
.DELETE_ON_ERROR:

# What a user types reaches the driver as typed: $(value) keeps make from expanding it, the
# environment and "$$year" keep the shell from reading it. The driver alone judges it.
override year := $(value year)
override years := $(value years)
override authority := $(value authority)
override step := $(value step)
override raw := $(value raw)
override file := $(value file)
override to := $(value to)
override source := $(value source)
override force := $(filter-out 0 no,$(value force))
override PYTHON := $(value PYTHON)
export year years authority step raw file to source force PYTHON

.DEFAULT_GOAL := $(if $(year)$(years),report,help)

# ENV=<folder> uses a Python environment that is already there, for example conda's, and installs
# nothing. Only from the command line: ENV in a shell's own environment means something else.
stamp := .venv/.ready
spark_stamp := .venv-spark/.ready
ifeq ($(origin ENV),command line)
override ENV := $(value ENV)
ready :=
spark_ready :=
export spark_python := $(ENV)/bin/python
else
override ENV := .venv
ready := $(stamp)
spark_ready := $(spark_stamp)
export spark_python := .venv-spark/bin/python
endif
unexport ENV
export python := $(ENV)/bin/python

# The same results on every machine, whatever the analyst's own shell is set to.
export TZ := UTC
export LC_ALL := C.UTF-8
export PYTHONHASHSEED := 0
export PYTHONNOUSERSITE := 1
export MPLBACKEND := agg
export GX_ANALYTICS_ENABLED := false
export JUPYTER_PREFER_ENV_PATH := 1
unexport PYTHONPATH PYTHONHOME PYTHONOPTIMIZE PYTHONDONTWRITEBYTECODE VIRTUAL_ENV
# Another Spark, or settings for one, would take the place of the locked one.
unexport SPARK_HOME SPARK_CONF_DIR SPARK_REMOTE PYSPARK_SUBMIT_ARGS PYSPARK_PYTHON PYSPARK_DRIVER_PYTHON
# Nor do this make's own settings leak into a make that a test starts.
unexport MAKEFLAGS MFLAGS MAKELEVEL

.PHONY: report
report: $(ready) ## Run the notebooks for a year and publish: year=2023 or years="2018 2020"
	@"$$python" -m helpers report $${year:+"--year=$$year"} $${years:+"--years=$$years"} \
	  $${authority:+"--authority=$$authority"} $${raw:+"--raw=$$raw"} $${step:+"--step=$$step"} $${force:+--force}

# One worker for each processor, but no more than four: each takes up to a gigabyte.
.PHONY: test
test: $(ready) ## Run every test
	@"$$python" -m pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal

# SPARK=required: a Spark that is not there is a failure here, and a skip in `make test`.
.PHONY: test-spark
test-spark: .java $(spark_ready) ## Run the tests of the methods on Spark
	@SPARK=required "$$spark_python" -m pytest -o pythonpath=src tests/engines

.PHONY: check
check: $(ready) ## Check style, types, the register, the direction of imports and the notebooks
	@"$$python" -m ruff check
	@"$$python" -m ruff format --check
	@"$$python" -m mypy
	@"$$python" -m helpers lint
	@"$$python" -m pytest tests/test_architecture.py tests/notebooks

# Without MPLBACKEND, which would keep charts from showing in the browser.
.PHONY: lab
lab: $(ready) ## Open the notebooks in JupyterLab
	@env -u MPLBACKEND "$$python" -m jupyterlab --LabApp.default_url=/lab/tree/notebooks

.PHONY: files
files: $(ready) ## Say what each file of data/raw is, or of another folder: raw=<folder>
	@"$$python" -m helpers files $${raw:+"--raw=$$raw"}

.PHONY: template
template: $(ready) ## Write the return that departments fill in: to=<folder>
	@"$$python" -m helpers template $${to:+"--to=$$to"}

.PHONY: check-return
check-return: $(ready) ## Say everything that is wrong with a return: file=<path>
	@"$$python" -m helpers check-return "--file=$$file"

.PHONY: framework
framework: $(ready) ## Say what of a new national framework the register has: file=<path>
	@"$$python" -m helpers framework "--file=$$file"

.PHONY: fetch
fetch: $(ready) ## Download what the register asks for: year=2023, or also source=<one source>
	@"$$python" -m helpers fetch "--year=$$year" $${source:+"--source=$$source"}

.PHONY: bench
bench: $(ready) ## Measure how long a run takes, and how fast the methods are
	@"$$python" -m helpers bench
	@"$$python" benchmarks/methods.py

.PHONY: clean
clean: ## Remove what runs have made (data/processed, reports); .venv stays
	@rm -rf data/processed reports

.PHONY: help
help: ## Show this help
	@echo 'make year=2023 runs the whole Compendium for that year.'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo '  authority=<area code>  report on another council'
	@echo '  step=<number>          stop after one step, for example step=04'
	@echo '  force=1                run every step again'
	@echo '  raw=<folder>           read the publishers'"'"' files in this folder in place of data/raw'
	@echo '  source=<source>        fetch the files of one source of the register alone'
	@echo '  file=<path>            the return to check, or the framework to compare'
	@echo '  to=<folder>            where to write the return, if not to returns'
	@echo '  PYTHON=<path>          the Python to make .venv with, if .venv is not there yet'
	@echo '  ENV=<folder>           use this environment instead of .venv, and install nothing'
	@echo
	@echo 'Years with a parameter file: $(or $(years_there),none yet)'

years_there := $(sort $(basename $(notdir $(wildcard params/[0-9][0-9][0-9][0-9].yml))))

# The environment. The stamp is written last and holds the folder it was made for. An environment
# without one was interrupted; one with another folder in it was copied along with the project and
# would run the code of the old place. Both are made again from nothing.
# Bytecode is left to the first run: compiling it all here costs 10 s and 150 MB, to save that run 7 s.
sound = [ -x $(1)/bin/python ] && [ "$$(cat $(1)/.ready 2>/dev/null)" = "$$(pwd -P)" ]
ifneq ($(shell $(call sound,.venv) && echo yes),yes)
.PHONY: $(stamp)
endif
ifneq ($(shell $(call sound,.venv-spark) && echo yes),yes)
.PHONY: $(spark_stamp)
endif

export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
unexport UV_PYTHON UV_PROJECT

# Prints the interpreter behind any virtual environment, or the version if it is not one we can use.
probe := import sys; low, high = map(int, sys.argv[1:]); \
  fits = (3, low) <= sys.version_info[:2] < (3, high); \
  print(getattr(sys, "_base_executable", sys.executable) if fits else sys.version.split()[0]); \
  sys.exit(not fits)

$(stamp): uv.lock pyproject.toml
	@set -u; \
	fail() { echo "$$*" >&2; exit 1; }; \
	limits=$$(sed -n 's/^requires-python = ">=3\.\([0-9]*\),<3\.\([0-9]*\)"$$/\1 \2/p' pyproject.toml); \
	low=$${limits% *}; high=$${limits#* }; \
	uv_pin=$$(sed -n 's/^ *"\(uv==[0-9.]*\)",*$$/\1/p' pyproject.toml); \
	uv=$$(command -v uv) || uv=.venv/bin/uv; \
	fresh=; \
	if [ -n "$$PYTHON" ] || ! { $(call sound,.venv); } || ! "$$uv" --version >/dev/null 2>&1 \
	  || ! .venv/bin/python -I -c '$(probe)' $$low $$high >/dev/null 2>&1; then fresh=1; fi; \
	use=.venv/bin/python; \
	if [ -n "$$fresh" ]; then \
	  if [ -n "$$PYTHON" ]; then set -- "$$PYTHON"; else \
	    set -- python3; \
	    for (( minor = high - 1; minor >= low; minor-- )); do set -- "$$@" python3.$$minor; done; \
	  fi; \
	  use=; seen=; \
	  for name; do \
	    if found=$$("$$name" -I -c '$(probe)' $$low $$high 2>/dev/null); then use=$$found; break; fi; \
	    [ -z "$$found" ] || seen=$${seen:-" ($$name is Python $$found)"}; \
	  done; \
	  seen=$${seen:-$${PYTHON:+" ($$PYTHON does not run)"}}; \
	  [ -n "$$use" ] || fail "No suitable Python was found$$seen: install Python 3.$$low to" \
	    "3.$$(( high - 1 )), or name one you have with make PYTHON=/path/to/python3."; \
	  if [ "$$uv" = .venv/bin/uv ]; then \
	    "$$use" -I -c 'import ensurepip, venv' 2>/dev/null || fail "$$use cannot make an environment:" \
	      "install its venv module (on Debian or Ubuntu: apt install python3-venv) or uv."; \
	  fi; \
	  echo 'Making .venv from uv.lock. This is done once and takes a minute or two.' >&2; \
	  rm -rf .venv; \
	else \
	  echo 'Bringing .venv in step with uv.lock.' >&2; \
	  mv $(stamp) $(stamp).old; \
	fi; \
	{ [ -z "$$fresh" ] || [ "$$uv" != .venv/bin/uv ] || { "$$use" -m venv .venv \
	    && .venv/bin/python -m pip install -qq --disable-pip-version-check "$$uv_pin"; }; } \
	&& "$$uv" sync --quiet --frozen --python "$$use" \
	&& pwd -P > $(stamp) && rm -f $(stamp).old \
	|| { \
	  if [ -n "$$fresh" ]; then rm -rf .venv; else mv $(stamp).old $(stamp); fi; \
	  fail "The environment could not be made: see above, and check the connection to the package index."; \
	}

# Spark's environment has the Python and the uv of the first, and what the methods import. The project itself is not
# installed in it: with great-expectations there too, importing that can end a process without a word.
$(spark_stamp): uv.lock pyproject.toml $(stamp) | .java
	@set -u; \
	fail() { echo "$$*" >&2; exit 1; }; \
	uv=$$(command -v uv) || uv=.venv/bin/uv; \
	fresh=; \
	if ! { $(call sound,.venv-spark); } || ! .venv-spark/bin/python -I -c '' 2>/dev/null; then fresh=1; fi; \
	if [ -n "$$fresh" ]; then \
	  echo 'Making .venv-spark from uv.lock. This is done once and takes a minute or two: Spark is 450 MB.' >&2; \
	  rm -rf .venv-spark; \
	else \
	  echo 'Bringing .venv-spark in step with uv.lock.' >&2; \
	  mv $(spark_stamp) $(spark_stamp).old; \
	fi; \
	export UV_PROJECT_ENVIRONMENT=.venv-spark; \
	"$$uv" sync --quiet --frozen --only-group spark --python .venv/bin/python \
	&& pwd -P > $(spark_stamp) && rm -f $(spark_stamp).old \
	|| { \
	  if [ -n "$$fresh" ]; then rm -rf .venv-spark; else mv $(spark_stamp).old $(spark_stamp); fi; \
	  fail "The environment could not be made: see above, and check the connection to the package index."; \
	}

# Where Spark looks for Java. A java that is there may still not run: macOS has one that only asks to install it.
.PHONY: .java
.java:
	@set -u; \
	java=$${JAVA_HOME:+$$JAVA_HOME/bin/}java; \
	version=$$("$$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'); \
	[ "$${version:-0}" -ge 17 ] || { \
	  echo "Spark needs Java 17 or newer$${version:+ ($$java is version $$version)}: install a Java runtime" \
	    "(on Debian or Ubuntu: apt install default-jre-headless), or set JAVA_HOME to one you have." >&2; \
	  exit 1; \
	}
