package casefile

import (
	"bytes"
	"encoding/json"
	"strings"

	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
	"faro.example/shared/right"
)

// Third reads the value that a resolution states of its own for a slot. It
// fails with [fault.Invalid] if the slot takes none or the value is not one.
func Third(slot string, raw json.RawMessage) (any, error) {
	switch slot {
	case minor.AttrName, minor.AttrMother, minor.AttrFather:
		return value[minor.Name](raw)
	case minor.AttrSex:
		return value[minor.Sex](raw)
	case minor.AttrBirth:
		return value[minor.Birth](raw)
	case minor.AttrBirthPlace:
		return value[minor.BirthPlace](raw)
	case minor.AttrCitizenship:
		return value[minor.Country](raw)
	case minor.AttrLanguages:
		return value[[]string](raw)
	case SlotFound:
		return value[minor.Found](raw)
	case SlotPlace:
		return value[facility.Place](raw)
	case SlotExit:
		return value[movement.ExitRecorded](raw)
	case SlotCustody:
		return value[custody.Taken](raw)
	case SlotGuardian:
		return value[guardian.Appointed](raw)
	}
	if v, ok, err := outcome(slot, raw); ok {
		return v, err
	}
	return nil, fault.Field("third", "this conflict takes no value of its own", "choose one of the records, or keep both")
}

// outcome reads the outcome, or the end, that a resolution states of its own for
// a procedure, and reports whether the slot is one.
func outcome(slot string, raw json.RawMessage) (v any, ok bool, err error) {
	of, _, _ := strings.Cut(slot, ":")
	ends := strings.HasSuffix(slot, ending)
	switch {
	case of == "permit" && ends:
		v, err = value[permit.Ended](raw)
	case of == "permit":
		v, err = value[permit.Issued](raw)
	case of == "protection":
		v, err = value[protection.Decided](raw)
	case of == SlotReturn:
		v, err = value[protection.ReturnDecided](raw)
	case of == SlotOpinion:
		v, err = value[opinion.Given](raw)
	case of == SlotExtension:
		v, err = value[opinion.ExtensionDecided](raw)
	case of+":" == SlotRight:
		v, err = value[right.Decided](raw)
	case of == "measure":
		v, err = value[measure.Ended](raw)
	default:
		return nil, false, nil
	}
	if err == nil {
		if at, _ := claimedBy(v); at != slot {
			return nil, true, fault.Field("third", "about something else", "state it about what the conflict is about")
		}
	}
	return v, true, err
}

func value[T any](raw json.RawMessage) (any, error) {
	var v T
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return nil, fault.Field("third", "not a value of this slot", "state it as a record of that kind would")
	}
	if c, ok := any(v).(interface{ Validate() error }); ok {
		if err := c.Validate(); err != nil {
			return nil, fault.In("third", err)
		}
	}
	return v, nil
}

// keyOf gives what is equal for equal values, and comparable.
func keyOf(v any) any {
	switch t := v.(type) {
	case []string:
		return strings.Join(t, "\x00")
	case facility.Place:
		if !t.Facility.IsZero() {
			return t.Facility
		}
		return t.Key()
	case custody.Taken:
		return t.By
	case guardian.Appointed:
		return t.Guardian.Key()
	case minor.Found:
		l := minor.Landing{}
		if t.Landing != nil {
			l = *t.Landing
		}
		t.Landing = nil
		return [2]any{l, t}
	}
	return v
}
