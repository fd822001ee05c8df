package main

import (
	"testing"
	"time"

	"faro.example/agent/courier"
	"faro.example/agent/outbox"
)

func TestTheFirstLineSaysHowThingsAre(t *testing.T) {
	now := time.Date(2026, 3, 31, 4, 0, 0, 0, time.UTC) // six in Rome
	cut := time.Date(2026, 3, 31, 1, 10, 0, 0, time.UTC)
	down := courier.Line{Cut: cut, Kind: "line", Why: "the registry cannot be reached"}
	for _, tc := range []struct {
		want string
		st   status
	}{
		{"all 63 are in Rome", status{Serving: true, Records: outbox.Counts{Taken: 63}}},
		{"the one record is in Rome", status{Serving: true, Records: outbox.Counts{Taken: 1}}},
		{"nothing was recorded here yet", status{Serving: true}},
		{"12 wait, no line since 03:10: the registry cannot be reached", status{Serving: true, Records: outbox.Counts{Unsent: 12, Taken: 51}, Line: down}},
		{"all 63 are in Rome, no line since 03:10: the registry cannot be reached", status{Serving: true, Records: outbox.Counts{Taken: 63}, Line: down}},
		{"12 wait, they are on their way", status{Serving: true, Records: outbox.Counts{Unsent: 12}}},
		{"12 wait, nobody carries them: start agentd serve", status{Records: outbox.Counts{Unsent: 12}, Line: down}},
		{"62 are in Rome, 1 refused: agentd outbox says why", status{Serving: true, Records: outbox.Counts{Taken: 62, Refused: 1}}},
		{"12 wait, no answer since 03:10: too much to do", status{
			Serving: true, Records: outbox.Counts{Unsent: 12}, Line: courier.Line{Cut: cut, Kind: "busy", Why: "too much to do"},
		}},
		{"12 wait, refused since 03:10: too old a copy (enrol again)", status{
			Serving: true, Records: outbox.Counts{Unsent: 12}, Line: courier.Line{Cut: cut, Kind: "conflict", Why: "too old a copy", Help: "enrol again"},
		}},
		{"12 wait, it is an old copy (enrol again)", status{Records: outbox.Counts{Unsent: 12}, Stopped: "it is an old copy", Remedy: "enrol again"}},
		{"all 2 are in Rome, this machine's clock is wrong: 1h30m0s behind", status{
			Serving: true, Records: outbox.Counts{Taken: 2}, ClockWrong: true, Skew: -5400,
		}},
		{"12 wait, no line since 2026-03-30 03:10: x", status{
			Serving: true, Records: outbox.Counts{Unsent: 12}, Line: courier.Line{Cut: cut.AddDate(0, 0, -1), Kind: "line", Why: "x"},
		}},
	} {
		if got := tc.st.sentence(now); got != tc.want {
			t.Errorf("got  %q\nwant %q", got, tc.want)
		}
	}
}
