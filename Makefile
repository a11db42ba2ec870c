# make year=2023      the whole Compendium for one year
# make help           everything else
#
# Written for GNU Make 3.81 (macOS) and later: no .ONESHELL, no grouped targets.
# The steps are not make targets: the driver decides by content which must run again, and one
# process for all steps is several times faster than a process for each step.

SHELL := bash
.SUFFIXES:
.DELETE_ON_ERROR:

# The driver receives parameters exactly as the user types them: $(value) stops make from expanding them, and the
# environment and "$$year" stop the shell from reading them. Only the driver checks their values.
# Parameters come from the command line only: a shell may export a variable of the same name for another purpose.
from_command_line = $(filter command,$(origin $(1)))
given := $(sort $(foreach name,$(.VARIABLES),$(if $(call from_command_line,$(name)),$(name))))
parameters := year years period authority step raw risks outputs for force kernels source file before to input by engine memory weights runs commit report indicator fact sentence stage since from accept
define take
override $(1) := $$(if $$(call from_command_line,$(1)),$$(value $(1)))
export $(1)
endef
$(foreach name,$(parameters) PYTHON,$(eval $(call take,$(name))))
# The driver sets these for its kernels, so they never come from outside.
unexport COMPENDIUM_RAW COMPENDIUM_RISKS COMPENDIUM_NOTEBOOKS_ONLY COMPENDIUM_TABLES COMPENDIUM_SHARED
# The folder the user is in, which differs with make -C: the driver looks for relative paths there too.
export COMPENDIUM_CALLED_FROM := $(value PWD)

stamp := .venv/.ready
spark_stamp := .venv-spark/.ready
.DEFAULT_GOAL := $(if $(year)$(years),report,help)

# ENV=<folder> uses an existing Python environment, for example from conda, and installs nothing.
# Only from the command line: ENV in the environment of a shell means something else.
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

# The same results on every machine, with any settings of the analyst's shell.
export TZ := UTC
export LC_ALL := C.UTF-8
export PYTHONHASHSEED := 0
export PYTHONNOUSERSITE := 1
export PYTHONSAFEPATH := 1
export MPLBACKEND := agg
export GX_ANALYTICS_ENABLED := false
export JUPYTER_PREFER_ENV_PATH := 1
unexport PYTHONPATH PYTHONHOME PYTHONOPTIMIZE PYTHONDONTWRITEBYTECODE VIRTUAL_ENV
# Another Spark, or its settings, would replace the locked one.
unexport SPARK_HOME SPARK_CONF_DIR SPARK_REMOTE PYSPARK_SUBMIT_ARGS PYSPARK_PYTHON PYSPARK_DRIVER_PYTHON
# A test that starts make must not inherit the settings of this make.
unexport MAKEFLAGS MFLAGS MAKELEVEL

.PHONY: report
report: $(ready) ## Run the notebooks for a year and publish: year=2023 or years="2018 2020"
	@"$$python" -m helpers report $${year:+"--year=$$year"} $${years:+"--years=$$years"} \
	  $${period:+"--period=$$period"} \
	  $${authority:+"--authority=$$authority"} $${raw:+"--raw=$$raw"} $${risks:+"--risks=$$risks"} $${step:+"--step=$$step"} \
	  $${outputs:+"--outputs=$$outputs"} $${force:+--force} \
	  $${kernels:+"--kernels=$$kernels"} $${for:+"--for=$$for"}

# One worker for each processor, but at most four: each uses up to a gigabyte.
.PHONY: test
test: $(ready) ## Run every test
	@"$$python" -m pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal

# Each worker first imports everything, so more than two workers save little time.
.PHONY: test-quick
test-quick: $(ready) ## Run the tests that are not marked as slow, while you work
	@"$$python" -m pytest --numprocesses=2 --dist=worksteal -m "not slow"

