#!/usr/bin/env bash
# Says, in one line, that the pages were not tested in a browser where there is
# none on this machine. Under CI=true, or with the argument "wanted", that is a
# failure.
set -u

for name in "${FARO_CHROMIUM:-}" chromium chromium-browser google-chrome; do
	if [ -n "$name" ] && command -v "$name" >/dev/null; then
		exit 0
	fi
done
echo "faro: no test ran in a browser: install Debian's chromium (apt-get install chromium), or name one with FARO_CHROMIUM" >&2
[ "${CI:-}" != true ] && [ "${1:-}" != wanted ]
