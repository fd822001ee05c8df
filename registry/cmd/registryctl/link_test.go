package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/intake"
	"faro.example/registry/link"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

const ministry = "01890a5d-ac96-774b-bcce-b302099a8001"

const withMinistry = `{
	"institutions": [{"code": "MIN", "name": "Ministero", "kind": "ministry"}],
	"people": [{"id": "` + ministry + `", "name": "Uno", "role": "ministry", "office_code": "MIN", "administrator": true}]
}`

// registers has the Ministry register minors on a page, and gives their identifiers.
func (m *terminal) registers(t *testing.T, n int) (minors []minor.ID) {
	t.Helper()
	c := &console{ctx: t.Context(), now: time.Now, out: io.Discard, err: io.Discard, log: slog.New(slog.DiscardHandler)}
	c.common.Database, c.common.State = m.args[1], m.state
	var person institution.PersonID
	if err := person.UnmarshalText([]byte(ministry)); err != nil {
		t.Fatal(err)
	}
	err := looker{As: person, Reason: "test"}.saying(c, func(r *assembly.Registry, caller access.Caller) error {
		var said []intake.Statement
		for range n {
			minors = append(minors, minor.ID(id.New[struct{}]()))
			said = append(said, intake.Statement{
				ID: change.ID(id.New[struct{}]()), Minor: minors[len(minors)-1], On: day.On(day.FromTime(time.Now())),
				Structure: caller.Offices[0], Body: minor.Registered{Tag: "17"},
			})
		}
		receipts, err := r.Intake.Say(t.Context(), caller, said)
		for _, x := range receipts {
			if x.Verdict != api.Taken {
				t.Errorf("registered: %s %s", x.Reason, x.Detail)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return minors
}

func TestTheMinistrySaysAtTheCommandLineWhoIsTheSameChild(t *testing.T) {
	m := ready(t)
	m.must(t, "import", "catalogue", writeFile(t, "m.json", withMinistry))
	minors := m.registers(t, 2)
	a, b := minors[0].String(), minors[1].String()
	as := func(person string, args ...string) []string {
		return append(append([]string{"link"}, args...), "--as", person, "--reason", "the same scar")
	}
	if _, _, err := m.try(t, as(anna, "same", a, b)...); !fault.Is(err, fault.Denied) {
		t.Errorf("a social worker joins: %v", err)
	}
	var said link.Said
	if err := json.Unmarshal([]byte(m.must(t, as(ministry, "same", b, a, "--json")...)), &said); err != nil || said.Minor != minors[0] || len(said.Joined) != 2 {
		t.Errorf("joined: %+v, %v", said, err)
	}
	if out := m.must(t, "check"); !strings.Contains(out, "agree") {
		t.Errorf("check: %s", out)
	}
	for name, args := range map[string][]string{
		"joined again": {"same", a, b}, "with itself": {"same", a, a}, "told apart": {"distinct", a, b},
		"assigned and not held": {"assign", "01890a5d-ac96-774b-bcce-b302099a8077", a}, "nobody": {"same", a, ministry},
		"not a minor": {"same", a, "17"}, "not a record": {"parted", a, "--apart", b, "--record", "17"},
	} {
		_, _, err := m.try(t, as(ministry, args...)...)
		if f := fault.As(err); err == nil || fault.Is(err, fault.Internal) || f.Field == "" || f.Remedy == "" {
			t.Errorf("%s: got %v, want the field and the remedy", name, err)
		}
	}
	if out := m.must(t, as(ministry, "records", a, "--apart", b)...); out != "" {
		t.Errorf("nothing was written on the joined page: %q", out)
	}
	if out := m.must(t, as(ministry, "parted", a, "--apart", b)...); !strings.Contains(out, "a child of one minor") {
		t.Errorf("parted: %q", out)
	}
	if out := m.must(t, as(ministry, "held")...); out != "" {
		t.Errorf("held: %q", out)
	}
	if out := m.must(t, as(ministry, "distinct", a, b)...); out == "" {
		t.Error("told apart without a word")
	}
	if out := m.must(t, "check"); !strings.Contains(out, "agree") {
		t.Errorf("check: %s", out)
	}
}
