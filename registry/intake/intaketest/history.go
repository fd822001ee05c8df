package intaketest

import (
	"crypto/ed25519"
	"slices"

	"faro.example/registry/intake"
	"faro.example/registry/judge"
	"faro.example/registry/ledger"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// town is where everything of a history lies: whoever is competent there is
// competent for all.
const town = "089017"

// stage has histories played before the house's intake: positions and standings
// are the registry's own.
type stage struct {
	h     *House
	desks map[string]bool
	found map[institution.OfficeID]bool
	shown map[change.ID]bool // records that the history has
}

// History makes a history that is told to this registry. Each office of it is
// enrolled when it first writes; one that is no structure MUST be called what it
// is (municipality M).
func (h *House) History() *historytest.World {
	s := &stage{h: h, desks: map[string]bool{}, found: map[institution.OfficeID]bool{}, shown: map[change.ID]bool{}}
	return historytest.New(h.t).Before(s)
}

// Take pushes records in a desk's name, fails the test if one is refused, and
// gives all that the ledger has since about those minors.
func (s *stage) Take(d *historytest.Desk, records []change.Record) []change.Placed {
	s.h.t.Helper()
	a := s.enrol(d)
	a.Sent(d.Position())
	var minors []minor.ID
	for i := range records {
		minors = append(minors, records[i].Minor)
		for _, p := range judge.Places(records[i].Body) {
			s.structure(p.Facility)
		}
	}
	if len(records) == 0 {
		return nil
	}
	reply, err := s.h.Intake.Take(s.h.t.Context(), a.Caller(), intake.Batch{Frames: Frames(records...)})
	if err != nil {
		s.h.t.Fatalf("%s pushes: %v", d.Name, err)
	}
	for i, r := range reply.Receipts {
		if r.Verdict != api.Taken {
			s.h.t.Fatalf("%s writes %s: %s as %s (%s)", d.Name, records[i].Kind, r.Verdict, r.Reason, r.Detail)
		}
	}
	return s.since(minors)
}

// since gives what the ledger has about minors and the history does not.
func (s *stage) since(minors []minor.ID) []change.Placed {
	s.h.t.Helper()
	slices.SortFunc(minors, minor.ID.Compare)
	all, err := ledger.Of(s.h.t.Context(), s.h.DB.As("faro_intake"), s.h.Sealer, slices.Compact(minors))
	if err != nil {
		s.h.t.Fatal(err)
	}
	var out []change.Placed
	for _, records := range all {
		for _, p := range records {
			if !s.shown[p.ID] {
				s.shown[p.ID] = true
				out = append(out, p)
			}
		}
	}
	return out
}

// enrol enrols a desk when it first writes.
func (s *stage) enrol(d *historytest.Desk) *Agent {
	s.h.t.Helper()
	a := &Agent{h: s.h, ID: d.Agent(), Key: d.Key, Office: d.Office(), Author: d.Author(), Offices: []institution.OfficeID{d.Office()}}
	if s.desks[d.Name] {
		return a
	}
	s.desks[d.Name] = true
	if d.Kind() == "" {
		s.structure(facility.ID(d.Office()))
	} else {
		s.found[d.Office()] = true
		s.h.Exec(`INSERT INTO offices (id, what, code) VALUES ($1, 'institution', $2)`, d.Office(), "H-"+d.Name)
		s.h.Exec(`INSERT INTO institutions (id, name, kind, territory, valid_from, known_from, changed_at)
			VALUES ($1, 'an institution', $2, $3, '2000-01-01', 0, now())`, d.Office(), string(d.Kind()), []string{town})
	}
	public, _ := d.Key.Public().(ed25519.PublicKey)
	s.h.Exec(`INSERT INTO installations (id, role, label, record_key, enrolled_at) VALUES ($1, 'centre', 'a history', $2, now())`, a.ID, []byte(public))
	s.h.Exec(`INSERT INTO installation_offices (installation, office) VALUES ($1, $2)`, a.ID, a.Office)
	s.h.Operator(a.Author, a.Office)
	return a
}

// structure puts a structure into the directory, once.
func (s *stage) structure(f facility.ID) {
	s.h.t.Helper()
	o := institution.OfficeOf(f)
	if f.IsZero() || s.found[o] {
		return
	}
	s.found[o] = true
	s.h.Exec(`INSERT INTO offices (id, what, code) VALUES ($1, 'structure', $2)`, o, "H-"+historytest.Word(facility.At(f)))
	s.h.Exec(`INSERT INTO structures (id, name, type, municipality, valid_from, known_from, changed_at)
		VALUES ($1, 'a structure', 'first', $2, '2000-01-01', 0, now())`, o, town)
}
