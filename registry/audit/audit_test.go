package audit_test

import (
	"strings"
	"testing"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

var noon = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

func open(t *testing.T) (*pgtest.DB, *audit.Log) {
	t.Helper()
	db := pgtest.New(t)
	log, err := audit.New(db.As("faro_audit"), func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	return db, log
}

func TestALineIsThereForAnybodyOnceWriteReturns(t *testing.T) {
	db, log := open(t)
	child := minor.ID(id.New[struct{}]())
	caller := access.Caller{
		Role: access.Municipality, Person: institution.PersonID(id.New[struct{}]()), Agent: change.AgentID(id.New[struct{}]()),
		Certificate: "0a", Reason: "custody hearing",
	}
	for _, line := range []audit.Line{
		{Caller: caller, Action: access.AskCustody, Allowed: true, Subjects: []minor.ID{child}},
		{Caller: access.Caller{Role: access.System}, Action: access.CountCensus, At: noon.Add(time.Hour)},
	} {
		if err := log.Write(t.Context(), line); err != nil {
			t.Fatal(err)
		}
	}
	var got audit.Line
	const q = `SELECT at, role, person, agent, certificate, action, allowed, subjects, reason FROM access_lines ORDER BY id LIMIT 1`
	err := db.Admin().QueryRow(t.Context(), q).Scan(&got.At, &got.Caller.Role, &got.Caller.Person, &got.Caller.Agent,
		&got.Caller.Certificate, &got.Action, &got.Allowed, &got.Subjects, &got.Caller.Reason)
	if err != nil {
		t.Fatal(err)
	}
	same := got.Caller.Person == caller.Person && got.Caller.Agent == caller.Agent && got.Caller.Reason == caller.Reason &&
		got.Caller.Role == caller.Role && got.Caller.Certificate == caller.Certificate
	if !same || !got.At.Equal(noon) || !got.Allowed || got.Action != access.AskCustody || len(got.Subjects) != 1 || got.Subjects[0] != child {
		t.Errorf("got %+v, want the line as written", got)
	}
	var n int
	const later = `SELECT count(*) FROM access_lines WHERE NOT allowed AND subjects = '{}' AND person IS NULL AND at = $1`
	if err := db.Admin().QueryRow(t.Context(), later, noon.Add(time.Hour)).Scan(&n); err != nil || n != 1 {
		t.Errorf("got %d lines of a denied count and %v, want 1", n, err)
	}
}

func TestNobodyChangesOrRemovesALine(t *testing.T) {
	db, log := open(t)
	if err := log.Write(t.Context(), audit.Line{Caller: access.Caller{Role: access.Ministry}, Action: access.CountCensus}); err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{"faro_audit", "postgres"} {
		for _, q := range []string{
			`UPDATE access_lines SET reason = 'another'`, `DELETE FROM access_lines`, `TRUNCATE access_lines`,
		} {
			if _, err := db.As(role).Exec(t.Context(), q); err == nil {
				t.Errorf("%s could do: %s", role, q)
			}
		}
	}
	for _, role := range []string{"faro_intake", "faro_reader", "faro_census", "faro_feed", "faro_directory"} {
		if _, err := db.As(role).Exec(t.Context(), `SELECT count(*) FROM access_lines`); err == nil {
			t.Errorf("%s can read who looked at what", role)
		}
	}
}

func TestAReasonThatIsTooLongIsRefused(t *testing.T) {
	_, log := open(t)
	err := log.Write(t.Context(), audit.Line{Caller: access.Caller{Reason: strings.Repeat("a", audit.MaxReason+1)}})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want invalid", err)
	}
}

func TestThereIsNoLogWithoutADatabase(t *testing.T) {
	if _, err := audit.New(nil, time.Now); err == nil {
		t.Error("a log that writes nowhere was made")
	}
}
