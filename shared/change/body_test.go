package change_test

import (
	"encoding/json"
	"strings"
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// faulty is something with the field that its fault names; "" if it is valid.
type faulty struct {
	name  string
	err   error
	field string
}

func checkFaults(t *testing.T, cases []faulty) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.field == "" && c.err != nil {
				t.Errorf("refused: %v", c.err)
			}
			if c.field != "" && (!fault.Is(c.err, fault.Invalid) || fault.As(c.err).Field != c.field) {
				t.Errorf("got %v, want a fault about %s", c.err, c.field)
			}
		})
	}
}

func TestRetracted(t *testing.T) {
	r := numbered[change.ID](7)
	checkFaults(t, []faulty{
		{"a record and why", change.Retracted{Record: r, Reason: "wrong child"}.Validate(), ""},
		{"no record", change.Retracted{Reason: "wrong child"}.Validate(), "record"},
		{"no reason", change.Retracted{Record: r}.Validate(), "reason"},
		{"a blank reason", change.Retracted{Record: r, Reason: " \n"}.Validate(), "reason"},
		{"a long reason", change.Retracted{Record: r, Reason: minor.Text(strings.Repeat("x", 2001))}.Validate(), "reason"},
		{"a reason with an escape", change.Retracted{Record: r, Reason: "\x1b"}.Validate(), "reason"},
	})
}

func TestResolved(t *testing.T) {
	a, b := numbered[change.ID](7), numbered[change.ID](8)
	decides := func(change func(*change.Resolved)) error {
		r := choice(a, b)
		change(&r)
		return r.Validate()
	}
	third := func(raw string) error {
		return decides(func(r *change.Resolved) { r.Choose, r.Third = change.ID{}, json.RawMessage(raw) })
	}
	checkFaults(t, []faulty{
		{"one of the two", decides(func(*change.Resolved) {}), ""},
		{"both", decides(func(r *change.Resolved) { r.Choose, r.Both = change.ID{}, true }), ""},
		{"a third value", third(`{"a":[1,"x",null]}`), ""},
		{"a third value that is a word", third(`"M"`), ""},
		{"no slot", decides(func(r *change.Resolved) { r.Slot = "" }), "slot"},
		{"a long slot", decides(func(r *change.Resolved) { r.Slot = strings.Repeat("x", 201) }), "slot"},
		{"one record", decides(func(r *change.Resolved) { r.Saw = r.Saw[:1] }), "saw"},
		{"too many records", decides(func(r *change.Resolved) { r.Saw = make([]change.ID, change.MaxSeenRecords+1) }), "saw"},
		{"a record without identifier", decides(func(r *change.Resolved) { r.Saw = append(r.Saw, change.ID{}) }), "saw"},
		{"a record twice", decides(func(r *change.Resolved) { r.Saw = append(r.Saw, a) }), "saw"},
		{"no decision", decides(func(r *change.Resolved) { r.Choose = change.ID{} }), "choose"},
		{"two decisions", decides(func(r *change.Resolved) { r.Both = true }), "choose"},
		{"a record that was not seen", decides(func(r *change.Resolved) { r.Choose = numbered[change.ID](9) }), "choose"},
		{"a third value of nothing", third(`null`), "third"},
		{"a third value with a key twice", third(`{"a":1,"a":2}`), "third"},
		{"a third value that is two", third(`1 2`), "third"},
		{"a third value that is not UTF-8", third("\"\xff\""), "third"},
		{"a third value beyond 2^53", third(`9007199254740993`), "third"},
		{"a third value that is long", third(`"` + strings.Repeat("x", 16<<10) + `"`), "third"},
		{"no reason", decides(func(r *change.Resolved) { r.Reason = "" }), "reason"},
	})
}

// choice decides for the first of two records.
func choice(a, b change.ID) change.Resolved {
	return change.Resolved{Slot: "name", Saw: []change.ID{a, b}, Choose: a, Reason: "the passport came"}
}
