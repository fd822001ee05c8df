#!/usr/bin/env bash
# Plants each fault of deploy/mutants in turn and sees the test that is named in
# its first line fail. The tree is left alone: the compiler is given the faulty
# files in the place of the good ones. Arguments: the names of some faults; all,
# if there are none.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# plant PATCH: writes the faulty files, and the list of what they stand for.
plant() {
	rm -rf "$scratch/tree"
	mkdir -p "$scratch/tree"
	local file comma=
	printf '{"Replace":{' >"$scratch/overlay.json"
	while read -r file; do
		mkdir -p "$scratch/tree/$(dirname "$file")"
		cp "$file" "$scratch/tree/$file"
		printf '%s"%s":"%s"' "$comma" "$PWD/$file" "$scratch/tree/$file" >>"$scratch/overlay.json"
		comma=,
	done < <(sed -n 's|^+++ b/||p' "$1")
	printf '}}\n' >>"$scratch/overlay.json"
	patch -s -d "$scratch/tree" -p1 <"$1" >"$scratch/said" 2>&1
}

# attempt PATCH: whether its test fails as it ought to; says why if not.
attempt() {
	local package pattern
	read -r package pattern < <(sed -n '1s/^# test: //p' "$1")
	if [ -z "$package" ] || [ -z "$pattern" ]; then
		echo "its first line does not say '# test: PACKAGE PATTERN'"
		return 1
	fi
	if ! plant "$1"; then
		echo "it does not apply any more: $(tail -1 "$scratch/said")"
		return 1
	fi
	# By the environment, since some tests build programs.
	if GOFLAGS="${GOFLAGS:-} -overlay=$scratch/overlay.json" go test -count=1 -run "$pattern" "$package" >"$scratch/said" 2>&1; then
		if grep -q 'no tests to run' "$scratch/said"; then echo "no test of $package is named $pattern"; else echo "nothing fails"; fi
		return 1
	fi
	if ! grep -qE '^(--- FAIL|panic: |fatal error: )' "$scratch/said"; then
		echo "it does not compile: $(grep -m1 -E '\.go:[0-9]+' "$scratch/said" || tail -1 "$scratch/said")"
		return 1
	fi
}

patches=(deploy/mutants/*.patch)
if (($#)); then
	patches=("${@/#/deploy/mutants/}")
	patches=("${patches[@]/%/.patch}")
fi
survived=0
for i in "${!patches[@]}"; do
	name=$(basename "${patches[i]}" .patch)
	if why=$(attempt "${patches[i]}"); then
		printf '%3d of %d  %s: seen\n' $((i + 1)) ${#patches[@]} "$name"
	else
		printf '%3d of %d  %s: NOT SEEN: %s\n' $((i + 1)) ${#patches[@]} "$name" "$why"
		survived=$((survived + 1))
	fi
done
if ((survived)); then
	echo "$survived of ${#patches[@]} planted faults are not seen: mend the test, or the patch where the code has moved on" >&2
	exit 1
fi
