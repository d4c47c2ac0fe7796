#!/usr/bin/env bash
# provide.sh COMMAND PACKAGE... makes sure that COMMAND can be run: when it is missing, root on a Debian system
# installs the packages. Prints the command's path. Fails, with the reason on standard error, when it stays missing.
set -euo pipefail

command_name=$1
shift

if command -v "$command_name"; then
	exit 0
fi
if ! command -v apt-get >/dev/null; then
	echo "provide: $command_name is missing and there is no apt-get to install it with: $*" >&2
	exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
	echo "provide: $command_name is missing; install it with: sudo apt-get install $*" >&2
	exit 1
fi

echo "provide: installing $* for $command_name" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update && apt-get install -y --no-install-recommends "$@"; } </dev/null >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "provide: apt-get could not install $*" >&2
	exit 1
fi
command -v "$command_name"
