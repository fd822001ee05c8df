package projection

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
	"faro.example/shared/right"
)

// Matter is something about a minor that was asked for, or stands: a guardian, a
// permit, protection, a return, the opinion, care beyond majority, a measure.
type Matter struct {
	Slot   string
	What   string // the slot up to its colon
	Stage  string // see the words below
	Since  day.Date
	Until  day.Date // the last day on which it is valid, or is asked for; zero for none
	Detail string   // a word of a closed list; "" for none
}

// The stages of a matter, as they stand in its row: never reused.
const (
	MatterWaits    = "waits"    // for who decides
	MatterStands   = "stands"   // it was decided, or taken up
	MatterDeclined = "declined" // of a guardianship that is not taken up
	MatterEnded    = "ended"
)

// The stages of a tracing under way: whose turn it is.
const (
	TurnOfAsker    = "asker"
	TurnOfMinistry = "ministry"
	TurnOfPartner  = "partner"
	TurnOfInterior = "interior"
)

// The matters that are no procedures.
const (
	GuardianAsked = "guardian"     // a guardian is waited for
	Guardianship  = "guardianship" // somebody was appointed
	Tracing       = "tracing"      // of the family
)

// RightOf and the word of a right is what the matter of a case is called.
const RightOf = "right-"

// WholeCasefile is the detail of what stands of a case about no section alone.
const WholeCasefile = "whole"

// lastDay is after every day of a record.
var lastDay = day.Must("2199-12-31")

// mattersOf gives a casefile's matters, by slot.
func mattersOf(f *casefile.File) []Matter {
	if !hasCasework(f) {
		return nil // as most often
	}
	out := append(wardshipOf(f), tracingMatters(f)...)
	for i := range f.Procedures {
		if f.Procedures[i].Section != change.Rights {
			out = append(out, procedureOf(f, &f.Procedures[i]))
		}
	}
	for _, r := range f.Rights() {
		out = append(out, rightOf(&r))
	}
	slices.SortFunc(out, func(a, b Matter) int { return cmp.Compare(a.Slot, b.Slot) })
	return out
}

// hasCasework reports whether there is any matter, or anything that was done in one.
func hasCasework(f *casefile.File) bool {
	return len(f.Procedures) > 0 || len(f.Guardian.Requests) > 0 || len(f.Guardian.Spans) > 0 || len(f.Tracing) > 0
}

// wardshipOf gives the guardian who is waited for, and those there are. Who has
// left the register waits for none.
func wardshipOf(f *casefile.File) (out []Matter) {
	if f.Presence.Exit != nil && f.Presence.Exit.Counted {
		return nil
	}
	if d := f.Guardian.WaitingSince(lastDay); !d.IsZero() {
		out = append(out, Matter{Slot: GuardianAsked, What: GuardianAsked, Stage: MatterWaits, Since: d})
	}
	for _, g := range f.Guardian.Spans {
		if !g.Span.Open() {
			continue
		}
		m := Matter{Slot: Guardianship + ":" + g.Began.String(), What: Guardianship, Stage: MatterWaits, Since: g.Span.From, Detail: "other"}
		if g.Volunteer {
			m.Detail = "volunteer"
		}
		for _, a := range f.Guardian.Answers {
			if a.Who.Key() == g.Who.Key() {
				m.Stage = answered(a)
			}
		}
		out = append(out, m)
	}
	return out
}

func answered(a casefile.Answer) string {
	if a.Accepted {
		return MatterStands
	}
	return MatterDeclined
}

