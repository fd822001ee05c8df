package scenes

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"faro.example/deploy/loader"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
	"faro.example/shared/tracing"
)

// machine is an installation of this process, for what others say beside a scene.
func (n *nation) machine(codes ...string) *loader.Installation {
	n.t.Helper()
	roots, err := n.stack.Roots()
	must(n.t, err)
	invite := func(ctx context.Context) (string, error) {
		args := []string{"--label", codes[0] + " beside"}
		for _, code := range codes {
			args = append(args, "--office", code)
		}
		return n.stack.Invite(ctx, args...)
	}
	at, err := loader.Enrol(n.t.Context(), filepath.Join(n.t.TempDir(), codes[0]), n.stack.URL(), roots, invite, slog.New(slog.DiscardHandler))
	must(n.t, err)
	n.t.Cleanup(func() { must(n.t, at.Close()) })
	return at
}

// says writes bodies about a child for an office, and gives the last record.
func (n *nation) says(at *loader.Installation, m minor.ID, code string, bodies ...change.Body) (last minor.RecordID) {
	n.t.Helper()
	who := n.offices[code]
	for _, body := range bodies {
		id := newID[change.ID]()
		last = minor.RecordID(id)
		must(n.t, at.Say(n.t.Context(), []loader.Statement{{ID: id, Minor: m, On: day.On(day.FromTime(time.Now())), Structure: institution.Office(who.ID), Author: who.person, Body: body}}))
	}
	return last
}

// there is the place of a structure.
func (n *nation) there(code string) facility.Place {
	return facility.At(facility.ID(n.offices[code].ID))
}

// inTwoPlaces has two structures state a child present on one day, neither knowing
// of the other, and gives its code.
func (n *nation) inTwoPlaces() string {
	n.t.Helper()
	m, on := newID[minor.ID](), day.FromTime(time.Now())
	one, other := n.machine("SR-02", "SS-SR"), n.machine("SR-01", "MIN", "IF")
	n.sayers = [2]*loader.Installation{one, other}
	n.says(one, m, "SR-02", minor.Registered{Tag: "91"}, placement.Began{At: n.there("SR-02")}, placement.Confirmed{At: n.there("SR-02"), Days: day.Span{From: on, Until: on.Add(1)}})
	must(n.t, one.Exchange(n.t.Context()))
	n.says(other, m, "SR-01", placement.Confirmed{At: n.there("SR-01"), Days: day.Span{From: on, Until: on.Add(1)}})
	must(n.t, other.Exchange(n.t.Context()))
	if n.count(`SELECT count(*) FROM conflicts WHERE minor = $1`, m) == 0 {
		n.t.Fatal("nobody contests where the child is")
	}
	return n.codes(fmt.Sprintf(`SELECT serial FROM codes WHERE minor = '%s'`, m))[0]
}

// sought is a child whose family is sought.
type sought struct {
	child minor.ID
	of    tracing.ID
}

// entrusted has the family of a child sought by who holds a guardian's powers, up to
// the partner, or a mission of it.
func (n *nation) entrusted(given minor.Text, mission institution.ID) sought {
	n.t.Helper()
	m := newID[minor.ID]()
	ctx, services, rome := n.t.Context(), n.sayers[0], n.sayers[1]
	n.says(services, m, "SR-02", minor.Registered{Tag: "92 " + given}, minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: given, Family: "Keïta"}, Citizenship: "GN"},
		placement.Began{At: n.there("SR-02")})
	n.says(services, m, "SS-SR", custody.Taken{By: n.offices["SS-SR"].Institution.ID}, guardian.Provisional{Holder: guardian.Who{Name: &minor.Name{Given: "Ada", Family: "Bianchi"}}})
	mother := tracing.Person{ID: newID[tracing.PersonID](), Name: minor.Name{Given: "Mariama"}, Is: minor.Parent}
	of := n.says(services, m, "SS-SR", tracing.Proposed{By: tracing.ByHolder, Sought: []tracing.Person{mother}, Reason: "chiede di sua madre", Interview: day.FromTime(time.Now())})
	asked := n.says(services, m, "SS-SR", tracing.Consented{Tracing: of, By: []minor.Party{minor.TheMinor}, Told: historytest.Told()},
		tracing.Assessed{Tracing: of, Risk: tracing.NoRisk, Grounds: "il colloquio"}, tracing.Requested{Tracing: of, Country: "GN", Asks: "come vive la famiglia"})
	must(n.t, services.Exchange(ctx))
	n.says(rome, m, "MIN", tracing.Received{Tracing: of, Request: asked, Accepted: true, Number: "71/2026"},
		tracing.Entrusted{Tracing: of, Partner: n.offices["IF"].Institution.ID, Mission: mission, Country: "GN"})
	must(n.t, rome.Exchange(ctx))
	return sought{m, of}
}

// traces has the partner open a tracing from its queue, and ask for a clarification.
func (n *nation) traces(t *testing.T) {
	n.entrusted("Salif", institution.ID{})
	paolo := n.sit("IF", "it").Sees("Salif Keïta", "affidata").Inspect().Width(320).Inspect()
	paolo.Width(1280).To("Apri").Press()
	paolo.Inspect().To("Chiedi un chiarimento").Press()
	paolo.Inspect().To("to").Type("il Ministero").Fill("asks", "quale villaggio?").To("Registra").Press()
	paolo.Sees("Registrato.")
	n.mark(t, "tracing.clarification-asked", 1, "IF", "open-casefile")
}
