//go:build !demo

package main

import "faro.example/registry/signin"

// demoParts are what only builds tagged demo have.
type demoParts struct{}

// demoProvider gives no provider: only builds tagged demo have one of their own.
func (*server) demoProvider() ([]signin.Provider, error) { return nil, nil }

// introduce tells nobody.
func (*server) introduce(*signin.Signin) {}
