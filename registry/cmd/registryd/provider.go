//go:build !demo

package main

import "faro.example/registry/signin"

// demoProvider gives no provider, and has nobody introduced: only builds tagged
// demo have one of their own.
func (*server) demoProvider() ([]signin.Provider, func(*signin.Signin), error) {
	return nil, func(*signin.Signin) {}, nil
}
