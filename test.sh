#!/usr/bin/env bash
# Builds the project and runs every test. Ends with one line: "N passed, N failed, N skipped".
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

need() { # need COMMAND PACKAGE WHY: installs a Debian package if the command is missing
  command -v "$1" >/dev/null 2>&1 && return 0
  if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing $2 ($3)"
    { [ -n "${apt_updated:-}" ] || apt-get update -qq; } && apt_updated=1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
  else
    echo "Missing: $1. Install the package $2 ($3) and run this again." >&2
    exit 1
  fi
}
command -v dotnet >/dev/null 2>&1 || { echo "Missing: dotnet. Install the .NET 10 SDK and run this again." >&2; exit 1; }
need_postgresql() { # Debian keeps initdb off the path. The tests start servers of their own, so the package must not start one.
  if [ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || command -v initdb >/dev/null 2>&1; then return 0; fi
  if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  fi
  need initdb postgresql "the servers that the tests start"
}
need node nodejs "the gRPC client of tests/interop"
need npm npm "the gRPC client of tests/interop"
need openssl openssl "the commands of docs/evidence.md"
need jq jq "the commands of docs/evidence.md"
need xxd xxd "the commands of docs/evidence.md"
need_postgresql

npm ci --prefix tests/interop --no-fund --no-audit --loglevel=error
dotnet restore --locked-mode --verbosity quiet
dotnet build --no-restore --configuration Release --verbosity quiet

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
failed_projects=0
passed=0 failed=0 skipped=0
for project in tests/*.Tests; do
  name=$(basename "$project")
  log="$results/$name.log"
  status=0
  dotnet exec "artifacts/bin/$name/release/$name.dll" --progress off --no-ansi >"$log" 2>&1 || status=$?
  cat "$log"
  count() { { grep -oE "^ *$1: [0-9]+" "$log" || echo 0; } | tail -n 1 | grep -oE '[0-9]+$'; }
  p=$(count succeeded) f=$(count failed) s=$(count skipped)
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  # A project that crashed, or ran nothing, has failed whatever it counted.
  if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then echo "$name ended with exit code $status" >&2; failed=$((failed + 1)); fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
