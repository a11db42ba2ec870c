#!/usr/bin/env bash
# Makes the environments that the Makefile works with, from uv.lock.
#
#   environment.sh main      make .venv, or bring it in step with uv.lock; PYTHON may name the Python to make it with
#   environment.sh spark     the same for .venv-spark, with the Python and the uv of .venv
#   environment.sh java      fail with a sentence if Java is missing or older than Spark needs
#   environment.sh unsound   print the stamps of the environments that must be made again
#
# make calls it in the project's folder. It is written for bash 3.2, which macOS has, and later. A failure is one
# sentence, after what uv or pip said, and leaves the environment that was there before.
set -u

# The stamp of an environment, .ready, is written last and holds the folder that the environment was made for.
# An environment without one was interrupted. One with another folder in it was copied along with the project, and
# would run the code of the old folder. Both are made again from nothing.
MAIN=.venv
SPARK=.venv-spark
OWN_CACHE=.uv-cache
MIN_JAVA=17
# Where systems keep the certificates that they accept: Debian, Red Hat, SUSE, macOS.
SYSTEM_STORES="/etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem \
  /etc/ssl/cert.pem"

# Prints the interpreter behind any virtual environment, or its version and fails if it is not one we can use.
PROBE='import sys; low, high = map(int, sys.argv[1:]); '
PROBE="$PROBE"'fits = (3, low) <= sys.version_info[:2] < (3, high); '
PROBE="$PROBE"'print(getattr(sys, "_base_executable", sys.executable) if fits else sys.version.split()[0]); '
PROBE="$PROBE"'sys.exit(not fits)'

output=      # what the last uv or pip printed
own_cache=   # 1: the cache of uv is in the project, and is removed at the end
fresh=       # 1: the environment is made from nothing
uv=          # the uv to use
python=      # the Python to use

fail() {
  echo "$*" >&2
  exit 1
}

# is_sound <environment>: it was finished, and for this folder.
is_sound() {
  [ -x "$1/bin/python" ] && [ "$(cat "$1/.ready" 2>/dev/null)" = "$(pwd -P)" ]
}

# capture <command>...: runs it and keeps what it prints.
capture() {
  output=$("$@" 2>&1)
}

is_untrusted() {
  [[ $output == *ertificate* || $output == *UnknownIssuer* ]]
}

is_unwritable() {
  [[ $output == *"ermission denied"* || $output == *"Read-only file system"* ]]
}

# --- The cache of uv: in the project where the home cannot be written or does not exist ---

make_writable() {
  mkdir -p "$1" 2>/dev/null && [ -w "$1" ]
}

has_cache() {
  local home=${HOME-}
  if [ -n "${UV_CACHE_DIR-}" ]; then
    make_writable "$UV_CACHE_DIR"
  elif [ -n "${XDG_CACHE_HOME-}" ]; then
    make_writable "$XDG_CACHE_HOME/uv"
  else
    [ -d "$home" ] && make_writable "$home/.cache/uv"
  fi
}

use_own_cache() {
  own_cache=1
  export UV_CACHE_DIR=$OWN_CACHE
}

remove_own_cache() {
  [ -z "$own_cache" ] || rm -rf "$OWN_CACHE"
}

# --- uv and pip on the networks of councils ---
# A network that inspects traffic has its certificate in the system's store. uv looks there only when told to
# (UV_SYSTEM_CERTS; UV_NATIVE_TLS before uv 0.11), and pip does so by itself from 24.2. If that fails, the file that
# the analyst's variables name for other programs is tried, then the certificates that uv and pip bring along.

check_named_certificates() {
  local name
  for name in SSL_CERT_FILE REQUESTS_CA_BUNDLE CURL_CA_BUNDLE PIP_CERT; do
    [ -z "${!name-}" ] || [ -e "${!name}" ] \
      || fail "$name names ${!name}, which is not there: correct the path, or unset the variable."
  done
}

# run_with_cache <command>...: once more with a cache in the project if the usual one turns out not to be writable.
run_with_cache() {
  capture "$@" && return
  [ -z "$own_cache" ] && is_unwritable || return 1
  use_own_cache
  capture "$@"
}

run_uv() {
  local file=${REQUESTS_CA_BUNDLE:-${CURL_CA_BUNDLE:-${PIP_CERT-}}}
  has_cache || use_own_cache
  UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS-1} UV_NATIVE_TLS=${UV_NATIVE_TLS-1} run_with_cache "$uv" "$@" && return
  is_untrusted || return 1
  if [ -n "$file" ] && [ -z "${SSL_CERT_FILE-}" ]; then
    SSL_CERT_FILE=$file run_with_cache "$uv" "$@" && return
    is_untrusted || return 1
  fi
  UV_SYSTEM_CERTS=0 UV_NATIVE_TLS=0 run_with_cache "$uv" "$@"
}

run_pip() {
  local store
  capture "$MAIN/bin/python" -m pip "$@" && return
  is_untrusted || return 1
  PIP_USE_FEATURE=truststore capture "$MAIN/bin/python" -m pip "$@" && return
  # The list is split at its spaces.
  # shellcheck disable=SC2086
  for store in "${SSL_CERT_FILE-}" $SYSTEM_STORES; do
    [ -r "$store" ] || continue
    PIP_CERT=$store capture "$MAIN/bin/python" -m pip "$@"
    return
  done
  capture "$MAIN/bin/python" -m pip "$@"
}

# --- Making an environment, or bringing it in step ---

