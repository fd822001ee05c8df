#!/usr/bin/env bash
# Runs every fuzz test of the tree for a while each. Argument: how long (30s).
set -euo pipefail
long=${1:-30s}
while IFS=: read -r file declaration; do
	name=${declaration#func }
	name=${name%%(*}
	folder=$(dirname "$file")
	printf '== %s of %s\n' "$name" "$folder"
	(cd "$folder" && go test -run '^$' -fuzz "^$name\$" -fuzztime "$long" . </dev/null)
done < <(grep -roE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*\(' shared migrations registry agent deploy | sort)
