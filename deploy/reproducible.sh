#!/usr/bin/env bash
# Builds programs twice from the same commit, in two folders, the second time
# with nothing kept from before, and compares the bytes: reproducible.sh
# PROGRAM..., such as agent/cmd/agentd. What npm brings is copied as it is here.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

# build FOLDER CACHE PROGRAM...: prints the sums.
build() {
	local folder=$1 cache=$2
	shift 2
	mkdir -p "$folder/out"
	{
		git ls-files -z
		git ls-files -z --others --ignored --exclude-standard -- shared migrations registry agent ':!:**/node_modules/**'
	} | grep -zv '/testdata/' | xargs -0 tar -cf - --ignore-failed-read 2>/dev/null | tar -xf - -C "$folder"
	(
		cd "$folder"
		for program in "$@"; do
			GOCACHE=$cache CGO_ENABLED=0 go build -trimpath -buildvcs=false -o out/ "./$program"
		done
		cd out && sha256sum -- *
	)
}

one=$(build "$work/one" "$(go env GOCACHE)" "$@")
other=$(build "$work/another/and/deeper" "$work/cache" "$@")
if [ "$one" != "$other" ]; then
	printf 'faro: two builds of one commit differ:\n%s\n%s\n' "$one" "$other" >&2
	exit 1
fi
printf 'faro: two builds, the same bytes:\n%s\n' "$one"
