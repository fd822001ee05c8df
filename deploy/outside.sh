#!/usr/bin/env bash
# Holds what is for other programs against those programs themselves: alerts by
# promtool, units by systemd-analyze. What is not on this machine is said in one
# line each; under CI=true it is a failure.
set -u
cd "$(dirname "$0")" || exit

wrong=0
missing() {
	echo "faro: not tried: $1: install Debian's $2" >&2
	[ "${CI:-}" != true ] || wrong=1
}

# try WHAT COMMAND...: runs it, and shows what it says only if it fails.
try() {
	local what=$1 said
	shift
	if said=$("$@" 2>&1); then
		echo "faro: $what: good"
	else
		printf 'faro: %s:\n%s\n' "$what" "$said" >&2
		wrong=1
	fi
}

if command -v promtool >/dev/null; then
	try "the rules of the alerts" promtool check rules prometheus/faro.rules.yml
	try "the settings of Prometheus" promtool check config prometheus/prometheus.yml
	try "each alert, firing and quiet" promtool test rules prometheus/faro_test.yml
else
	missing "the alerts (promtool)" prometheus
fi

# exposure is what systemd-analyze security counts against a unit, in tenths, of
# ten; what is bound to the network and nothing else comes to about two.
most_exposed=20

if command -v systemd-analyze >/dev/null; then
	# As systemd reads them, of programs that are not installed here.
	units=$(mktemp -d)
	trap 'rm -r "$units"' EXIT
	for unit in systemd/*; do
		sed 's#/usr/bin/\(registryd\|registryctl\|agentd\)#/bin/true#' "$unit" >"$units/${unit##*/}"
	done
	try "the units" systemd-analyze verify "$units"/*.service "$units"/*.timer
	for unit in systemd/*.service; do
		try "what ${unit##*/} may do" systemd-analyze security --offline=true --threshold="$most_exposed" "$unit"
	done
else
	missing "the units (systemd-analyze)" systemd
fi

exit "$wrong"
