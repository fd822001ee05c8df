package erasure_test

import (
	"testing"
	"time"

	"faro.example/registry/erasure"
	"faro.example/shared/day"
	"faro.example/shared/placement"
)

func TestWhatNobodySeesToOfTheRetentionIsCounted(t *testing.T) {
	w := newWorld(t)
	wants := func(when string, want erasure.Late) {
		t.Helper()
		if got, err := w.desk.FindLate(t.Context()); err != nil || got != want {
			t.Errorf("%s: got %+v, %v; want %+v", when, got, err, want)
		}
	}
	w.child("2012-01-10") // not due for years
	w.child("2007-05-01") // due six weeks ago
	wants("nobody waits for two months", erasure.Late{})
	late, held, here := w.child("2005-01-10"), w.child("2004-01-10"), w.child("2004-02-10")
	w.centre.Taken(w.centre.Write(here, "2020-05-01", placement.Began{At: w.at}))
	if _, err := w.desk.Place(t.Context(), w.asks, held, day.Date{}, "criminal proceedings 12/2030"); err != nil {
		t.Fatal(err)
	}
	wants("one waits, one is held, one is counted", erasure.Late{Waiting: 1, Since: day.Must("2028-01-10")})
	w.run()
	w.SetNow(w.Now().Add(25 * time.Hour))
	wants("the run was ordered and does not end", erasure.Late{Waiting: 1, Since: day.Must("2028-01-10"), Stopped: 1})
	w.work()
	wants("it is done", erasure.Late{})
	if len(w.naming(late)) == 0 {
		t.Error("no tombstone stays: the test shows nothing")
	}
}
