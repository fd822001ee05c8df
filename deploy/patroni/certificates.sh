#!/usr/bin/env bash
# Makes what the machines of the cluster know each other by:
#
#   certificates.sh OUT NAME HOSTS
#
# NAME is that by which registryd calls the database, such as db.example, HOSTS
# as for configure.sh. OUT gets cluster.crt, which vouches for all; for each
# machine HOST.crt and HOST.key; and for registryd faro.crt and faro.key. Run it
# on a machine that is none of them, carry to each its own as host.crt and
# host.key, and keep cluster.key locked away: whoever has it is the database.
set -euo pipefail
out=$1 name=$2 hosts=$3
days=${DAYS:-730}

umask 077
mkdir -p "$out"
cd "$out"
if [ ! -e cluster.key ]; then
	openssl req -new -x509 -days "$days" -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=faro-cluster \
		-addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign \
		-keyout cluster.key -out cluster.crt 2>/dev/null
fi

# sign NAME EXTENSIONS
sign() {
	[ ! -e "$1.crt" ] || return 0
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr" 2>/dev/null
	openssl x509 -req -in "$1.csr" -CA cluster.crt -CAkey cluster.key -CAcreateserial -days "$days" -out "$1.crt" \
		-extfile <(printf 'basicConstraints=CA:FALSE\n%s\n' "$2") 2>/dev/null
	rm "$1.csr"
}

for pair in $hosts; do
	sign "${pair%%=*}" "subjectAltName=DNS:${pair%%=*},DNS:$name,IP:${pair#*=}
extendedKeyUsage=serverAuth,clientAuth"
done
sign faro extendedKeyUsage=clientAuth
chmod 644 ./*.crt