# begin <environment> <what else to say of the time it takes>
begin() {
  if [ -n "$fresh" ]; then
    echo "Making $1 from uv.lock. This is done once and takes a minute or two$2." >&2
    rm -rf "$1"
  else
    echo "Bringing $1 in step with uv.lock." >&2
    mv "$1/.ready" "$1/.ready.old"
  fi
}

# finish <environment> <command>...: installs by the command. If it fails, what was there before is there again.
finish() {
  local environment=$1
  shift
  if "$@" && pwd -P >"$environment/.ready" && rm -f "$environment/.ready.old"; then
    remove_own_cache
    return
  fi
  if [ -n "$fresh" ]; then rm -rf "$environment"; else mv "$environment/.ready.old" "$environment/.ready"; fi
  remove_own_cache
  explain_failure
}

explain_failure() {
  local why="see above, and check the connection to the package index."
  [ -z "$output" ] || echo "$output" >&2
  if is_untrusted; then
    why="the certificate of the package index is not accepted. On a network that inspects traffic, have its"
    why="$why certificate put in this system's store, or set REQUESTS_CA_BUNDLE to the file that holds it."
  elif [[ $output == *"No space left"* ]]; then
    why="the disk is full; it needs 3 GB."
  elif [[ $output == *"ermission denied"* ]]; then
    why="see above: a file or a folder cannot be written."
  fi
  fail "The environment could not be made: $why"
}

find_uv() {
  uv=$(command -v uv) || uv=$MAIN/bin/uv
}

# find_python <low> <high>: the first Python that fits, of the one that is named or of those on the path.
find_python() {
  local low=$1 high=$2 minor name answer seen=
  if [ -n "${PYTHON-}" ]; then
    set -- "$PYTHON"
  else
    set -- python3
    for ((minor = high - 1; minor >= low; minor--)); do set -- "$@" "python3.$minor"; done
  fi
  for name; do
    if answer=$("$name" -I -c "$PROBE" "$low" "$high" 2>/dev/null); then
      python=$answer
      return
    fi
    [ -z "$answer" ] || seen=${seen:-" ($name is Python $answer)"}
  done
  seen=${seen:-${PYTHON:+" ($PYTHON does not run)"}}
  fail "No suitable Python was found$seen: install Python 3.$low to 3.$((high - 1))," \
    "or name one you have with make PYTHON=/path/to/python3."
}

# install_main <version of uv>: uv comes by pip where the machine has none.
install_main() {
  if [ -n "$fresh" ] && [ "$uv" = "$MAIN/bin/uv" ]; then
    capture "$python" -m venv "$MAIN" && run_pip install -qq --disable-pip-version-check "$1" || return 1
  fi
  run_uv sync --quiet --frozen --python "$python"
}

make_main() {
  local limits low high uv_pin
  limits=$(sed -n 's/^requires-python = ">=3\.\([0-9]*\),<3\.\([0-9]*\)"[[:space:]]*$/\1 \2/p' pyproject.toml)
  low=${limits% *}
  high=${limits#* }
  uv_pin=$(sed -n 's/^ *"\(uv==[0-9.]*\)",*[[:space:]]*$/\1/p' pyproject.toml)
  [ -n "$limits" ] && [ -n "$uv_pin" ] \
    || fail "pyproject.toml does not say which Python and uv to use: put the file back as it was."
  check_named_certificates
  find_uv
  python=$MAIN/bin/python
  if [ -n "${PYTHON-}" ] || ! is_sound "$MAIN" || ! "$uv" --version >/dev/null 2>&1 \
    || ! "$python" -I -c "$PROBE" "$low" "$high" >/dev/null 2>&1; then
    fresh=1
    find_python "$low" "$high"
    if [ "$uv" = "$MAIN/bin/uv" ]; then
      "$python" -I -c 'import ensurepip, venv' 2>/dev/null || fail "$python cannot make an environment:" \
        "install its venv module (on Debian or Ubuntu: apt install python3-venv) or uv."
    fi
  fi
  begin "$MAIN" ""
  # Bytecode is left to the first run: compiling it all here costs 10 s and 150 MB, to save that run 7 s.
  finish "$MAIN" install_main "$uv_pin"
}

# Spark's environment has what the methods import and not the project itself: with great-expectations there too,
# importing that can end a process without a word.
make_spark() {
  check_named_certificates
  find_uv
  if ! is_sound "$SPARK" || ! "$SPARK/bin/python" -I -c '' 2>/dev/null; then fresh=1; fi
  begin "$SPARK" ": Spark is 450 MB"
  export UV_PROJECT_ENVIRONMENT=$SPARK
  finish "$SPARK" run_uv sync --quiet --frozen --only-group spark --python "$MAIN/bin/python"
}

# Looks where Spark does. A java that exists may still not run: macOS has one that only asks to install it.
check_java() {
  local java version
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  [ "${version:-0}" -ge "$MIN_JAVA" ] \
    || fail "Spark needs Java $MIN_JAVA or newer${version:+ ($java is version $version)}: install a Java runtime" \
      "(on Debian or Ubuntu: apt install default-jre-headless), or set JAVA_HOME to one you have."
}

print_unsound() {
  local environment
  for environment in "$MAIN" "$SPARK"; do
    is_sound "$environment" || echo "$environment/.ready"
  done
}

export UV_PROJECT_ENVIRONMENT=$MAIN UV_PYTHON_DOWNLOADS=never
unset UV_PYTHON UV_PROJECT

case ${1-} in
  main) make_main ;;
  spark) make_spark ;;
  java) check_java ;;
  unsound) print_unsound ;;
  *) fail "environment.sh takes main, spark, java or unsound: see its first lines." ;;
esac
