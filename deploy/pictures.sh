#!/usr/bin/env bash
# Takes the pictures of the examples in docs, of the demo: it starts the demo in a
# folder of its own, waits until it says what to try, and stops it again.
#
#   deploy/pictures.sh PROGRAMS FOLDER
set -euo pipefail

programs=$1
into=$(realpath "$2")
# PostgreSQL, which runs as another user, has to enter it.
kept=$(mktemp -d)
chmod 711 "$kept"
"$programs/../demo" --bin "$programs" --dir "$kept/demo" >"$kept/said" 2>&1 &
demo=$!
trap 'kill -INT "$demo" 2>/dev/null || true; wait "$demo" || true; rm -rf "$kept"' EXIT

until grep -q '^Ctrl-C stops' "$kept/said"; do
	if ! kill -0 "$demo" 2>/dev/null; then
		cat "$kept/said" >&2
		exit 1
	fi
	sleep 1
done
FARO_PICTURES=$into go test -count=1 -timeout 10m -run TestTheExamplesHaveTheirPictures ./deploy/scenes
ls -l "$into"/*.png
