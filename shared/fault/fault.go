// Package fault is the small, closed set of kinds of error that Faro knows.
//
// The invariant: an error whose kind is not stated is [Internal], and the
// message of an internal error never leaves the process that met it. A message
// says what is wrong and what to do about it, and never holds a name, a birth
// date or any other value that a person typed about a minor.
package fault

import (
	"errors"
	"fmt"
)

// Kind is the class of an error; the adapters at the edges (HTTP, command
// line, receipts) turn a kind into a status, and nothing else.
type Kind uint8

// The kinds. They travel by their text, never by number: names are never
// reused, new ones go at the end.
const (
	// Internal is a defect or a broken machine: told to nobody outside.
	Internal Kind = iota
	// Invalid is input that can never be accepted as it is.
	Invalid
	// Denied is an action that the caller may not take; outside it looks like [NotFound].
	Denied
	// NotFound is a thing that does not exist, or may not be known to exist.
	NotFound
	// Unauthenticated is a caller who has not shown who they are.
	Unauthenticated
	// Conflict is input that is right in itself but not with what is already there.
	Conflict
	// Busy is a refusal for lack of room or time: the same call may succeed later.
	Busy
	// Erased is a thing that was erased by law and is not coming back.
	Erased
)

var kindNames = [...]string{
	"internal", "invalid", "denied", "not-found", "unauthenticated", "conflict", "busy", "erased",
}

// String gives the stable text of the kind.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[Internal]
}

// ParseKind is the inverse of [Kind.String]; an unknown text is [Internal].
func ParseKind(s string) Kind {
	for i, n := range kindNames {
		if n == s {
			return Kind(i)
		}
	}
	return Internal
}

// Error is an error with a kind, and where it can be said, the field that is
// wrong and the remedy in words for the person who can apply it.
type Error struct {
	Kind   Kind
	Field  string // path of the field in the input, "" if the whole is meant
	Detail string // what is wrong; lower case, no personal data
	Remedy string // what to do next; "" if there is nothing to do
	cause  error
}

// Error gives field, detail and remedy in one line.
func (e *Error) Error() string {
	s := e.Detail
	if e.Field != "" {
		s = e.Field + ": " + s
	}
	if e.Remedy != "" {
		s += " (" + e.Remedy + ")"
	}
	return s
}

// Unwrap gives the error that caused this one, for the log only.
func (e *Error) Unwrap() error { return e.cause }

// Newf makes an error of a kind.
func Newf(k Kind, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Kind: k, Detail: err.Error(), cause: errors.Unwrap(err)}
}

// Field makes an [Invalid] error about one field, with the remedy.
func Field(field, detail, remedy string) *Error {
	return &Error{Kind: Invalid, Field: field, Detail: detail, Remedy: remedy}
}

// In prefixes the field of err with the name of what holds it, so that nested
// validation names the whole path. A nil err stays nil; an error that is not a
// [*Error] becomes an [Invalid] one about the holder.
func In(holder string, err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if !errors.As(err, &e) {
		return &Error{Kind: Invalid, Field: holder, Detail: err.Error(), cause: err}
	}
	out := *e
	if out.Field == "" {
		out.Field = holder
	} else {
		out.Field = holder + "." + out.Field
	}
	return &out
}

// KindOf gives the kind of err, [Internal] if it states none. KindOf(nil) is
// meaningless and gives Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is reports whether err states the kind k.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// As gives the [*Error] inside err, or an internal one that tells nothing.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: Internal, Detail: "internal error", cause: err}
}
