# servers.sh is sourced by environment.sh. start_servers starts a PostgreSQL and a MariaDB for this run alone, in a
# temporary folder, on free ports of this machine, and exports
#   ROWAN_TEST_POSTGRES   the URL of the PostgreSQL server
#   ROWAN_TEST_MYSQL      the URL of the MariaDB server
# A variable that is set already names a server of the caller's, which is used in place of one started here.
# stop_servers stops what was started, and removes the folder.
#
# For the tests that start, freeze and kill servers of their own it exports where the programs are:
#   ROWAN_POSTGRES_BIN    the folder of initdb and postgres
#   ROWAN_MARIADBD        mariadbd
#   ROWAN_MARIADB_INSTALL_DB   the program that makes its folder of data
#   ROWAN_POSTGRES_USER, ROWAN_MARIADB_USER   who runs them where the tests are run by root; empty otherwise
# shellcheck shell=bash

servers_folder=""
postgres_pid=""
mariadb_pid=""

start_servers() {
	find_servers
	if [ -z "${ROWAN_TEST_POSTGRES:-}" ] && [ -n "$ROWAN_POSTGRES_BIN" ]; then
		make_servers_folder
		start_postgres || skip "no PostgreSQL: it does not start"
	fi
	if [ -z "${ROWAN_TEST_MYSQL:-}" ] && [ -n "$ROWAN_MARIADBD" ]; then
		make_servers_folder
		start_mariadb || skip "no MariaDB: it does not start"
	fi
	export ROWAN_TEST_POSTGRES=${ROWAN_TEST_POSTGRES:-} ROWAN_TEST_MYSQL=${ROWAN_TEST_MYSQL:-}
}

# find_servers installs what is missing only where the caller has named no server.
find_servers() {
	local program packages=()
	if [ -z "${ROWAN_TEST_POSTGRES:-}" ]; then
		packages=(postgresql)
	fi
	if program=$(scripts/provide.sh initdb ${packages[@]+"${packages[@]}"}); then
		program=$(dirname "$(readlink -f "$program")")
	elif [ -z "${ROWAN_TEST_POSTGRES:-}" ]; then
		skip "no PostgreSQL: its tests do not run (ROWAN_TEST_POSTGRES may name a server of your own)"
	fi
	export ROWAN_POSTGRES_BIN=$program
	scripts/provide.sh pgbouncer pgbouncer >/dev/null || skip "no pgbouncer: the tests behind it do not run"
	packages=()
	if [ -z "${ROWAN_TEST_MYSQL:-}" ]; then
		packages=(mariadb-server)
	fi
	if ! program=$(scripts/provide.sh mariadbd ${packages[@]+"${packages[@]}"}) && [ -z "${ROWAN_TEST_MYSQL:-}" ]; then
		skip "no MariaDB: its tests do not run (ROWAN_TEST_MYSQL may name a server of your own)"
	fi
	export ROWAN_MARIADBD=$program
	ROWAN_MARIADB_INSTALL_DB=$(scripts/provide.sh mariadb-install-db || true)
	ROWAN_POSTGRES_USER=$(account postgres)
	ROWAN_MARIADB_USER=$(account mysql)
	export ROWAN_MARIADB_INSTALL_DB ROWAN_POSTGRES_USER ROWAN_MARIADB_USER
}

# account prints who runs a server: nobody else than the caller, unless that is root, as whom servers do not run.
account() {
	if [ "$(id -u)" -eq 0 ]; then
		id -un "$1" 2>/dev/null || echo nobody
	fi
}

make_servers_folder() {
	if [ -z "$servers_folder" ]; then
		servers_folder=$(mktemp -d "${TMPDIR:-/tmp}/rowan-test-XXXXXX")
		chmod 755 "$servers_folder" # the servers' accounts go through it to their own folders
		servers_password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
	fi
}

# own_folder makes a folder of an account's own, and prints it.
own_folder() {
	local folder=$servers_folder/$1
	mkdir -m 700 "$folder"
	if [ -n "$2" ]; then
		chown "$2" "$folder"
	fi
	echo "$folder"
}

# run_as runs a command as an account, or as the caller where that is empty.
run_as() {
	local account=$1
	shift
	if [ -n "$account" ]; then
		setpriv --reuid="$account" --regid="$(id -g "$account")" --clear-groups "$@"
	else
		"$@"
	fi
}

