#!/usr/bin/env bash
# Plants each fault of deploy/mutants in turn and sees the test that is named in
# its first line fail. The tree is left alone: the compiler is given the faulty
# files in the place of the good ones. Arguments: the names of some faults; all,
# if there are none; one in SHARE of them if that is set, which ones goes by the
# hash of the commit, so that all have their turn. As many at a time as there are
# processors.
set -euo pipefail
cd "$(dirname "$0")/.."

# plant PATCH FOLDER: writes the faulty files, and the list of what they stand for.
plant() {
	local file comma=
	printf '{"Replace":{' >"$2/overlay.json"
	while read -r file; do
		mkdir -p "$2/tree/$(dirname "$file")"
		cp "$file" "$2/tree/$file"
		printf '%s"%s":"%s"' "$comma" "$PWD/$file" "$2/tree/$file" >>"$2/overlay.json"
		comma=,
	done < <(sed -n 's|^+++ b/||p' "$1")
	printf '}}\n' >>"$2/overlay.json"
	patch -s -d "$2/tree" -p1 <"$1" >"$2/said" 2>&1
}

# run FOLDER PATTERN PACKAGE: runs the test on the faulty files. By the
# environment, since some tests build programs.
run() {
	GOFLAGS="$(go env GOFLAGS) -overlay=$1/overlay.json" go test -count=1 -vet=off -ldflags=-w -run "$2" "$3" >"$1/said" 2>&1
}

# attempt PATCH FOLDER: whether its test fails as it ought to; says why if not, and
# which try it took if not the first.
attempt() {
	local package pattern
	read -r package pattern < <(sed -n '1s/^# test: //p' "$1")
	if [ -z "$package" ] || [ -z "$pattern" ]; then
		echo "its first line does not say '# test: PACKAGE PATTERN'"
		return 1
	fi
	mkdir -p "$2/tree"
	if ! plant "$1" "$2"; then
		echo "it does not apply any more: $(tail -1 "$2/said")"
		return 1
	fi
	local try why
	for try in 1 2 3 4 5 6 7 8; do # some tests throw dice: what they miss once they may find the next time
		if run "$2" "$pattern" "$package"; then
			if grep -q 'no tests to run' "$2/said"; then
				echo "no test of $package is named $pattern"
				return 1
			fi
			why="nothing fails, in $try tries"
		elif grep -qE '^(--- FAIL|panic: |fatal error: )' "$2/said"; then
			if ((try > 1)); then echo ", at try $try"; fi
			return 0
		else
			why="it fails otherwise: $(grep -m1 -E '\.go:[0-9]+' "$2/said" || tail -1 "$2/said")"
		fi
	done
	echo "$why"
	return 1
}

# one NAME: attempts one fault, and says in one line what came of it.
one() {
	local folder why
	folder=$(mktemp -d)
	if why=$(attempt "deploy/mutants/$1.patch" "$folder"); then
		printf '%s: seen%s\n' "$1" "$why"
	else
		printf '%s: NOT SEEN: %s\n' "$1" "$why"
	fi
	rm -rf "$folder"
}
export -f plant run attempt one

names=("$@")
if ((!$#)); then
	names=(deploy/mutants/*.patch)
	names=("${names[@]##*/}")
	names=("${names[@]%.patch}")
	if ((${SHARE:-1} > 1)); then
		chosen=()
		for ((i = 16#$(git rev-parse --short HEAD || echo 0) % SHARE; i < ${#names[@]}; i += SHARE)); do
			chosen+=("${names[i]}")
		done
		names=("${chosen[@]}")
	fi
fi
done=0 survived=()
while read -r said; do
	done=$((done + 1))
	printf '%3d of %d  %s\n' "$done" "${#names[@]}" "$said"
	case $said in *': NOT SEEN: '*) survived+=("$said") ;; esac
done < <(
	# shellcheck disable=SC2016 # the name is for the inner shell
	printf '%s\n' "${names[@]}" | xargs -P "$(nproc)" -I{} bash -c 'one "$1"' _ {}
)
if ((${#survived[@]} || done < ${#names[@]})); then
	printf '%s\n' "${survived[@]}" >&2
	echo "${#survived[@]} of $done planted faults are not seen: mend the test, or the patch where the code has moved on" >&2
	exit 1
fi
