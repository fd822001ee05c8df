package erasure_test

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/registry/census"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/report"
	"faro.example/registry/report/press"
	"faro.example/registry/report/publication"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
	"faro.example/shared/protection"
	"faro.example/shared/reference"
)

// pressed adds to a world what publishes its census and what seals its lines.
type pressed struct {
	*world
	books  *publication.Desk
	census *census.Census
	sealer *tree.Sealer
	key    *tree.Key
}

func newPressed(t *testing.T) *pressed {
	t.Helper()
	p := &pressed{world: newWorld(t)}
	places, err := reference.Load()
	p.must(err)
	log, err := audit.New(p.DB.As("faro_audit"), p.Now)
	p.must(err)
	log.Seal = p.Sealer
	_, err = log.Watch(t.Context()) // which makes months
	p.must(err)
	p.lines.log = log
	p.key, _, err = tree.OpenKey(p.state)
	p.must(err)
	p.sealer = tree.NewSealer(tree.Options{Pool: p.DB.As("faro_audit"), Key: p.key, State: p.state, Now: p.Now, Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry()})
	p.census, err = census.New(p.DB.As("faro_census"), p.lines, places)
	p.must(err)
	p.census.Now = p.Now
	p.books, err = publication.New(publication.Config{
		Pool: p.DB.As("faro_publication"), Count: p.census, Maker: &report.Maker{Census: p.census, Places: places}, Press: &press.Press{}, Lines: p.lines, Floor: 5,
		Self: p.asks, Now: p.Now, Log: slog.New(slog.DiscardHandler),
	})
	p.must(err)
	return p
}

func (p *pressed) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// stay has a child come in January 2020 and leave in December, with a request for
// protection in between; it gives the record that says the citizenship.
func (p *pressed) stay(born string, of minor.Country, sex minor.Sex) (minor.ID, change.Record) {
	p.t.Helper()
	m, c := intaketest.Minor(), p.centre
	first := c.Write(m, "2020-01-10", minor.Registered{Code: c.Code()})
	says := c.Write(m, "2020-01-10", minor.IdentityStated{Source: minor.OwnWord, Sex: sex, Citizenship: of,
		Birth: &minor.Birth{Date: day.Must(born), Precision: minor.ToDay, Provenance: minor.Declared}})
	c.Taken(first, says, c.Write(m, "2020-01-10", placement.Began{At: p.at}),
		c.Write(m, "2020-02-10", protection.Asked{Route: protection.Asylum}, intaketest.For(p.centre.Offices[1])),
		c.Write(m, "2020-12-10", movement.ExitRecorded{Reason: movement.FamilyReunification}))
	return m, says
}

// freeze publishes one report of each kind and gives the bytes of every file.
func (p *pressed) freeze() ([]publication.Name, map[string][]byte) {
	p.t.Helper()
	names := []publication.Name{
		{Kind: report.Monthly, AsOf: day.Must("2020-03-31")}, {Kind: report.HalfYearly, AsOf: day.Must("2020-06-30")},
		{Kind: report.Eurostat, AsOf: day.Must("2020-12-31")}, {Kind: report.OpenData, AsOf: day.Must("2020-03-31")},
	}
	for _, n := range names {
		draft, err := p.books.Draft(p.t.Context(), p.asks, n)
		p.must(err)
		_, err = p.books.Approve(p.t.Context(), p.orders, n, draft.Revision)
		p.must(err)
	}
	return names, p.files(names)
}

func (p *pressed) files(names []publication.Name) map[string][]byte {
	p.t.Helper()
	out := map[string][]byte{}
	for _, n := range names {
		for _, f := range report.Formats(n.Kind) {
			if !f.Repeats() {
				continue
			}
			file, text, err := p.books.File(p.t.Context(), n, f)
			p.must(err)
			out[n.String()+"."+string(f)+" "+file.Digest] = text
		}
	}
	return out
}