# SPARK=required: without Spark these tests fail here, and are skipped in `make test`.
.PHONY: test-spark
test-spark: .java $(spark_ready) ## Run the tests of the methods on Spark
	@SPARK=required "$$spark_python" -m pytest -o pythonpath="src tests/support" tests/engines

.PHONY: check
check: $(ready) ## Check style, types, the register, commit messages, the direction of imports and the notebooks
	@"$$python" -m ruff check
	@"$$python" -m ruff format --check
	@"$$python" -m mypy
	@"$$python" -m helpers lint $${raw:+"--raw=$$raw"}
	@"$$python" tools/commit_messages.py
	@"$$python" -m pytest tests/test_architecture.py tests/test_size.py tests/test_scripts.py tests/schema/test_markdown.py \
	  tests/notebooks

# Without MPLBACKEND, which would stop the browser from showing charts. Jupyter does not start without a home folder
# that it can write to, so it gets one in the project if the user has none.
.PHONY: lab
lab: $(ready) ## Open the notebooks in JupyterLab
	@[ -d "$${HOME-}" ] && [ -w "$$HOME" ] || { export HOME="$$PWD/.home"; mkdir -p "$$HOME"; }; \
	env -u MPLBACKEND "$$python" -m jupyterlab --LabApp.default_url=/lab/tree/notebooks

.PHONY: files
files: $(ready) ## Describe each file in data/raw, or in another folder: raw=<folder>
	@"$$python" -m helpers files $${raw:+"--raw=$$raw"}

.PHONY: template
template: $(ready) ## Write the return that departments fill in: to=<folder>
	@"$$python" -m helpers template $${to:+"--to=$$to"}

.PHONY: returns
returns: $(ready) ## Write the return of each department and partner: year=2023 to=<folder>
	@"$$python" -m helpers returns "--year=$$year" $${period:+"--period=$$period"} $${to:+"--to=$$to"} \
	  $${raw:+"--raw=$$raw"}

.PHONY: returns-status
returns-status: $(ready) ## Say who owes which figures of a year, and what has come: year=2023
	@"$$python" -m helpers returns-status "--year=$$year" $${period:+"--period=$$period"} $${raw:+"--raw=$$raw"}

.PHONY: check-return
check-return: $(ready) ## List every fault in a return: file=<path>
	@"$$python" -m helpers check-return "--file=$$file"

.PHONY: check-draft
check-draft: $(ready) ## List every fault in a draft report: file=<path> year=2023
	@"$$python" -m helpers check-draft "--file=$$file" "--year=$$year" $${before:+"--before=$$before"} \
	  $${authority:+"--authority=$$authority"} $${period:+"--period=$$period"} $${raw:+"--raw=$$raw"} $${risks:+"--risks=$$risks"}

.PHONY: take-back
take-back: $(ready) ## Take back what people wrote in a paper or the compendium: file=<path> year=2023
	@"$$python" -m helpers take-back "--file=$$file" "--year=$$year"

.PHONY: dictionary
dictionary: $(ready) ## Write the tables of docs/data_dictionary.md and docs/national_tables.md
	@"$$python" -m helpers dictionary

.PHONY: framework
framework: $(ready) ## Compare a new national framework with the register: file=<path> to=<folder for a table>
	@"$$python" -m helpers framework "--file=$$file" $${to:+"--to=$$to"}

.PHONY: frameworks
frameworks: $(ready) ## List what became of each dashboard when one framework followed another
	@"$$python" -m helpers frameworks

.PHONY: agreement
agreement: $(ready) ## Check the files of an agreement and print its reward grant: year=2007 raw=<folder>
	@"$$python" -m helpers agreement "--year=$$year" $${raw:+"--raw=$$raw"}

.PHONY: needs
needs: $(ready) ## Try other weights in the needs model: year=2023 weights="people=0 damping=10"
	@"$$python" -m helpers needs "--year=$$year" $${weights:+"--weights=$$weights"} $${authority:+"--authority=$$authority"}