// procedureOf says how a procedure stands.
func procedureOf(f *casefile.File, p *casefile.Procedure) Matter {
	s := p.Stands()
	what, _, _ := strings.Cut(p.Slot, ":")
	m := Matter{Slot: p.Slot, What: what, Stage: MatterStands, Since: s.On.Day()}
	switch {
	case p.Waits():
		m.Stage = MatterWaits
	case s.Part == casefile.Ends:
		m.Stage = MatterEnded
	}
	birth, _ := f.Identity.Birth()
	switch b := s.Body.(type) {
	case permit.Asked:
		m.Detail = string(b.Type)
	case permit.Issued:
		m.Detail, m.Until = string(b.Type), b.Valid(permit.Child{Born: birth.Date}, m.Since, day.Date{}).Until.Add(-1)
	case opinion.Asked:
		m.Until = lastOf(opinion.Window(birth.Date, permitUntil(f)))
		if exempt := f.OpinionFacts().Exempt(); len(exempt) > 0 {
			m.Detail = string(exempt[0]) // it is not due, and was asked for
		}
	case opinion.Given:
		m.Detail = map[bool]string{true: "favourable", false: "unfavourable"}[b.Favourable]
	case opinion.ExtensionDecided:
		m.Detail, m.Until = map[bool]string{true: "granted", false: "refused"}[b.Granted], b.Until
	case protection.Decided:
		m.Detail = string(b.Outcome)
	case measure.Enrolled:
		m.Detail = string(b.Programme)
	case measure.Ended:
		m.Detail = string(b.Outcome)
	}
	return m
}

// rightOf says how a case of a right stands: it waits until nothing more is to be
// done for who asked, and stands while something is restricted.
func rightOf(r *casefile.Right) Matter {
	m := Matter{Slot: casefile.SlotRight + r.Case.String(), What: RightOf + string(r.Asked.Right), Stage: MatterEnded, Since: r.On, Detail: string(r.State)}
	switch {
	case r.Waits():
		m.Stage, m.Until = MatterWaits, r.Due
	case r.State == right.InForce:
		m.Stage, m.Detail = MatterStands, cmp.Or(r.Asked.About, WholeCasefile)
	}
	return m
}

// permitUntil gives the last day on which a permit that was issued is valid; zero
// if none was.
func permitUntil(f *casefile.File) (last day.Date) {
	for _, p := range f.Procedures {
		if s := p.Stands(); p.Section == change.Permit {
			if b, ok := s.Body.(permit.Issued); ok && b.Until.After(last) {
				last = b.Until
			}
		}
	}
	return last
}

func lastOf(s day.Span) day.Date {
	if s.Until.IsZero() {
		return day.Date{}
	}
	return s.Until.Add(-1)
}

// matterRows are the matters that go and those that come.
type matterRows struct{ gone, come *pg.Columns }

func newMatterRows() matterRows { return matterRows{pg.NewColumns(2, 0), pg.NewColumns(7, 0)} }

func (n matterRows) add(c *Change) {
	gone, come := difference(c.Old.Matters, c.New.Matters)
	for _, m := range gone {
		n.gone.ID(c.Minor).Text(m.Slot)
	}
	for _, m := range come {
		n.come.ID(c.Minor).Text(m.Slot).Text(m.What).Text(m.Stage).Day(m.Since).Day(m.Until).Text(m.Detail)
	}
}

func (n matterRows) queue(b *pgx.Batch) {
	if n.gone.Len() > 0 {
		b.Queue(`DELETE FROM matters m USING unnest($1::uuid[], $2::text[]) AS g (minor, slot)
			WHERE m.minor = g.minor AND m.slot = g.slot`, n.gone.Args()...)
	}
	if n.come.Len() > 0 {
		b.Queue(`INSERT INTO matters (minor, slot, what, stage, since_on, until_on, detail)
			SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::text[])`, n.come.Args()...)
	}
}

func readMatters(ctx context.Context, q pg.Querier, minors []minor.ID, out map[minor.ID]Rows) error {
	rows, err := q.Query(ctx, `SELECT minor, slot, what, stage, since_on, until_on, coalesce(detail, '')
		FROM matters WHERE minor = ANY ($1) ORDER BY minor, slot COLLATE "C"`, minors)
	if err != nil {
		return err
	}
	var of minor.ID
	var m Matter
	_, err = pgx.ForEachRow(rows, []any{&of, &m.Slot, &m.What, &m.Stage, &m.Since, &m.Until, &m.Detail}, func() error {
		r := out[of]
		r.Matters = append(r.Matters, m)
		out[of] = r
		return nil
	})
	return err
}
