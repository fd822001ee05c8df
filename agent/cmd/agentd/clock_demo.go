//go:build demo

package main

import (
	"os"
	"time"

	"faro.example/shared/fault"
)

// clockVariable sets the clock wrong.
const clockVariable = "FARO_AGENT_CLOCK"

// machineClock gives this machine's clock, wrong by as much as FARO_AGENT_CLOCK
// says, such as -720h: only in builds tagged demo, for tests of what a wrong
// clock does.
func machineClock() (func() time.Time, error) {
	text := os.Getenv(clockVariable)
	if text == "" {
		return time.Now, nil
	}
	off, err := time.ParseDuration(text)
	if err != nil {
		return nil, fault.Field(clockVariable, "not a time", "write it as 720h or -30m")
	}
	return func() time.Time { return time.Now().Add(off) }, nil
}
