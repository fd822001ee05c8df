package ledger_test

import (
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/seal"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
	"faro.example/shared/socialfile"
)

func TestBelowTheLevelThatClosesWhatIsWrittenOpensForServersOfBefore(t *testing.T) {
	w := intaketest.New(t)
	w.Exec(`UPDATE ledger_head SET format = 1`)
	a, m := w.Agent(institution.OfficeOf(w.Structure("089017"))), intaketest.Minor()
	a.Taken(a.Write(m, "2026-03-09", minor.Registered{Code: a.Code()}), a.Write(m, "2026-03-09", placement.Began{At: facility.At(facility.ID(a.Office))}))
	note := a.Write(m, "2026-03-10", socialfile.Note{Subject: "visit", Sensitivity: socialfile.OfHealth, Text: "one"})
	a.Taken(note)
	keys, err := w.Sealer.Find(t.Context(), w.DB.As("faro_intake"), []minor.ID{m})
	must(t, err)
	opens := func() error {
		var sealed []byte
		w.Scan(&sealed, `SELECT body FROM records WHERE id = $1`, note.ID)
		_, err := keys[m].Open(seal.Place{Table: "records", Column: "body", Row: note.ID}, sealed)
		return err
	}
	if err := opens(); err != nil {
		t.Errorf("what is written below the level: %v", err)
	}
	w.Exec(`UPDATE ledger_head SET format = 2`)
	note = a.Write(m, "2026-03-11", socialfile.Note{Subject: "visit", Sensitivity: socialfile.OfHealth, Text: "two"})
	a.Taken(note)
	if opens() == nil {
		t.Error("what is written from the level on opens with the ordinary key")
	}
}
