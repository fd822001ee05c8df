#!/usr/bin/env bash
# Makes the images of programs that were built before, by whichever builder
# there is, and tries with buildah that the programs in them start:
# build.sh [VERSION].
set -euo pipefail
cd "$(dirname "$0")/../.."
version=${1:-latest}

if command -v buildah >/dev/null && [ "$(id -u)" = 0 ]; then
	for name in registry agent; do
		buildah --storage-driver vfs bud --quiet --isolation chroot --timestamp "${SOURCE_DATE_EPOCH:-0}" --ignorefile .dockerignore -f "deploy/images/$name.Dockerfile" -t "faro-$name:$version" . >/dev/null
		container=$(buildah --storage-driver vfs from --pull-never "faro-$name:$version")
		inside=$(buildah --storage-driver vfs mount "$container")
		for program in "$inside"/usr/bin/*; do
			chroot --userspec=10001:10001 "$inside" "/usr/bin/${program##*/}" --help >/dev/null
			echo "faro-$name:$version: ${program##*/} starts"
		done
		[ "$(stat -c %u "$inside"/var/lib/faro*)" -gt 10000 ] || { echo "faro: the folder for what is kept is not the program's" >&2; exit 1; }
		buildah --storage-driver vfs rm "$container" >/dev/null
	done
elif docker info >/dev/null 2>&1; then
	for name in registry agent; do
		docker build -q -f "deploy/images/$name.Dockerfile" -t "faro-$name:$version" .
	done
else
	echo "faro: no images were made: install Debian's buildah, or start docker" >&2
	exit 1
fi
