package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// serveBeside serves, and waits until the directory has come that names a
// structure to which children are sent.
func (c *centre) serveBeside() (stop func() int) {
	c.t.Helper()
	office := institution.OfficeOf(c.house)
	c.r.Tell(api.Directory{
		Operators: []api.Operator{{Person: newID[institution.PersonID](), Name: "Nina Rossi", Office: office}},
		Offices:   []api.Office{{ID: office, Code: "AG-01", Name: "Casa del Faro"}},
		Structures: []facility.Structure{
			{ID: c.house, Code: "AG-01", Name: "Casa del Faro", Type: facility.First, Municipality: "084020"},
			{ID: newID[facility.ID](), Code: "PA-07", Name: "Casa Due", Type: facility.Second, Municipality: "082053"},
		},
	})
	stop = c.serve()
	c.await("the directory", func(ctx context.Context, q localdb.Querier) (bool, error) {
		_, err := replica.FindStructure(ctx, q, "PA-07")
		if fault.Is(err, fault.NotFound) {
			return false, nil
		}
		return err == nil, err
	})
	return stop
}

// hosts registers children who are at the structure, and gives their codes.
func (c *centre) hosts(n int) (codes []string) {
	for i := range n {
		m := c.record("minor.registered", fmt.Sprintf(`{"tag": "A-%02d"}`, i))
		c.record("identity.stated", `{"source": "declared", "name": {"given": "Oumarou", "family": "Zongo"}}`, "--minor", m.Minor.String())
		c.record("placement.began", `{"at": {"facility": "AG-01"}}`, "--minor", m.Minor.String(), "--on", "2026-03-01")
		codes = append(codes, m.Code)
	}
	return codes
}