.PHONY: fetch
fetch: $(ready) ## Download the files for the register: year=2023, and source=<one source> for only one
	@"$$python" -m helpers fetch "--year=$$year" $${source:+"--source=$$source"}

.PHONY: new-year
new-year: $(ready) ## Write the parameter file of a new year, and list what is left to do: year=2027
	@"$$python" -m helpers new-year "--year=$$year"

.PHONY: verify
verify: $(ready) ## Make a report again in a clean copy and name what differs: year=2023, report=<path>
	@"$$python" -m helpers verify "--year=$$year" $${period:+"--period=$$period"} $${authority:+"--authority=$$authority"} \
	  $${raw:+"--raw=$$raw"} $${risks:+"--risks=$$risks"} $${report:+"--report=$$report"} $${to:+"--to=$$to"} \
	  $${outputs:+"--outputs=$$outputs"} $${stage:+"--stage=$$stage"}

.PHONY: stage
stage: $(ready) ## Freeze the report of a year as it goes to a meeting: year=2023 stage=cabinet
	@"$$python" -m helpers stage "--year=$$year" "--stage=$$stage" $${period:+"--period=$$period"} \
	  $${authority:+"--authority=$$authority"}

.PHONY: changes
changes: $(ready) ## Say what moved since a stage was frozen, and why: year=2023 since=cabinet
	@"$$python" -m helpers changes "--year=$$year" "--since=$$since" $${stage:+"--stage=$$stage"} $${to:+"--to=$$to"} \
	  $${period:+"--period=$$period"} $${authority:+"--authority=$$authority"}

.PHONY: update
update: $(ready) ## Say what late files would change, and take them in: year=2023 from=late accept=yes
	@"$$python" -m helpers update "--year=$$year" $${from:+"--from=$$from"} $${source:+"--source=$$source"} \
	  $${accept:+"--accept=$$accept"} $${to:+"--to=$$to"} \
	  $${period:+"--period=$$period"} $${authority:+"--authority=$$authority"}

.PHONY: explain
explain: $(ready) ## Trace a figure back to its source: year=2023 indicator=<name>, fact=<cell> or sentence=<words>
	@"$$python" -m helpers explain "--year=$$year" $${indicator:+"--indicator=$$indicator"} $${fact:+"--fact=$$fact"} \
	  $${sentence:+"--sentence=$$sentence"} \
	  $${period:+"--period=$$period"} $${authority:+"--authority=$$authority"} $${to:+"--to=$$to"} \
	  $${raw:+"--raw=$$raw"} $${risks:+"--risks=$$risks"} $${outputs:+"--outputs=$$outputs"} $${stage:+"--stage=$$stage"}

.PHONY: national
national: $(ready) $(if $(filter spark,$(engine)),.java $(spark_ready)) ## Make the results of every area of a folder of Parquet: year=2025 input=<folder> by=lsoa
	@chosen=$$python; [ "$$engine" != spark ] || { chosen=$$spark_python; export PYTHONPATH="$$PWD/src"; }; \
	"$$chosen" -m helpers national "--year=$$year" "--input=$$input" $${to:+"--to=$$to"} $${by:+"--by=$$by"} \
	  $${engine:+"--engine=$$engine"} $${memory:+"--memory=$$memory"}

.PHONY: national-input
national-input: $(ready) ## Write the figures of a report as the input of a national run: year=2023 to=<folder>
	@"$$python" -m helpers national-input "--year=$$year" "--to=$$to"

.PHONY: national-changes
national-changes: $(ready) ## Say what moved between two national runs: before=<results> input=<results> to=<folder>
	@"$$python" -m helpers national-changes "--before=$$before" "--input=$$input" "--to=$$to"

.PHONY: sbom
sbom: $(ready) ## Write compendium.cdx.json, the list of all packages with versions and hashes (CycloneDX)
	@"$$python" -m uv export --quiet --frozen --offline --no-config --format cyclonedx1.5 \
	  --output-file compendium.cdx.json >/dev/null

