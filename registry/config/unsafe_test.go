package config_test

import (
	"testing"

	"faro.example/shared/fault"
)

func TestUnsafeSettingsAreRefusedWithTheRemedy(t *testing.T) {
	people := []string{"--people", ":443", "--people-url", "https://registry.example"}
	for _, tc := range []struct {
		name string
		good bool
		args []string
	}{
		{"metrics on every address", false, []string{"--metrics", ":9443"}},
		{"metrics on every address, in words", false, []string{"--metrics", "0.0.0.0:9443"}},
		{"metrics on every address of the newer kind", false, []string{"--metrics", "[::]:9443"}},
		{"metrics on a public address", false, []string{"--metrics", "203.0.113.7:9443"}},
		{"metrics in a network of one's own", true, []string{"--metrics", "10.1.2.3:9443"}},
		{"metrics by the name of a network of one's own", true, []string{"--metrics", "registryd:9443"}},
		{"proxies everywhere", false, append(people, "--trusted-proxies", "0.0.0.0/0")},
		{"webhooks to its own network", false, []string{"--webhook-private"}},
		{"webhooks to its own machine in a demo", true, []string{"--webhook-private", "--listen", "127.0.0.1:8443"}},
		{"a database on another machine, unverified", false, []string{"--database", "postgres://db.example/faro"}},
		{"one whose certificate nobody looks at", false, []string{"--database", "postgres://db.example/faro?sslmode=require"}},
		{"one that is named beside", false, []string{"--database", "postgres:///faro?host=db.example"}},
		{"the second of two", false, []string{"--database", "postgres://localhost,db.example/faro"}},
		{"one that is verified", true, []string{"--database", "postgres://db1.example,db2.example/faro?sslmode=verify-full&target_session_attrs=read-write"}},
		{"a replica on another machine, unverified", false, []string{"--replica", "postgres://db2.example/faro"}},
		{"a replica with a role", false, []string{"--replica", "postgres://faro_reader@localhost:5001/faro"}},
		{"a replica that is the database itself", false, []string{"--replica", address}},
		{"a replica that may be old", false, []string{"--replica", "postgres://localhost:5001/faro", "--replica-limit", "10m"}},
		{"a replica that can never be so new", false, []string{"--replica", "postgres://localhost:5001/faro", "--replica-limit", "1s"}},
		{"a replica that is verified", true, []string{"--replica", "postgres://db2.example/faro?sslmode=verify-full", "--replica-limit", "5s"}},
		{"one on this machine", true, []string{"--database", "postgres://localhost:5433/faro"}},
		{"one on a socket", true, []string{"--database", "postgres:///faro?host=/run/postgresql"}},
	} {
		_, err := parse(t, "", append([]string{"--database", address}, tc.args...)...)
		if (err == nil) != tc.good {
			t.Errorf("%s: got %v, want taken %v", tc.name, err, tc.good)
		}
		if err != nil && fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v, want a remedy", tc.name, err)
		}
	}
}