# launch SIGNAL ACCOUNT COMMAND... becomes a server: out of reach of the terminal's Ctrl-C, so that the tests end before
# it does, and gets the signal when the script dies without having stopped it.
launch() {
	local signal=$1 account=$2
	shift 2
	if command -v setpriv >/dev/null && command -v setsid >/dev/null; then
		local ids=()
		if [ -n "$account" ]; then
			ids=(--reuid="$account" --regid="$(id -g "$account")" --clear-groups)
		fi
		exec setsid setpriv ${ids[@]+"${ids[@]}"} --pdeathsig "$signal" "$@"
	fi
	exec "$@"
}

# free_port prints a port where nothing listens, below those that the system hands out by itself.
free_port() {
	local port
	while true; do
		port=$((20000 + RANDOM % 12000))
		if ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
			echo "$port"
			return
		fi
	done
}

# until_said waits until a server has written a text into a file, or has ended.
until_said() {
	local pid=$1 text=$2 file=$3
	for _ in {1..1200}; do
		if grep -qs "$text" "$file"; then
			return
		fi
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.05
	done
	tail -n 20 "$servers_folder"/*.log >&2
	return 1
}

# Text is ordered by a language's rules unless a table says otherwise, as on most servers. Nothing has to survive a
# crash of the machine, so nothing waits for the disk.
start_postgres() {
	local folder port log=$servers_folder/postgres.log
	folder=$(own_folder postgres "$ROWAN_POSTGRES_USER")
	run_as "$ROWAN_POSTGRES_USER" tee "$folder/password" <<<"$servers_password" >/dev/null
	run_as "$ROWAN_POSTGRES_USER" "$ROWAN_POSTGRES_BIN/initdb" -D "$folder/data" -U rowan --pwfile="$folder/password" \
		-A scram-sha-256 -E UTF8 --locale=C --locale-provider=icu --icu-locale=en --no-sync >"$log" 2>&1 || { cat "$log" >&2 && return 1; }
	for _ in 1 2 3; do
		port=$(free_port)
		launch QUIT "$ROWAN_POSTGRES_USER" "$ROWAN_POSTGRES_BIN/postgres" -D "$folder/data" -p "$port" -k "$folder" \
			-c listen_addresses=127.0.0.1 -c max_connections=500 -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
			-c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=8GB -c checkpoint_timeout=1h -c autovacuum=off \
			>>"$log" 2>&1 &
		postgres_pid=$!
		if until_said "$postgres_pid" '^ready' "$folder/data/postmaster.pid"; then
			ROWAN_TEST_POSTGRES="postgres://rowan:$servers_password@127.0.0.1:$port/postgres"
			return
		fi
	done
	return 1
}

# The server's own character set stays what it is without a word: tables have to say theirs.
start_mariadb() {
	local folder port log=$servers_folder/mariadb.log
	folder=$(own_folder mariadb "$ROWAN_MARIADB_USER")
	run_as "$ROWAN_MARIADB_USER" "$ROWAN_MARIADB_INSTALL_DB" --no-defaults --datadir="$folder/data" \
		--auth-root-authentication-method=socket --skip-test-db >"$log" 2>&1 || { cat "$log" >&2 && return 1; }
	cat >"$servers_folder/users.sql" <<-SQL
		CREATE OR REPLACE USER rowan@'%' IDENTIFIED BY '$servers_password';
		GRANT ALL ON *.* TO rowan@'%' WITH GRANT OPTION;
	SQL
	for _ in 1 2 3; do
		port=$(free_port)
		launch KILL "$ROWAN_MARIADB_USER" "$ROWAN_MARIADBD" --no-defaults --datadir="$folder/data" --socket="$folder/socket" \
			--pid-file="$folder/pid" --tmpdir="$folder" --port="$port" --bind-address=127.0.0.1 --init-file="$servers_folder/users.sql" \
			--skip-name-resolve --skip-log-bin --max-connections=500 --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 \
			--innodb-flush-method=nosync --sync-frm=0 >>"$log" 2>&1 &
		mariadb_pid=$!
		if until_said "$mariadb_pid" 'ready for connections' "$log"; then
			ROWAN_TEST_MYSQL="mysql://rowan:$servers_password@127.0.0.1:$port/"
			return
		fi
	done
	return 1
}

stop_servers() {
	if [ -n "$postgres_pid" ]; then
		kill -QUIT "$postgres_pid" 2>/dev/null || true # its processes end with it
	fi
	if [ -n "$mariadb_pid" ]; then
		kill -KILL "$mariadb_pid" 2>/dev/null || true
	fi
	# shellcheck disable=SC2086 # one that was not started is no argument
	wait $postgres_pid $mariadb_pid 2>/dev/null || true
	if [ -n "$servers_folder" ]; then
		rm -rf "$servers_folder"
	fi
	servers_folder="" postgres_pid="" mariadb_pid=""
}