.PHONY: audit-packages
audit-packages: $(ready) ## Check the packages of uv.lock for known vulnerabilities, where the network allows
	@"$$python" tools/audit_packages.py

.PHONY: bench
bench: $(ready) ## Time a run and the methods: runs=5 year=2023
	@"$$python" -m helpers bench $${year:+"--year=$$year"} $${runs:+"--runs=$$runs"} $${commit:+"--commit=$$commit"}
	@[ -n "$$commit" ] || "$$python" benchmarks/methods.py

.PHONY: bench-national
bench-national: $(ready) ## Time national runs, and write docs/performance.md: to=<folder for 2 GB of figures>
	@"$$python" benchmarks/national.py "$$to"

.PHONY: clean
clean: ## Remove the output of runs (data/processed, reports, results); .venv stays
	@rm -rf data/processed reports results

.PHONY: help
help: ## Show this help
	@echo 'make year=2023 runs the whole Compendium for that year.'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo '  period=<part of year>  report on a quarter or half: Q1, Q2, Q3, Q4, H1 or H2'
	@echo '  authority=<area code>  report on another council, on several by code or name ("Kent, Surrey"), or on all'
	@echo '  step=<number>          stop after one step, for example step=04'
	@echo '  force=1                run every step again'
	@echo '  outputs=notebooks      make tables, notebooks and their pages, without the site and documents'
	@echo '  for=<name>             also write the report for one theme, department or partner'
	@echo '  kernels=ordinary       start a new Python for each notebook instead of forking one'
	@echo '  raw=<folder>           read the publishers'"'"' files in this folder instead of data/raw'
	@echo '  risks=<folder>         read pressures and risks in this folder instead of params/risks'
	@echo '  source=<source>        fetch the files of only one source in the register; make update takes all as well'
	@echo '  file=<path>            the return or the draft to check, the paper to take back, or the framework to compare'
	@echo '  before=<path>          the previous report, to find what the draft carries forward'
	@echo '  weights=<amounts>      amounts of the needs model to try, such as weights="people=0 damping=10"'
	@echo '  report=<path>          the report to check, as a folder or a zip file; the default is the one in reports'
	@echo '  stage=<stage>          a stage of the report: draft, scrutiny, cabinet, council or final'
	@echo '  since=<stage>          the stage to compare with'
	@echo '  from=<folder>          the folder of late files'
	@echo '  accept=yes             put late files in data/raw after their changes are printed'
	@echo '  indicator=<name>       the indicator to explain, by its name in params/indicators.csv'
	@echo '  fact=<cell>            the cell to explain, as table/key/column'
	@echo '  sentence=<words>       the sentence to explain, or words that no other sentence of the report has'
	@echo '  to=<folder>            the folder to write to; make returns uses returns if you give none'
	@echo '  input=<folder>         the Parquet that a national run reads, or the newer results to compare'
	@echo '  by=<group>             compare the areas of one region, class or lsoa; the default is class'
	@echo '  engine=<engine>        duckdb, which is the default, or spark'
	@echo '  memory=<gigabytes>     memory for the engine of a national run; the default is 4'
	@echo '  runs=<number>          how many times make bench times each way; the default is 5'
	@echo '  commit=<hash>          only time a fresh run against one at this commit'
	@echo '  PYTHON=<path>          the Python that makes .venv, if there is no .venv yet'
	@echo '  ENV=<folder>           use this environment instead of .venv, and install nothing'
	@echo
	@echo 'Make refuses a name that it does not know or that the target does not use. It reads only what you type after'
	@echo 'make, not variables of the shell. A relative path starts from the folder you are in, also with make -C.'
	@echo
	@echo 'Years with a parameter file: $(or $(years_there),none yet)'

years_there := $(sort $(basename $(notdir $(wildcard params/[0-9][0-9][0-9][0-9].yml))))

