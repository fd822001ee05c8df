#!/usr/bin/env bash
# What make ha needs of Debian, installed where it is missing. Packages start
# their services when they are installed: here none is, and none is enabled;
# what this machine ran before goes on.
set -euo pipefail

# program:package
wanted=(patroni:patroni patronictl:patroni etcd:etcd-server haproxy:haproxy strace:strace faketime:faketime ip:iproute2
	nsenter:util-linux mkfs.ext4:e2fsprogs)
missing=()
for pair in "${wanted[@]}"; do
	command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
done
# Without it Patroni reaches no etcd by TLS; the package only recommends it.
/usr/bin/python3 -c 'import idna' 2>/dev/null || missing+=(python3-idna)
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
if ((${#missing[@]} == 0)); then
	exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
	echo "make ha needs, of Debian's packages: ${missing[*]}; it can install them only as root" >&2
	exit 1
fi

# Debian's own switch: while this file says 101, no package starts a service.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	trap 'rm -f "$policy"' EXIT
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
fi
# Nor does PostgreSQL make a cluster of its own.
if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
	mkdir -p /etc/postgresql-common
	echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
fi
export DEBIAN_FRONTEND=noninteractive
apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
# Nor does the next start of the machine.
for service in patroni etcd:etcd-server haproxy; do
	if [[ " ${missing[*]} " == *" ${service#*:} "* ]] && command -v systemctl >/dev/null; then
		systemctl disable --quiet "${service%%:*}.service" 2>/dev/null || true
	fi
done
echo "installed: ${missing[*]}"
