// Package id gives each concept its own type of identifier over one small
// implementation, so that the identifier of a structure cannot be passed where
// that of a minor is wanted.
//
// The invariant: an identifier is a UUID (RFC 9562); those made here are of
// version 7. Its text is the 36 lower-case characters, and no other spelling
// is accepted.
package id

import (
	"bytes"
	"database/sql/driver"
	"encoding/hex"

	"github.com/google/uuid"

	"faro.example/shared/fault"
)

// Of is the identifier of a T. It is comparable and can be a map key; the zero
// value is no identifier.
type Of[T any] [16]byte

// New makes a new identifier of version 7: unique without asking anybody, and
// roughly in order of time, which nothing relies on.
func New[T any]() Of[T] { return Of[T](uuid.Must(uuid.NewV7())) }

// Parse reads the 36-character text. It fails with [fault.Invalid].
func Parse[T any](s string) (Of[T], error) {
	var out Of[T]
	err := out.UnmarshalText([]byte(s))
	return out, err
}

// Must is [Parse] for tests and tables; it panics on a bad text.
func Must[T any](s string) Of[T] {
	v, err := Parse[T](s)
	if err != nil {
		panic(err)
	}
	return v
}

// IsZero reports whether the identifier is absent.
func (v Of[T]) IsZero() bool { return v == Of[T]{} }

// Compare orders identifiers by their bytes, as PostgreSQL orders uuid.
func (v Of[T]) Compare(w Of[T]) int { return bytes.Compare(v[:], w[:]) }

// AppendText appends the 36 characters.
func (v Of[T]) AppendText(b []byte) ([]byte, error) {
	b = hex.AppendEncode(b, v[0:4])
	for _, part := range [][]byte{v[4:6], v[6:8], v[8:10], v[10:16]} {
		b = append(b, '-')
		b = hex.AppendEncode(b, part)
	}
	return b, nil
}

// String gives the 36 characters.
func (v Of[T]) String() string {
	b, _ := v.AppendText(make([]byte, 0, 36))
	return string(b)
}

// MarshalText makes the identifier a JSON string and a JSON map key.
func (v Of[T]) MarshalText() ([]byte, error) { return v.AppendText(make([]byte, 0, 36)) }

// UnmarshalText reads the 36-character text, lower case only. It fails with [fault.Invalid].
func (v *Of[T]) UnmarshalText(b []byte) error {
	const want = "an identifier is 36 characters, as 01890a5d-ac96-774b-bcce-b302099a8057, in lower case"
	if len(b) != 36 || b[8] != '-' || b[13] != '-' || b[18] != '-' || b[23] != '-' {
		return fault.Newf(fault.Invalid, want)
	}
	var out Of[T]
	var all byte
	for i, at := range places {
		hi, lo := digits[b[at]], digits[b[at+1]]
		out[i], all = hi<<4|lo, all|hi|lo
	}
	if all > 0xf {
		return fault.Newf(fault.Invalid, want)
	}
	*v = out
	return nil
}

// places are where the two digits of each byte stand in the text.
var places = [16]int{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34}

// digits has the value of each lower-case hexadecimal digit, and of everything
// else a number that is none: sixteen of a line. A record holds a dozen identifiers.
const digits = none + none + none +
	"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\xff\xff\xff\xff\xff\xff" + none + none +
	"\xff\x0a\x0b\x0c\x0d\x0e\x0f\xff\xff\xff\xff\xff\xff\xff\xff\xff" + none +
	none + none + none + none + none + none + none + none

const none = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"

// Value stores the identifier as text, which PostgreSQL and SQLite both take;
// the zero identifier is NULL.
func (v Of[T]) Value() (driver.Value, error) {
	if v.IsZero() {
		return nil, nil
	}
	return v.String(), nil
}

// Scan reads a uuid column as text or as 16 bytes; NULL is the zero identifier.
func (v *Of[T]) Scan(src any) error {
	switch s := src.(type) {
	case nil:
		*v = Of[T]{}
		return nil
	case string:
		return v.UnmarshalText([]byte(s))
	case []byte:
		if len(s) == 16 {
			copy(v[:], s)
			return nil
		}
		return v.UnmarshalText(s)
	case [16]byte:
		*v = s
		return nil
	}
	return fault.Newf(fault.Internal, "scan identifier: unexpected type")
}
