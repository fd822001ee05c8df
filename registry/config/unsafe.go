package config

import (
	"net"
	"net/netip"
	"net/url"
	"strings"

	"faro.example/shared/fault"
)

// onLoopback reports whether an address to listen on is reached from this
// machine alone.
func onLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// safeAddress refuses what is no address of a database, names a role, or leads
// over a network on which anybody could listen or pose as the database:
// everything about the children crosses it.
func safeAddress(field, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Path == "" || u.Path == "/" {
		return fault.Field(field, "not an address of a database", "write it as postgres://host/faro")
	}
	if u.User != nil {
		return fault.Field(field, "names a role or a password", "leave both out: postgres://host/faro")
	}
	hosts := strings.Split(u.Host, ",")
	if h := u.Query().Get("host"); h != "" {
		hosts = strings.Split(h, ",")
	}
	for _, h := range hosts {
		if name, _, err := net.SplitHostPort(h); err == nil {
			h = name
		}
		h = strings.Trim(h, "[]")
		if ip := net.ParseIP(h); h == "" || strings.HasPrefix(h, "/") || h == "localhost" || ip != nil && ip.IsLoopback() {
			continue
		}
		if u.Query().Get("sslmode") != "verify-full" {
			return fault.Field(field, "on another machine, over a connection that is not verified",
				"add ?sslmode=verify-full&sslrootcert=FILE, with the certificate that vouches for the database")
		}
	}
	return nil
}

// safeMetrics refuses an address that is reached from everywhere: metrics and
// profiles are told without asking who wants them.
func safeMetrics(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fault.Field("metrics", "not an address to listen on", "write it as host:port")
	}
	ip, err := netip.ParseAddr(host)
	named := err != nil && host != ""
	if named || err == nil && (ip.IsLoopback() || ip.IsPrivate()) {
		return nil
	}
	return fault.Field("metrics", "on every address of this machine, or on a public one",
		"listen on 127.0.0.1, or on the address of the network from which Prometheus reads")
}
