package judge

import (
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// Reason is why a record is refused: a stable word, as in [api.Receipt] and in
// the metric of refusals. Words are never reused.
type Reason string

// The reasons. "Not yours" and "no such minor" are the same word.
const (
	Unreadable  Reason = "unreadable"   // the frame is no record
	Unverified  Reason = "unverified"   // the signature is not by the installation's key
	Lost        Reason = "lost"         // the installation lost the record for good
	Misnumbered Reason = "misnumbered"  // the frame's number or installation is not the record's
	Format      Reason = "format"       // a kind or version above the ledger's level
	Future      Reason = "future"       // dated later than tomorrow
	NotOffice   Reason = "not-office"   // the installation does not speak for that office
	NotOperator Reason = "not-operator" // the author may not write there
	NotHeld     Reason = "not-held"     // no such minor, or not in the author's scope
	NotOwn      Reason = "not-own"      // about another's structure or another institution's custody
	Seen        Reason = "seen"         // says to have seen what was never sent
	NotGiven    Reason = "not-given"    // a code that was not given to this installation
	NoTarget    Reason = "no-target"    // takes back or decides about what is not there
	NoConflict  Reason = "no-conflict"  // decides where nothing contends, or among what does not
	NotDecider  Reason = "not-decider"  // decides what is another's to decide
	NoPlace     Reason = "no-place"     // names a structure that is not in the directory
	IDTaken     Reason = "id-taken"     // another record has that identifier
	Revoked     Reason = "revoked"      // signed after the installation was revoked
	AtRegistry  Reason = "at-registry"  // of a kind that is written at the registry alone
	NotUndone   Reason = "not-undone"   // takes back what is undone by a parting
	NotLinkable Reason = "not-linkable" // joins, parts or assigns what cannot be
	Parts       Reason = "parts"        // leaves a brother or sister behind, and does not say why
	Unmet       Reason = "unmet"        // a condition of the law is not met
	Erased      Reason = "erased"       // the minor was erased by law
	FourEyes    Reason = "four-eyes"    // asked for and ordered by one and the same person
	Full        Reason = "full"         // goes above a structure's places and does not say why, or above them by half
)

// Reasons lists every [Reason].
func Reasons() []Reason {
	return []Reason{
		Unreadable, Unverified, Lost, Misnumbered, Format, Future, NotOffice, NotOperator, NotHeld, NotOwn, Seen,
		NotGiven, NoTarget, NoConflict, NotDecider, NoPlace, IDTaken, Revoked, AtRegistry, NotUndone, NotLinkable, Parts, Unmet, Erased, FourEyes, Full,
	}
}

// Refusal is why one record is refused, in words that hold nothing of it.
type Refusal struct {
	Reason                Reason
	Field, Detail, Remedy string
}

// Refuse makes a refusal.
func Refuse(r Reason, field, detail, remedy string) *Refusal {
	return &Refusal{r, field, detail, remedy}
}

// RefuseFor makes a refusal of a fault about the record's own content.
func RefuseFor(r Reason, err error) *Refusal {
	e := fault.As(err)
	if e.Kind != fault.Invalid {
		return Refuse(r, "", "it cannot be read", "write it anew")
	}
	return Refuse(r, e.Field, e.Detail, e.Remedy)
}

// Receipt is the answer to a refused record.
func (r *Refusal) Receipt(seq uint64) api.Receipt {
	return api.Receipt{
		Seq: seq, Verdict: api.Refused, Reason: string(r.Reason), Field: r.Field, Detail: r.Detail, Remedy: r.Remedy,
	}
}

// notHeld is the one answer for a minor that does not exist and for one that is
// not the author's to write about.
func notHeld() *Refusal {
	return Refuse(NotHeld, "minor", "this office may not record that about this child",
		"record what happens at your own structure; the rest is for those in whose care the child is")
}

// notTheirs is [notHeld] in the words of what was to be written, which tell nothing
// of the minor.
func notTheirs(c Case) *Refusal {
	e, known := change.Lookup(c.Record.Kind)
	switch {
	case !known || e.Section != change.Tracing && e.Section != change.FamilyReport:
		return notHeld()
	case c.At.Role == access.TracingPartner:
		return Refuse(NotHeld, "minor", "no tracing about this child is entrusted to this partner, or it no longer is",
			"do nothing more about it; if it should be yours, ask the Ministry to entrust it")
	}
	return Refuse(NotHeld, "minor", "this office has no part in a tracing about this child",
		"whoever has parental responsibility proposes it, or the social services of the municipality where the child resides (law 47/2017 art. 6)")
}
