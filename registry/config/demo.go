//go:build demo

package config

// Demo is what only builds tagged demo can be told.
type Demo struct {
	DemoProvider string `help:"Where a provider listens that signs in whoever is chosen from a list, without any proof; on loopback only." placeholder:"127.0.0.1:PORT" env:"FARO_DEMO_PROVIDER"`
}
