// Package doctor says how a machine that runs a part of Faro does: one
// [Finding] for each usual trouble that was looked for.
//
// The invariant: what is wrong, or soon will be, comes with what to do in plain
// words; and no finding names a person, a record or a secret, so that a report
// can be sent to whoever helps. Looking changes nothing.
package doctor

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"faro.example/shared/fault"
)

// State is how bad a finding is.
type State string

// The states, from good to bad.
const (
	Well    State = "well"
	Warning State = "warning" // nobody is hindered yet
	Trouble State = "trouble" // somebody is, or data is in danger
)

// Rank orders the states: 0 for well, then 1 and 2.
func (s State) Rank() int {
	switch s {
	case Well:
		return 0
	case Warning:
		return 1
	}
	return 2
}

// Finding is what was found of one thing.
type Finding struct {
	Check  string `json:"check"` // a stable word: clock, certificate, disk, line, ...
	State  State  `json:"state"`
	Says   string `json:"says"`
	Remedy string `json:"remedy,omitempty"`
}

// Fine is a finding that nothing is wrong.
func Fine(check, format string, args ...any) Finding {
	return Finding{Check: check, State: Well, Says: fmt.Sprintf(format, args...)}
}

// Worry is a finding that something will be wrong.
func Worry(check, says, remedy string) Finding {
	return Finding{Check: check, State: Warning, Says: says, Remedy: remedy}
}

// Wrong is a finding that something is wrong.
func Wrong(check, says, remedy string) Finding {
	return Finding{Check: check, State: Trouble, Says: says, Remedy: remedy}
}

// Failed is what a check found that could not be made: the fault's own words
// and remedy, or the one given if it has none.
func Failed(check string, err error, remedy string) Finding {
	var e *fault.Error
	if errors.As(err, &e) && e.Remedy != "" {
		return Wrong(check, e.Detail, e.Remedy)
	}
	return Wrong(check, err.Error(), remedy)
}

// Report is everything that was found.
type Report struct {
	Program  string    `json:"program"`
	Version  string    `json:"version"`
	At       time.Time `json:"at"`
	State    State     `json:"state"` // the worst
	Findings []Finding `json:"findings"`
}

// NewReport makes the report of a program.
func NewReport(program string, at time.Time, findings ...Finding) Report {
	r := Report{Program: program, Version: Version(), At: at.UTC().Truncate(time.Second), State: Well, Findings: findings}
	for _, f := range findings {
		if f.State.Rank() > r.State.Rank() {
			r.State = f.State
		}
	}
	return r
}

// Write writes the report for a person: a line for each finding, with what to
// do on the next.
func (r Report) Write(w io.Writer) error {
	text := fmt.Sprintf("%s %s, %s\n", r.Program, r.Version, r.At.Format(time.RFC3339))
	for _, f := range r.Findings {
		text += fmt.Sprintf("%-8s %-12s %s\n", f.State, f.Check, f.Says)
		if f.Remedy != "" {
			text += fmt.Sprintf("%-21s %s\n", "", "-> "+f.Remedy)
		}
	}
	_, err := io.WriteString(w, text)
	return err
}

// WriteJSON writes the report for other programs.
func (r Report) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// Exit codes of a doctor, beside those of the program: monitoring asks for these.
const (
	ExitWarning = 10
	ExitTrouble = 11
)

// Unwell is the end of a command that found something: it was told already.
type Unwell State

// Error says how bad it is.
func (u Unwell) Error() string { return "the doctor found a " + string(u) }

// ExitCode is what the program ends with.
func (u Unwell) ExitCode() int {
	if State(u) == Warning {
		return ExitWarning
	}
	return ExitTrouble
}

// Err gives nil if all is well, and [Unwell] if not.
func (r Report) Err() error {
	if r.State == Well {
		return nil
	}
	return Unwell(r.State)
}

// Version gives the version of this program, as the build stamped it: a tag, or
// the commit it was made from.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(unknown)"
	}
	return info.Main.Version
}
