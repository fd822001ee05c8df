package intake

import (
	"faro.example/shared/api"
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
	NoPlace     Reason = "no-place"     // names a structure that is not in the directory
	IDTaken     Reason = "id-taken"     // another record has that identifier
	Revoked     Reason = "revoked"      // signed after the installation was revoked
)

// Reasons lists every [Reason].
func Reasons() []Reason {
	return []Reason{
		Unreadable, Unverified, Lost, Misnumbered, Format, Future, NotOffice, NotOperator, NotHeld, NotOwn, Seen,
		NotGiven, NoTarget, NoPlace, IDTaken, Revoked,
	}
}

// refusal is why one record is refused, in words that hold nothing of it.
type refusal struct {
	reason                Reason
	field, detail, remedy string
}

func refuse(r Reason, field, detail, remedy string) *refusal {
	return &refusal{r, field, detail, remedy}
}

// refuseFor makes a refusal of a fault about the record's own content.
func refuseFor(r Reason, err error) *refusal {
	e := fault.As(err)
	if e.Kind != fault.Invalid {
		return refuse(r, "", "it cannot be read", "write it anew")
	}
	return refuse(r, e.Field, e.Detail, e.Remedy)
}

func (r *refusal) receipt(seq uint64) api.Receipt {
	return api.Receipt{
		Seq: seq, Verdict: api.Refused, Reason: string(r.reason), Field: r.field, Detail: r.detail, Remedy: r.remedy,
	}
}

// notHeld is the one answer for a minor that does not exist and for one that is
// not the author's to write about.
func notHeld() *refusal {
	return refuse(NotHeld, "minor", "this office may not record that about this child",
		"record what happens at your own structure; the rest is for those in whose care the child is")
}