# The parameters of each target. A mistyped name would have no effect, and neither would one that the target does not
# use, so both are refused before anything is made. The names that make, uv, pip, Java and the network need are allowed.
for_report := year years period authority step raw risks outputs for force kernels
for_files := raw
for_template := to
for_check := raw
for_check-return := file
for_check-draft := file year before period authority raw risks
for_take-back := file year
for_framework := file to
for_agreement := year raw
for_needs := year weights authority
for_fetch := year source
for_returns := year period to raw
for_returns-status := year period raw
for_new-year := year
for_bench := year runs commit
for_verify := year period authority raw risks outputs report to stage
for_stage := year stage period authority
for_changes := year since stage to period authority
for_update := year from source accept period authority to
for_explain := year indicator fact sentence period authority raw risks outputs stage to
for_national := year input to by engine memory
for_national-input := year to
for_national-changes := before input to
for_bench-national := to
for_help := $(parameters)
targets := report test test-quick test-spark check lab files template returns returns-status check-return check-draft take-back dictionary framework frameworks agreement needs fetch new-year verify stage changes update explain national national-input national-changes sbom audit-packages bench bench-national clean help
goals := $(or $(MAKECMDGOALS),$(if $(filter $(parameters),$(given)),report,help))
let_through := PYTHON ENV SHELL MAKE MAKEFLAGS UV_% PIP_% SSL_CERT_FILE SSL_CERT_DIR %_CA_BUNDLE %_PROXY %_proxy \
  JAVA_HOME HOME TMPDIR LG_INFORM_PLUS_KEY
also_called := quarter:period half:period date:year council:authority area:authority code:authority folder:raw data:raw \
  path:file output:outputs out:to publisher:source

# The word in a list that is nearest to another. Both scripts are read without Windows line endings.
nearest = $(shell awk "$$(tr -d '\r' <tools/nearest.awk)" '$(subst ','\'',$(1))' $(2))
meant = $(or $(patsubst $(1):%,%,$(filter $(1):%,$(also_called))),$(call nearest,$(1),$(parameters) PYTHON ENV))
keys = $(filter-out $(parameters),$(sort $(shell for file in params/2*.yml; do \
  [ ! -f "$$file" ] || sed -n 's/^\([a-z_]*\):.*/\1/p' "$$file"; done)))
key_meant = $(if $(filter $(1):%,$(also_called)),,$(filter $(keys),$(call nearest,$(1),$(parameters) PYTHON ENV $(keys))))
is_a_key = $(foreach key,$(key_meant), ($(key) is set in the parameter file of the year, such as params/2023.yml))
comma := ,
space := $(if ,) $(if ,)
takers = $(strip $(foreach target,$(filter-out help,$(targets)),$(if $(filter $(1),$(for_$(target))),$(target))))
but_last = $(subst make-,make ,$(subst $(space),$(comma)$(space),$(patsubst %,make-%,$(filter-out $(lastword $(1)),$(1)))))
listed = $(if $(word 2,$(1)),$(call but_last,$(1)) and )make $(lastword $(1))

