package intake

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Statement is what a person says at the registry itself, on a page or by a
// command: a record to be, signed by the registry's own installation with that
// person as author.
type Statement struct {
	ID        change.ID // made when the form was opened: the same form sent twice is one record
	Minor     minor.ID
	On        day.When
	Structure institution.OfficeID // for which the person speaks
	Section   change.Section       // only of a kind that takes the section of what it concerns
	Seen      change.Seen          // what was on the page
	Body      change.Body
}

// Say takes what a person says at the registry and gives one receipt for each
// statement, in their order: each is judged by itself, as what an agent pushes
// is. The number is given and the record signed under the lock of the registry's
// installation. The same statement again is *known*.
//
// It fails with [fault.Denied] if the caller is no person, or may not write at
// all or of that kind, or does not speak for the office named: a social service
// speaks for the structures of its territory that have no installation. It fails
// with [fault.Invalid] if a statement cannot be a record, and with [fault.Busy]
// as [Intake.Take] does.
func (in *Intake) Say(ctx context.Context, caller access.Caller, said []Statement) ([]api.Receipt, error) {
	if slices.ContainsFunc(said, func(s Statement) bool { return byOrder(s.Body) }) {
		return nil, fault.Newf(fault.Denied, "what is erased or struck out is so by an order of two persons")
	}
	return in.say(ctx, caller, said)
}

func (in *Intake) say(ctx context.Context, caller access.Caller, said []Statement) ([]api.Receipt, error) {
	if caller.Person.IsZero() {
		return nil, fault.Newf(fault.Denied, "only a person says something at the registry")
	}
	if err := access.Allow(caller, access.Record, access.Relations()...); err != nil {
		return nil, err
	}
	if len(said) > change.MaxBatch {
		return nil, fault.Newf(fault.Invalid, "more than %d statements at once", change.MaxBatch)
	}
	for i := range said {
		if err := in.maySay(ctx, caller, &said[i]); err != nil {
			return nil, err
		}
	}
	j, err := in.dictated(caller, said)
	if err != nil {
		return nil, err
	}
	if !in.queue.admit(len(said)) {
		in.metrics.busy.Inc()
		return nil, &fault.Error{Kind: fault.Busy, Detail: "too many pushes wait", Remedy: "send the same again later"}
	}
	in.queue.put(j)
	select {
	case <-j.done:
		return j.reply.Receipts, j.err
	case <-ctx.Done():
		in.queue.abandon(j)
		return nil, pg.Fault(ctx.Err())
	}
}

// maySay says whether a caller may say such a thing for that office.
func (in *Intake) maySay(ctx context.Context, c access.Caller, s *Statement) error {
	kind, section := s.Body.Kind(), s.Section
	if own := change.SectionOf(s.Body); own != "" {
		section = own
	}
	if !slices.ContainsFunc(access.Relations(), func(r access.Relation) bool { return access.MayWrite(c.Role, kind, section, r) }) {
		return fault.Newf(fault.Denied, "this role may not record that")
	}
	switch b := s.Body.(type) {
	case minor.Registered:
		if b.Code != "" {
			return fault.Field("code", "a code is stated by the registry itself", "leave it out")
		}
	case minor.IdentifierStated:
		if b.Scheme == minor.NationalCode {
			return fault.Field("scheme", "a national code is stated by the registry itself", "choose another kind of identifier")
		}
	}
	return in.MaySpeakFor(ctx, c, s.Structure)
}

// without fails with [fault.Denied] unless the office is a structure of the
// caller's territory that has no installation of its own, and the caller is of
// a social service.
func (in *Intake) without(ctx context.Context, c access.Caller, o institution.OfficeID) error {
	denied := fault.Newf(fault.Denied, "not an office that this person speaks for")
	if c.Role != access.Municipality {
		return denied
	}
	const q = `SELECT EXISTS (SELECT FROM structures s WHERE s.id = $1 AND s.known_until IS NULL AND s.municipality = ANY ($2)
			AND s.valid_from <= $3 AND (s.valid_until IS NULL OR $3 < s.valid_until))
		AND NOT EXISTS (SELECT FROM installation_offices io JOIN installations i ON i.id = io.installation
			WHERE io.office = $1 AND i.revoked_at IS NULL)`
	var may bool
	err := in.pool.QueryRow(ctx, q, o, append([]string{}, c.Territory...), day.FromTime(in.Clock())).Scan(&may)
	switch {
	case err != nil:
		return fmt.Errorf("find structure: %w", pg.Fault(err))
	case !may:
		return denied
	}
	return nil
}

// dictated makes the job of what a person says. The records are signed once
// their numbers are known; what is not valid is told before.
func (in *Intake) dictated(c access.Caller, said []Statement) (*job, error) {
	j := &job{caller: c, agent: in.Registry.Agent, dictated: true, done: make(chan struct{})}
	for i, s := range said {
		rec, err := in.signed(change.Header{
			ID: s.ID, Minor: s.Minor, Agent: in.Registry.Agent, Seq: uint64(i + 1), Structure: s.Structure, Author: c.Person,
			Made: change.Made{At: in.Clock().UTC().Truncate(time.Second)}, On: s.On, Section: s.Section, Seen: s.Seen,
		}, s.Body)
		if err != nil {
			return nil, err
		}
		j.frames = append(j.frames, frame{rec: rec})
	}
	return j, nil
}

// number gives what persons say in these pushes their numbers, and signs it: the
// registry's installation is locked.
func (t *transaction) number() error {
	for _, j := range t.jobs {
		if !j.dictated || t.installs[j.agent] == nil {
			continue
		}
		for i := range j.frames {
			h := j.frames[i].rec.Header
			h.Seq = t.installs[j.agent].next + uint64(i)
			rec, err := t.signed(h, j.frames[i].rec.Body)
			if err != nil {
				return err
			}
			data := change.AppendRecord(nil, &rec)
			j.frames[i] = frame{seq: h.Seq, data: data, print: change.Fingerprint(data), rec: rec}
		}
	}
	return nil
}

// signed signs by the registry's key. The salt follows from the record's
// identifier and the key, so that the same form sent twice says the same; to
// everybody else it is as good as thrown.
func (in *Intake) signed(h change.Header, b change.Body) (change.Record, error) {
	mac := hmac.New(sha256.New, in.Registry.Key.Seed())
	mac.Write([]byte("salt\x00"))
	mac.Write(h.ID[:])
	var salt [16]byte
	copy(salt[:], mac.Sum(nil))
	return change.SignWith(in.Registry.Key, h, b, salt)
}

// MaySpeakFor fails with [fault.Denied] unless [Intake.Say] takes what the caller
// says for an office.
func (in *Intake) MaySpeakFor(ctx context.Context, c access.Caller, o institution.OfficeID) error {
	if c.SpeaksFor(o) {
		return nil
	}
	return in.without(ctx, c, o)
}
