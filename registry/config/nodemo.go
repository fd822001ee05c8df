//go:build !demo

package config

// Demo is what only builds tagged demo can be told: in all others, nothing.
type Demo struct{}