func TestAGroupOfFortyLeavesWithASheetOfCodes(t *testing.T) {
	c := newCentre(t)
	stop := c.serveBeside()
	codes := c.hosts(40)
	c.until("everything to be sent", sent)
	stop()
	sheet := filepath.Join(t.TempDir(), "sheet.html")
	out := c.must("transfer", "--to", "PA-07", "--all", "--on", "2026-03-20", "--sheet", sheet)
	if !strings.Contains(out, "40 children sent from Casa del Faro (AG-01) to Casa Due (PA-07)") {
		t.Errorf("got %s", out)
	}
	page, err := os.ReadFile(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range codes {
		if shown := code[:4] + " " + code[4:8] + " " + code[8:]; !strings.Contains(string(page), shown) {
			t.Fatalf("the sheet lacks the code %s", shown)
		}
	}
	for _, secret := range []string{"Oumarou", "Zongo"} {
		if strings.Contains(string(page), secret) {
			t.Error("the sheet says who somebody is")
		}
	}
	if st := c.status(); st.Records.Unsent != 40 {
		t.Errorf("got %d departures that wait to be sent, want 40", st.Records.Unsent)
	}
	again := filepath.Join(t.TempDir(), "again.html")
	c.must("transfer", "--to", "PA-07", "--again", "--on", "2026-03-20", "--sheet", again)
	if copied, err := os.ReadFile(again); err != nil || strings.Count(string(copied), "<tr>") != 41 {
		t.Errorf("the sheet once more: %v", err)
	}
}

func TestAGroupLeavesWholeOrNotAtAll(t *testing.T) {
	c := newCentre(t)
	stop := c.serveBeside()
	codes := c.hosts(2)
	c.until("everything to be sent", sent)
	stop()
	elsewhere := c.record("minor.registered", `{"tag": "B-01"}`).Code
	c.want(exitInvalid, "child of line 2 is not at this structure", "transfer", "--to", "PA-07", codes[0], elsewhere)
	c.want(exitInvalid, "named twice", "transfer", "--to", "PA-07", codes[0], codes[0])
	c.want(exitInvalid, "nobody is named", "transfer", "--to", "PA-07")
	c.want(exitInvalid, "child 2: the check digits do not agree", "transfer", "--to", "PA-07", codes[0], "0000 9999 03")
	c.want(exitInvalid, "cannot be written", "transfer", "--to", "PA-07", "--sheet", filepath.Join(c.dir, "no", "such", "folder"), codes[0])
	if st := c.status(); st.Records.Unsent != 1 {
		t.Errorf("got %d that wait to be sent, want only the registration", st.Records.Unsent)
	}
	list := c.file("group.txt", codes[0]+"\n\n"+codes[1]+"\n")
	c.must("transfer", "--to", "PA-07", "--file", list)
	if st := c.status(); st.Records.Unsent != 3 {
		t.Errorf("got %d that wait to be sent, want two departures more", st.Records.Unsent)
	}
}

func TestBrothersArePartedOnlyForAReason(t *testing.T) {
	c := newCentre(t)
	stop := c.serveBeside()
	a, b := c.record("minor.registered", `{"tag": "1"}`), c.record("minor.registered", `{"tag": "2"}`)
	for _, m := range []recordedJSON{a, b} {
		c.record("placement.began", `{"at": {"facility": "AG-01"}}`, "--minor", m.Minor.String(), "--on", "2026-03-01")
	}
	c.record("relative.stated", fmt.Sprintf(`{"source": "declared", "is": "sibling", "with": %q}`, b.Minor), "--minor", a.Minor.String())
	c.until("everything to be sent", sent)
	for _, one := range []recordedJSON{a, b} { // it is written about one, and holds for both
		c.want(exitInvalid, "brothers or sisters of 1 children of the group would stay behind", "transfer", "--to", "PA-07", one.Code)
	}
	c.must("transfer", "--to", "PA-07", "--reason", "hospital, one goes ahead", b.Code)
	stop()
}

func TestASiblingOfTheGroupIsNamedInTheDeparture(t *testing.T) {
	c := newCentre(t)
	stop := c.serveBeside()
	a, b := c.record("minor.registered", `{"tag": "1"}`), c.record("minor.registered", `{"tag": "2"}`)
	for _, m := range []recordedJSON{a, b} {
		c.record("placement.began", `{"at": {"facility": "AG-01"}}`, "--minor", m.Minor.String(), "--on", "2026-03-01")
	}
	c.record("relative.stated", fmt.Sprintf(`{"source": "declared", "is": "sibling", "with": %q}`, b.Minor), "--minor", a.Minor.String())
	c.until("everything to be sent", sent)
	c.must("transfer", "--to", "PA-07", a.Code, b.Code)
	c.until("everything to be sent", sent)
	stop()
	with := map[minor.ID][]minor.ID{}
	for _, p := range c.r.Records() {
		if d, ok := p.Body.(movement.Departed); ok {
			with[p.Minor] = d.With
		}
	}
	if len(with) != 2 || !slices.Equal(with[a.Minor], []minor.ID{b.Minor}) || with[b.Minor] != nil {
		t.Errorf("got %v", with) // so that the registry knows it, though the batch be cut between the two
	}
}

func TestARollCallConfirmsWhoWasThere(t *testing.T) {
	c := newCentre(t)
	stop := c.serveBeside()
	codes := c.hosts(3)
	late := c.record("minor.registered", `{"tag": "L"}`).Minor
	c.record("placement.began", `{"at": {"facility": "AG-01"}}`, "--minor", late.String(), "--on", "2026-03-10")
	out := c.must("roll-call", "--from", "2026-03-05", "--to", "2026-03-12", "--except", codes[1])
	if !strings.Contains(out, "3 children confirmed from 2026-03-05 to 2026-03-12") {
		t.Errorf("got %s", out)
	}
	c.want(exitInvalid, "before the first night", "roll-call", "--from", "2026-03-05", "--to", "2026-03-04")
	c.until("everything to be sent", sent)
	stop()
	var spans []string
	for _, p := range c.r.Records() {
		if b, ok := p.Body.(placement.Confirmed); ok {
			spans = append(spans, b.Days.From.String()+" "+b.Days.Until.String())
		}
	}
	want := []string{"2026-03-05 2026-03-13", "2026-03-05 2026-03-13", "2026-03-10 2026-03-13"}
	if len(spans) != 3 || !sameStrings(spans, want) {
		t.Errorf("confirmed %v, want %v", spans, want)
	}
}

func sameStrings(got, want []string) bool {
	for _, w := range want {
		found := false
		for i, g := range got {
			if g == w {
				got, found = append(got[:i:i], got[i+1:]...), true
				break
			}
		}
		if !found {
			return false
		}
	}
	return len(got) == 0
}

// What comes with the catalogue: a transfer is withdrawn or refused by agentd
// record.
func TestATransferIsWithdrawnAndRefused(t *testing.T) {
	c := newCentre(t)
	stop := c.serveBeside()
	codes := c.hosts(1)
	c.must("transfer", "--to", "PA-07", codes[0], "--on", "2026-03-20")
	c.record("transfer.withdrawn", `{"from": {"facility": "AG-01"}, "to": {"facility": "PA-07"}, "reason": "ill"}`, "--minor", codes[0], "--on", "2026-03-20")
	c.record("transfer.refused", `{"from": {"facility": "PA-07"}, "to": {"facility": "AG-01"}, "reason": "full"}`, "--minor", codes[0], "--on", "2026-03-20")
	c.until("everything to be sent", sent)
	stop()
	kinds := map[string]int{}
	for _, p := range c.r.Records() {
		kinds[p.Kind]++
	}
	if kinds[movement.Withdrawn{}.Kind()] != 1 || kinds[movement.Refused{}.Kind()] != 1 {
		t.Errorf("got %v", kinds)
	}
}