$(if $(wildcard pyproject.toml),,$(error $(CURDIR) is not the project's folder: call make there, or with make -C <folder>))
$(foreach name,$(filter-out $(parameters) $(let_through),$(given)),$(error make takes no $(name)=; the nearest that it \
  takes is $(call meant,$(name))=$(call is_a_key,$(name)). It takes $(parameters) PYTHON ENV: see make help))
$(foreach name,$(filter-out $(targets) $(stamp) $(spark_stamp) .java,$(MAKECMDGOALS)),$(error There is no make $(name); \
  the nearest is make $(if $(wildcard params/$(name).yml),year=$(name),$(call nearest,$(name),$(targets))): see make help))
$(foreach name,$(filter $(parameters),$(given)),$(if $(filter $(name),$(foreach goal,$(goals),$(for_$(goal)))),,$(error \
  make $(goals) takes no $(name)=, which is for $(call listed,$(call takers,$(name))): see make help)))
$(if $(filter 0 no false off 1 yes true on,$(force)),,$(if $(force),$(error force=1 runs every step again, and force=0 \
  does not: force=$(force) is neither)))
$(if $(filter PYTHON,$(given)),$(if $(filter ENV,$(given)),$(error PYTHON= names the Python to make .venv with, \
  and ENV= an environment to use instead: give one of them)))
$(if $(filter check-return,$(goals)),$(if $(strip $(file)),,$(error Give the return with file=<path>, for example \
  make check-return file=returns/return.xlsx)))
$(if $(filter check-draft,$(goals)),$(if $(and $(strip $(file)),$(strip $(year))),,$(error Give the draft and its year, \
  for example make check-draft file=report.docx year=2023)))
$(if $(filter take-back,$(goals)),$(if $(and $(strip $(file)),$(strip $(year))),,$(error Give the paper and its year, \
  for example make take-back file=paper_cabinet.docx year=2023)))
$(if $(filter framework,$(goals)),$(if $(strip $(file)),,$(error Give the measures of the framework with file=<path>, \
  for example make framework file=params/national_frameworks/local_outcomes_framework.csv)))
$(if $(filter verify,$(goals)),$(if $(strip $(year)),,$(error Give the year with year=<year>, for example \
  make verify year=2023)))
$(if $(filter stage,$(goals)),$(if $(and $(strip $(year)),$(strip $(stage))),,$(error Give the year and the stage, \
  for example make stage year=2023 stage=cabinet)))
$(if $(filter changes,$(goals)),$(if $(and $(strip $(year)),$(strip $(since))),,$(error Give the year and the stage to \
  compare with, for example make changes year=2023 since=cabinet)))
$(if $(filter update,$(goals)),$(if $(and $(strip $(year)),$(strip $(from)$(source))),,$(error Give the year and the \
  folder of the late files, for example make update year=2023 from=late)))
$(if $(filter explain,$(goals)),$(if $(and $(strip $(year)),$(strip $(indicator)$(fact)$(sentence))),,$(error Give the year and \
  what to explain, for example make explain year=2023 indicator=absence_4yr_pct)))
$(if $(filter national,$(goals)),$(if $(and $(strip $(year)),$(strip $(input))),,$(error Give the year and the folder \
  of Parquet, for example make national year=2025 input=small_areas by=lsoa)))
$(if $(filter national-input,$(goals)),$(if $(and $(strip $(year)),$(strip $(to))),,$(error Give the year and a new \
  folder, for example make national-input year=2023 to=county)))
$(if $(filter national-changes,$(goals)),$(if $(and $(strip $(before)),$(strip $(input)),$(strip $(to))),,$(error \
  Give the results of both runs and a folder, for example make national-changes before=results/national/2023-class \
  input=results/national/2024-class to=changes)))
$(if $(filter bench-national,$(goals)),$(if $(strip $(to)),,$(error Give a folder for the figures, for example \
  make bench-national to=small_areas)))
$(if $(filter fetch,$(goals)),$(if $(strip $(year)),,$(error Give the year with year=<year>, for example \
  make fetch year=2025)))
$(if $(filter new-year,$(goals)),$(if $(strip $(year)),,$(error Give the new year with year=<year>, for example \
  make new-year year=2027)))
$(if $(MAKECMDGOALS)$(filter help,$(goals))$(year)$(years),,$(error Give the year with year=<year>, for \
  example make year=2023))
override force := $(filter-out 0 no false off,$(force))

# The environments. The script is an order-only prerequisite, so a change to it does not rebuild them.
environment := bash -c "$$(tr -d '\r' <tools/environment.sh)" tools/environment.sh
.PHONY: $(shell $(environment) unsound)

$(stamp): uv.lock pyproject.toml | tools/environment.sh
	@$(environment) main

$(spark_stamp): uv.lock pyproject.toml $(stamp) | .java
	@$(environment) spark

.PHONY: .java
.java: | tools/environment.sh
	@$(environment) java
