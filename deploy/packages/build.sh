#!/usr/bin/env bash
# Makes the Debian packages faro-registry and faro-agent of programs that were
# built before: build.sh BIN OUT VERSION. The same programs give the same bytes:
# times are those of SOURCE_DATE_EPOCH, owners are root.
set -euo pipefail
bin=$(realpath "$1") out=$2 version=$3
root=$(realpath "$(dirname "$0")/../..")
here=$root/deploy/packages
: "${SOURCE_DATE_EPOCH:?is not set: the time of the commit}"

command -v dpkg-deb >/dev/null || {
	echo "faro: dpkg-deb is not on this machine: packages are built on Debian" >&2
	exit 1
}
architecture=${ARCHITECTURE:-$(dpkg --print-architecture)}
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# begin PACKAGE: an empty tree with the package's own files.
begin() {
	tree=$work/$1
	install -d "$tree/DEBIAN" "$tree/usr/bin" "$tree/usr/lib/systemd/system" "$tree/usr/share/doc/$1" "$tree/etc/faro"
	sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" "$here/$1/control" >"$tree/DEBIAN/control"
	local script
	for script in preinst postinst prerm postrm; do
		[ ! -f "$here/$1/$script" ] || install -m 755 "$here/$1/$script" "$tree/DEBIAN/$script"
	done
	install -m 644 "$root/LICENSE" "$tree/usr/share/doc/$1/copyright"
}

# finish PACKAGE: its size, the sums of its files, and the package.
finish() {
	(cd "$tree" && find etc -type f | sort | sed 's|^|/|') >"$tree/DEBIAN/conffiles"
	printf 'Installed-Size: %s\n' "$(du -k -s --apparent-size "$tree" | cut -f1)" >>"$tree/DEBIAN/control"
	(cd "$tree" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
	chmod 644 "$tree"/DEBIAN/{conffiles,control,md5sums}
	find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
	dpkg-deb --root-owner-group "-Z${COMPRESSION:-zstd}" --build "$tree" "$out/$1_${version}_$architecture.deb" >/dev/null
	echo "$out/$1_${version}_$architecture.deb"
}

begin faro-registry
install -m 755 "$bin/registryd" "$bin/registryctl" "$tree/usr/bin/"
install -m 644 "$root"/deploy/systemd/faro-{registryd.service,{backup,base}.{service,timer}} "$tree/usr/lib/systemd/system/"
install -m 644 "$here/registry.conf" "$tree/etc/faro/"
install -d "$tree/usr/share/faro"/{prometheus,grafana,playbooks,patroni}
install -m 644 "$here/keeper.sql" "$here/postgresql.conf" "$here/pg_ident.conf" "$tree/usr/share/faro/"
install -m 644 "$root"/deploy/prometheus/{faro.rules.yml,prometheus.yml} "$tree/usr/share/faro/prometheus/"
install -m 755 "$root"/deploy/patroni/*.sh "$tree/usr/share/faro/patroni/"
install -m 644 "$root"/deploy/patroni/{etcd.yml,patroni.yml,haproxy.cfg} "$tree/usr/share/faro/patroni/"
install -m 644 "$root"/deploy/grafana/*.json "$tree/usr/share/faro/grafana/"
install -m 644 "$root"/deploy/playbooks/*.md "$tree/usr/share/faro/playbooks/"
install -m 644 "$root"/docs/{operations,failure,metrics,signin,directory,webhooks}.md "$tree/usr/share/doc/faro-registry/"
finish faro-registry

begin faro-agent
install -m 755 "$bin/agentd" "$tree/usr/bin/"
install -m 644 "$root/deploy/systemd/faro-agentd.service" "$tree/usr/lib/systemd/system/"
install -m 644 "$here/agent.conf" "$tree/etc/faro/"
install -m 644 "$root/docs/centre.md" "$tree/usr/share/doc/faro-agent/"
finish faro-agent
