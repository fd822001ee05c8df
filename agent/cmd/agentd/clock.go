//go:build !demo

package main

import "time"

// clockVariable sets the clock wrong: in no build that is released.
const clockVariable = ""

// machineClock gives this machine's clock.
func machineClock() (func() time.Time, error) { return time.Now, nil }
