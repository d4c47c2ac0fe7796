#!/usr/bin/env bash
# provide.sh COMMAND PACKAGE... makes sure that COMMAND can be run: when it is missing, root on a Debian system
# installs the packages, without starting what they serve. Prints the command's path, which may lie outside of PATH,
# as those of servers do. Fails, with the reason on standard error, when it stays missing. Without packages it looks
# and no more.
set -euo pipefail

command_name=$1
shift

# find_command prints the path of the command. Of several PostgreSQL versions it is the newest.
find_command() {
	local postgres
	postgres=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
	PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin:$postgres command -v "$command_name"
}

if find_command; then
	exit 0
fi
if [ $# -eq 0 ]; then
	exit 1
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
policy=/usr/sbin/policy-rc.d # is asked by Debian's packages before they start a service; 101 means no
if [ -e "$policy" ]; then
	trap 'rm -f "$log"' EXIT
else
	trap 'rm -f "$log" "$policy"' EXIT
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
if ! { apt-get update && apt-get install -y --no-install-recommends "$@"; } </dev/null >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	echo "provide: apt-get could not install $*" >&2
	exit 1
fi
find_command
