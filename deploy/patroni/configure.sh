#!/usr/bin/env bash
# Fills the configuration of one machine of the cluster:
#
#   configure.sh NAME OUT HOSTS REGISTRIES
#
# NAME is this machine's, HOSTS all that hold the database, as
# "db1=10.0.0.11 db2=10.0.0.12 db3=10.0.0.13", REGISTRIES the addresses of those
# that run registryd. OUT gets etcd.yml, patroni.yml and haproxy.cfg. What is
# otherwise than on Debian is said by the environment: see the defaults below.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
name=$1 out=$2 hosts=$3 registries=$4

: "${CONF:=/etc/faro/cluster}"
: "${ETCD_DATA:=/var/lib/etcd/faro}"
: "${PG_DATA:=/var/lib/postgresql/15/faro}"
: "${PG_WAL:=/var/lib/postgresql/15/faro-wal/pg}"
: "${PG_BIN:=/usr/lib/postgresql/15/bin}"
: "${PG_RUN:=/var/run/postgresql}"
: "${PG_CONF:=/usr/share/faro/postgresql.conf}"
: "${PG_IDENT:=/usr/share/faro/pg_ident.conf}"
: "${MAX_WAL:=4GB}" "${KEEP_WAL:=64GB}"
: "${TTL:=15}" "${LOOP_WAIT:=2}" "${RETRY_TIMEOUT:=5}"
: "${SYNCHRONOUS:=true}"
: "${WATCHDOG:=required}"

address='' etcd_cluster='' etcd_hosts='' servers='' hba=''
for pair in $hosts; do
	host=${pair%%=*} at=${pair#*=}
	etcd_cluster+=${etcd_cluster:+,}$host=https://$at:2380
	if [ "$host" = "$name" ]; then
		address=$at etcd_hosts=$at:2379${etcd_hosts:+,$etcd_hosts}
	else
		etcd_hosts+=${etcd_hosts:+,}$at:2379
	fi
	servers+="    server $host $at:5432"$'\n'
	hba+="    - hostssl replication replicator $at/32 cert map=cluster"$'\n'
	hba+="    - hostssl postgres rewinder $at/32 cert map=cluster"$'\n'
done
for at in $registries; do
	hba+="    - hostssl faro faro_keeper $at/32 scram-sha-256"$'\n'
	hba+="    - hostssl faro all $at/32 cert map=faro"$'\n'
done
ident=$(for pair in $hosts; do
	for role in replicator rewinder; do
		echo "    - cluster ${pair%%=*} $role"
	done
done; sed -n 's/^faro  */    - faro /p' "$PG_IDENT")

declare -A words=(
	[NAME]=$name [ADDRESS]=$address [ETCD_CLUSTER]=$etcd_cluster [ETCD_HOSTS]=$etcd_hosts
	[SERVERS]=${servers%$'\n'} [HBA]=${hba%$'\n'} [IDENT]=$ident
	[CONF]=$CONF [ETCD_DATA]=$ETCD_DATA [PG_DATA]=$PG_DATA [PG_WAL]=$PG_WAL [PG_BIN]=$PG_BIN [PG_RUN]=$PG_RUN [PG_CONF]=$PG_CONF
	[MAX_WAL]=$MAX_WAL [KEEP_WAL]=$KEEP_WAL [TTL]=$TTL [LOOP_WAIT]=$LOOP_WAIT [RETRY_TIMEOUT]=$RETRY_TIMEOUT
	[SYNCHRONOUS]=$SYNCHRONOUS [WATCHDOG]=$WATCHDOG
)

# fill FILE: the template with all its words replaced.
fill() {
	local text word
	text=$(<"$here/$1")
	for word in "${!words[@]}"; do
		text=${text//@$word@/"${words[$word]}"}
	done
	printf '%s\n' "$text" >"$out/$1"
}

mkdir -p "$out"
fill haproxy.cfg
if [ -n "$address" ]; then
	fill etcd.yml
	fill patroni.yml
fi
