#!/usr/bin/env bash
# Installs, upgrades, removes and purges the packages in a copy of this machine
# that is gone afterwards, with their own scripts: test.sh OLD NEW, two folders
# with both packages in two versions. It needs root and Debian, and changes
# nothing outside of the copy; no systemd runs in it, so no unit is started.
set -euo pipefail

# can_copy reports whether this machine lets a folder be laid over it.
can_copy() {
	# shellcheck disable=SC2016 # they are for the inner shell
	unshare --mount bash -c 'set -e
		over=$(mktemp -d)
		mount -t tmpfs tmpfs "$over"
		mkdir "$over"/{upper,work,root}
		mount -t overlay overlay -o "lowerdir=/,upperdir=$over/upper,workdir=$over/work" "$over/root"' 2>/dev/null
}

if [ "${inside:-}" != yes ]; then
	if [ "$(id -u)" != 0 ] || ! command -v dpkg >/dev/null || ! can_copy; then
		echo "faro: not tried: installing the packages: it needs root on Debian, and a kernel that lays a folder over others" >&2
		exit
	fi
	inside=yes exec unshare --mount --pid --fork "$0" "$(realpath "$1")" "$(realpath "$2")"
fi

old=$1 new=$2
copy=$(mktemp -d)
mount -t tmpfs tmpfs "$copy" # gone with this namespace
mkdir "$copy"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$copy/upper,workdir=$copy/work" "$copy/root"
root=$copy/root
mount -t proc proc "$root/proc"
mount -t devtmpfs dev "$root/dev" 2>/dev/null || mount --bind /dev "$root/dev"
rm -rf "$root/run/systemd/system" # no service manager: nothing is started
mkdir -p "$root/packages"

in_copy() { chroot "$root" /usr/bin/env PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
fail() {
	echo "faro: packages: $*" >&2
	exit 1
}
# has MODE OWNER PATH
has() {
	local got
	got=$(in_copy stat -c '%a %U' "$3") || fail "$3 is missing"
	[ "$got" = "$1 $2" ] || fail "$3 is $got, not $1 $2"
}
install_from() {
	cp "$1"/*.deb "$root/packages/"
	in_copy sh -c 'dpkg --force-confold -i /packages/*.deb' >"$copy/said" 2>&1 || { cat "$copy/said" >&2; fail "dpkg -i failed"; }
	rm "$root"/packages/*.deb
}

in_copy dpkg --purge faro-registry faro-agent >/dev/null 2>&1 || true
install_from "$old"
has 755 root /usr/bin/registryd
has 755 root /usr/bin/registryctl
has 755 root /usr/bin/agentd
has 700 faro /var/lib/faro
has 700 faro /var/backups/faro
has 700 faro-agent /var/lib/faro-agent
has 644 root /etc/faro/registry.conf
in_copy test -s /usr/share/doc/faro-registry/operations.md || fail "operations.md is not there"
in_copy runuser -u faro -- registryd --config /etc/faro/registry.conf --check >/dev/null || fail "the settings as installed are refused"
if in_copy runuser -u faro-agent -- agentd --dir /var/lib/faro-agent doctor >"$copy/said"; then
	fail "the doctor of an agent that is not enrolled finds nothing"
fi
grep -q 'agentd enrol' "$copy/said" || fail "the doctor of an agent that is not enrolled does not say how to"
if command -v systemd-analyze >/dev/null; then
	in_copy systemd-analyze verify faro-registryd.service faro-agentd.service faro-backup.timer faro-base.timer >"$copy/said" 2>&1 || { cat "$copy/said" >&2; fail "a unit is wrong"; }
fi

# What people have changed, and what must never go, survives the new version.
in_copy sh -c 'echo "# ours" >>/etc/faro/registry.conf'
in_copy runuser -u faro -- sh -c 'echo key >/var/lib/faro/seal.key'
in_copy runuser -u faro-agent -- sh -c 'echo store >/var/lib/faro-agent/agent.db'
install_from "$new"
[ "$(in_copy dpkg-query -W faro-registry | cut -f2)" != "$(dpkg-deb -f "$old"/faro-registry_*.deb Version)" ] || fail "the version is the old one"
in_copy tail -1 /etc/faro/registry.conf | grep -q '^# ours$' || fail "the upgrade lost what was changed in registry.conf"
has 700 faro /var/lib/faro

in_copy dpkg --remove faro-registry faro-agent >/dev/null
in_copy test ! -e /usr/bin/registryd || fail "a program is left after removal"
in_copy test -e /etc/faro/registry.conf || fail "removal took the settings"
in_copy dpkg --purge faro-registry faro-agent >/dev/null
in_copy test ! -e /etc/faro/registry.conf || fail "purge left the settings"
in_copy test -s /var/lib/faro/seal.key || fail "purge took the keys"
in_copy test -s /var/lib/faro-agent/agent.db || fail "purge took what an agent has recorded"
in_copy id faro >/dev/null || fail "purge took the user whose the keys are"
echo "faro: the packages install, upgrade, go and leave the keys"
