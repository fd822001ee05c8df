//go:build !demo

package main

import "time"

// machineClock gives this machine's clock.
func machineClock() (func() time.Time, error) { return time.Now, nil }
