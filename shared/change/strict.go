package change

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"faro.example/shared/fault"
)

// encode gives the one encoding of v: encoding/json without HTML escaping,
// without a line feed at the end.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// decodeExact reads b into v and fails with [fault.Invalid] unless v encodes
// to b again: so unknown fields, duplicate keys, other spellings of a number,
// spaces and fields out of order are all refused, and what was signed is what
// is understood.
func decodeExact(b []byte, v any) error {
	if err := json.Unmarshal(b, v); err != nil {
		return jsonFault(err)
	}
	again, err := encode(v)
	if err != nil {
		return fault.Newf(fault.Invalid, "cannot be encoded again: use the format's own encoding")
	}
	if !bytes.Equal(b, again) {
		return fault.Newf(fault.Invalid, "not in the one encoding of this version, or with a field that it does not have: see FORMAT.md")
	}
	return nil
}

// CheckObject accepts one JSON object that no two readers can understand
// differently: of valid UTF-8, not too deep, without duplicate keys and without
// numbers beyond 2^53. It fails with [fault.Invalid].
func CheckObject(b []byte) error { return checkLoose(bytes.TrimSpace(b)) }

// decodeLoose reads what somebody else has encoded into v. It fails with
// [fault.Invalid] if two readers could understand it differently, or if v does
// not have one of its fields.
func decodeLoose(b []byte, v any) error {
	if err := CheckObject(b); err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	err := dec.Decode(v)
	if err == nil {
		return nil
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fault.Field(fieldName(name), "not a field of this kind", "see FORMAT.md for the fields of each kind")
	}
	return jsonFault(err)
}

// fieldName gives a key as it was written, in quotation marks, if it looks like
// the name of a field and so cannot be what somebody typed about a minor.
func fieldName(quoted string) string {
	name := strings.Trim(quoted, `"`)
	if len(name) > 40 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") != "" {
		return ""
	}
	return name
}

// jsonFault names the field that a JSON error is about, without its value.
func jsonFault(err error) error {
	var typed *json.UnmarshalTypeError
	if errors.As(err, &typed) {
		return fault.Field(typed.Field, "of the wrong type", "see FORMAT.md for the type of each field")
	}
	var ours *fault.Error
	if errors.As(err, &ours) {
		return ours
	}
	return fault.Newf(fault.Invalid, "not valid JSON")
}

// checkLoose accepts a body whose kind or version this code does not know: one
// JSON object that [checkValue] accepts.
func checkLoose(b []byte) error {
	if len(b) == 0 || b[0] != '{' {
		return fault.Newf(fault.Invalid, "a body is one JSON object")
	}
	return checkValue(b)
}

// checkValue accepts one JSON value that no two readers can understand
// differently: of valid UTF-8, not too deep, without duplicate keys and without
// numbers beyond 2^53.
func checkValue(b []byte) error {
	if !utf8.Valid(b) {
		return fault.Newf(fault.Invalid, "not valid UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	if err := walkValue(dec, 0); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fault.Newf(fault.Invalid, "something follows the JSON value")
	}
	return nil
}

func walkObject(dec *json.Decoder, depth int) error {
	keys := map[string]bool{}
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return fault.Newf(fault.Invalid, "not valid JSON")
		}
		key, _ := tok.(string)
		if keys[key] {
			return fault.Newf(fault.Invalid, "an object has the same key twice")
		}
		keys[key] = true
		if err := walkValue(dec, depth); err != nil {
			return err
		}
	}
	return closing(dec)
}

func walkValue(dec *json.Decoder, depth int) error {
	tok, err := dec.Token()
	if err != nil {
		return fault.Newf(fault.Invalid, "not valid JSON")
	}
	switch v := tok.(type) {
	case json.Number:
		if !exact(v.String()) {
			return fault.Newf(fault.Invalid, "a number beyond 2^53")
		}
	case json.Delim:
		if depth == maxDepth {
			return fault.Newf(fault.Invalid, "nested deeper than %d levels", maxDepth)
		}
		if v == '{' {
			return walkObject(dec, depth+1)
		}
		for dec.More() {
			if err := walkValue(dec, depth+1); err != nil {
				return err
			}
		}
		return closing(dec)
	}
	return nil
}

// exact reports whether every reader keeps a number as it is, or, for one with
// a point or an exponent, reads the same floating-point number.
func exact(s string) bool {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return -maxNumber <= n && n <= maxNumber
	}
	n, err := strconv.ParseFloat(s, 64)
	return err == nil && -maxNumber <= n && n <= maxNumber
}

func closing(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return fault.Newf(fault.Invalid, "not valid JSON")
	}
	return nil
}