// asKnown asks the census of many days, as known at positions until one.
func (p *pressed) asKnown(until uint64) map[string]string {
	p.t.Helper()
	out := map[string]string{}
	for k := until; k > 0; k -= min(k, 6) {
		for _, on := range []string{"2020-01-31", "2020-06-30", "2020-12-10"} {
			got, err := p.census.Count(p.t.Context(), p.asks, census.Query{On: day.Must(on), Position: k, By: []census.Dimension{census.Citizenship, census.Sex, census.Age}})
			p.must(err)
			got.Epoch = 0
			out[fmt.Sprint(on, " as known at ", k)] = fmt.Sprintf("%+v", got)
		}
		acts, err := p.census.Acts(p.t.Context(), p.asks, census.ActQuery{From: day.Must("2020-01-01"), To: day.Must("2020-06-30"), Position: k})
		p.must(err)
		out[fmt.Sprint("acts as known at ", k)] = fmt.Sprintf("%+v", acts.Acts)
	}
	return out
}

// whole seals what waits and fails the test if the record of access, the ledger or a
// record's signature is not what was signed.
func (p *pressed) whole() tree.Report {
	p.t.Helper()
	for more := true; more; {
		p.SetNow(p.Now().Add(time.Second))
		var err error
		more, err = p.sealer.Seal(p.t.Context())
		p.must(err)
	}
	heads, err := tree.Outside(p.state, p.key.Keys)
	p.must(err)
	got, err := tree.Verify(p.t.Context(), p.DB.As("faro_audit"), tree.Against{Keys: p.key.Keys, Outside: heads, Installations: p.installations(), Progress: func(int, int) {}})
	p.must(err)
	for _, f := range got.Findings {
		p.t.Errorf("the verification found %v in what nobody altered", f)
	}
	return got
}

// installations gives the keys of the installations, as the journal would.
func (p *pressed) installations() map[change.AgentID]ed25519.PublicKey {
	p.t.Helper()
	rows, err := p.DB.Admin().Query(p.t.Context(), `SELECT id, record_key FROM installations`)
	p.must(err)
	out := map[change.AgentID]ed25519.PublicKey{}
	var agent change.AgentID
	var key []byte
	_, err = pgx.ForEachRow(rows, []any{&agent, &key}, func() error {
		out[agent] = ed25519.PublicKey(bytes.Clone(key))
		return nil
	})
	p.must(err)
	return out
}

func TestWhatWasPublishedOfErasedChildrenIsMadeAgainByteForByte(t *testing.T) {
	p := newPressed(t)
	var gone []minor.ID
	for i := range 7 {
		m, _ := p.stay(fmt.Sprintf("2004-0%d-10", max(i, 1)), "EG", minor.Male) // the first two are alike
		gone = append(gone, m)
	}
	for i := range 6 {
		p.stay(fmt.Sprintf("2012-0%d-10", i+1), "GN", minor.Female)
	}
	stays, wrong := p.stay("2012-07-10", "GN", minor.Female)
	p.Registry.Taken(p.Registry.Write(gone[0], "2020-04-01", change.LinkSame{Minors: []minor.ID{gone[1]}, Reason: "the same scar"}))
	names, before := p.freeze()
	var known uint64
	p.Scan(&known, `SELECT position FROM ledger_head`)
	counted := p.asKnown(known)
	signed := p.whole().Signed

	p.run()
	p.work()
	p.must(p.desk.AskStrike(t.Context(), p.asks, stays, wrong.ID, "of another child, pasted here"))
	p.must(p.desk.OrderStrike(t.Context(), p.orders, wrong.ID))
	for _, m := range gone {
		if left := p.naming(m); slices.Contains(left, "records") || slices.Contains(left, "census.rows") {
			var why string
			p.Scan(&why, `SELECT string_agg(coalesce(why, outcome), chr(44)) FROM erasure_items`)
			t.Fatalf("a child is still in %v (%s): the test shows nothing", left, why)
		}
	}
	for _, n := range names {
		if _, err := p.books.Remake(t.Context(), p.asks, n); err != nil {
			t.Errorf("%s: %v", n, err)
		}
	}
	if d := cmp.Diff(before, p.files(names)); d != "" {
		t.Errorf("what was published changed (-was +is):\n%s", d)
	}
	if d := cmp.Diff(counted, p.asKnown(known)); d != "" {
		t.Errorf("counts of the past changed (-was +is):\n%s", d)
	}
	if _, err := p.books.Restate(t.Context()); err != nil {
		t.Error(err)
	}
	p.clean()
	if after := p.whole().Signed; after >= signed {
		t.Errorf("%d records verify, were %d: nothing was erased", after, signed)
	}
}
