#!/usr/bin/env bash
# Checks, before anything is built, that this machine has what Faro needs. Each
# thing that is missing is one line with its remedy; all of them are said at
# once. Arguments: the TCP ports that are going to be used.
set -u

go_wanted=1.26
node_wanted=20.17
free_wanted_mb=3000 # the build cache takes most of it

wrong=0
say() {
	printf 'faro: %s\n' "$1" >&2
	wrong=1
}

# at_least HAVE WANT: whether the version HAVE, as 1.26.3, is WANT or later.
at_least() {
	local have_major have_minor want_major want_minor
	IFS=. read -r have_major have_minor _ <<<"$1"
	IFS=. read -r want_major want_minor _ <<<"$2"
	have_minor=${have_minor%%[!0-9]*}
	((have_major > want_major || (have_major == want_major && ${have_minor:-0} >= want_minor)))
}

if ! command -v go >/dev/null; then
	say "Go is not installed: install Go $go_wanted or later and put its bin folder on the PATH"
elif have=$(go env GOVERSION 2>&1) && have=${have#go} && ! at_least "$have" "$go_wanted"; then
	say "Go $have is too old: install Go $go_wanted or later"
fi

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
	say "Node or npm is not installed: install Node $node_wanted or later, which brings npm"
elif have=$(node --version) && have=${have#v} && ! at_least "$have" "$node_wanted"; then
	say "Node $have is too old: install Node $node_wanted or later"
fi

free_mb=$(($(df -Pk . | awk 'NR == 2 { print $4 }') / 1024))
if ((free_mb < free_wanted_mb)); then
	say "the disk of $PWD has $free_mb MB free: free at least $free_wanted_mb MB"
fi

if [ ! -w . ]; then
	say "this user cannot write into $PWD: change its owner, or work in a copy of your own"
fi

for port in "$@"; do
	if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
		say "port $port is in use: stop the program that listens there (lsof -i :$port shows it)"
	fi
done

exit $wrong
