package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"faro.example/shared/doctor"
	"faro.example/shared/fault"
)

// Exit codes, as the help names them.
const (
	exitDone = iota
	exitInternal
	exitInvalid
	exitNotFound
	exitDenied
	exitConflict
	exitBusy
	exitBadRows
)

// badRows is the end of an import that has named what is wrong.
type badRows struct{ rows int }

func (b badRows) Error() string {
	return fmt.Sprintf("%d rows were not taken (mend them and import the same sheet again: the others are not added twice)", b.rows)
}

// misused makes a fault of what kong says of the command line.
func misused(err error) error {
	return &fault.Error{Kind: fault.Invalid, Detail: err.Error(), Remedy: "agentd --help"}
}

// tell writes an error as one line with the remedy, and gives the exit code.
// What is internal is told as it is: the person runs the machine.
func (c *console) tell(err error) int {
	if err == nil || errors.Is(err, context.Canceled) && c.ctx.Err() != nil {
		return exitDone
	}
	var unwell doctor.Unwell
	if errors.As(err, &unwell) { // it was told
		return unwell.ExitCode()
	}
	var bad badRows
	var e *fault.Error
	text, code := err.Error(), exitInternal
	switch {
	case errors.As(err, &bad):
		code = exitBadRows
	case errors.As(err, &e):
		text, code = e.Error(), exitCode(e.Kind)
		if e.Kind == fault.Invalid && e.Remedy == "" { // what is wrong says by itself what is right
			text += " (correct it, then give the command again)"
		}
	}
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\n", " "), "?") // what was typed may stand in it
	if _, err := fmt.Fprintln(c.errs, "agentd: "+text); err != nil {
		return exitInternal
	}
	return code
}

func exitCode(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return exitInvalid
	case fault.NotFound, fault.Erased:
		return exitNotFound
	case fault.Denied, fault.Unauthenticated:
		return exitDenied
	case fault.Conflict:
		return exitConflict
	case fault.Busy:
		return exitBusy
	}
	return exitInternal
}
