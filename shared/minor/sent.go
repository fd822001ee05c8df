package minor

import (
	"fmt"
	"log/slog"
	"slices"

	"faro.example/shared/fault"
	"faro.example/shared/id"
)

type record struct{}

// RecordID identifies a record of which another speaks. Package change, which
// builds upon this one, calls the same identifier its ID.
type RecordID = id.Of[record]

type addressee struct{}

// AddresseeID identifies the institution that a notice is for. Package
// institution, which builds upon this one, calls the same identifier its ID.
type AddresseeID = id.Of[addressee]

// Matter is why the law asks for a notice.
type Matter string

// The matters.
const (
	PresenceKnown    Matter = "presence"       // a child without adults is here (D.Lgs 142/2015 art. 19 par. 5)
	Disappeared      Matter = "missing"        // law 203/2012 art. 1 par. 1
	AgeInDoubt       Matter = "age-assessment" // asks the prosecutor to order one (D.Lgs 142/2015 art. 19-bis par. 4)
	GuardianWanted   Matter = "guardian"       // asks the court for one (law 47/2017 art. 11)
	Ratify           Matter = "ratification"   // of the measures of reception (D.Lgs 142/2015 art. 19 par. 5)
	CareBeyond       Matter = "prosieguo"      // asks for care beyond majority (law 47/2017 art. 13 par. 2)
	PermitWanted     Matter = "permit"         // asks the police for one (law 47/2017 art. 10)
	RefusalAttempted Matter = "border-refusal" // nobody rejects a child at the border (law 47/2017 art. 3)
	OtherMatter      Matter = "other"
	SocialFileSent   Matter = "social-file" // goes where the child goes, and to the prosecutor (law 47/2017 art. 9 par. 2)
)

// Matters lists every [Matter], in the order in which they are shown.
func Matters() []Matter {
	return []Matter{
		PresenceKnown, Disappeared, AgeInDoubt, GuardianWanted, Ratify, CareBeyond, PermitWanted, RefusalAttempted, SocialFileSent, OtherMatter,
	}
}

// Receiver is what the office is to which a notice is sent.
type Receiver string

// Those to whom the law has notices sent. The words are those of the kinds of
// institution.
const (
	ToMinistry     Receiver = "ministry"
	ToMunicipality Receiver = "municipality"
	ToPrefecture   Receiver = "prefecture"
	ToPolice       Receiver = "police"
	ToProsecutor   Receiver = "prosecutor"
	ToCourt        Receiver = "court"
)

// Receivers lists every [Receiver], in the order in which they are shown.
func Receivers() []Receiver {
	return []Receiver{ToProsecutor, ToCourt, ToMinistry, ToPolice, ToPrefecture, ToMunicipality}
}

// The bodies below are wire types: never rename, reorder or reuse a field or a
// kind; golden vectors in shared/change/testdata.

// NoticeSent states that an office was told of something about the child, or was
// asked for it, on the record's day. It stands in the section of what it concerns.
// One to an institution of the directory waits for it there; one to an office
// named by words was sent by other means.
type NoticeSent struct {
	Matter   Matter      `json:"matter"`
	As       Receiver    `json:"as"`
	To       AddresseeID `json:"to,omitzero"`
	Office   Text        `json:"office,omitempty"`
	About    RecordID    `json:"about,omitzero"` // the record because of which it is sent
	Protocol Text        `json:"protocol,omitempty"`
	Says     Text        `json:"says,omitempty"` // what the sender adds
}

// Version is the version of the body that says it: a matter was added in version 2.
func (b NoticeSent) Version() int {
	if b.Matter == SocialFileSent {
		return 2
	}
	return 1
}

// Kind names the kind of record.
func (NoticeSent) Kind() string { return "notice.sent" }

// Validate fails with [fault.Invalid], naming the field.
func (b NoticeSent) Validate() error {
	switch {
	case !slices.Contains(Matters(), b.Matter):
		return fault.Field("matter", "not why a notice is sent", "use presence, missing, age-assessment, guardian, ratification, prosieguo, permit, border-refusal, social-file or other")
	case !slices.Contains(Receivers(), b.As):
		return fault.Field("as", "not who is sent a notice", "use prosecutor, court, ministry, police, prefecture or municipality")
	case b.To.IsZero() == b.Office.blank():
		return fault.Field("to", "to nobody, or to two", "name an institution of the directory, or write which office it was sent to by other means")
	case b.Matter == OtherMatter && b.Says.blank():
		return fault.Field("says", "missing", "say what the notice is about")
	}
	for _, err := range []error{b.Office.Check("office", 200), b.Protocol.Check("protocol", 100), b.Says.Check("says", 2000)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// NoticeOpened states that the office to which a notice was sent opened it, at
// the record's moment, and under which number its protocol has it, where that is
// known yet: the first one says when, a later one the number.
type NoticeOpened struct {
	Notice   RecordID `json:"notice"`
	Protocol Text     `json:"protocol,omitempty"`
}

// Kind names the kind of record.
func (NoticeOpened) Kind() string { return "notice.opened" }

// Validate fails with [fault.Invalid], naming the field.
func (b NoticeOpened) Validate() error {
	if b.Notice.IsZero() {
		return fault.Field("notice", "missing", "name the record by which the notice was sent")
	}
	return b.Protocol.Check("protocol", 100)
}

// Answer is what came of what a child disputes.
type Answer string

// The answers.
const (
	Corrected Answer = "corrected" // another record says it as the child does
	Kept      Answer = "kept"      // it stays, and the child's word beside it
)

// IdentityDisputed states that the child disputes what is written about it, on
// the record's day (regulation (EU) 2016/679 art. 16); or, with an answer, what
// came of an earlier one. It stands beside what it is about, and changes nothing.
type IdentityDisputed struct {
	About    string   `json:"about,omitempty"`    // which attribute, or which section of the file
	Of       RecordID `json:"of,omitzero"`        // what was said, where it is one record
	Dispute  RecordID `json:"dispute,omitzero"`   // of an answer: what it answers
	Answer   Answer   `json:"answer,omitempty"`   // of an answer
	Says     Text     `json:"says"`               // in the child's words; of an answer, why
	Language string   `json:"language,omitempty"` // BCP 47, in which it was talked about
	With     Text     `json:"with,omitempty"`     // who was there: the guardian, a mediator
}

// Kind names the kind of record.
func (IdentityDisputed) Kind() string { return "identity.disputed" }

// Validate fails with [fault.Invalid], naming the field.
func (b IdentityDisputed) Validate() error {
	switch {
	case b.Says.blank():
		return fault.Field("says", "missing", "write what the child says, or why it is answered so")
	case b.Dispute.IsZero() != (b.Answer == ""):
		return fault.Field("answer", "an answer to nothing, or none", "name the dispute and how it is answered, or neither")
	case b.Answer != "" && b.Answer != Corrected && b.Answer != Kept:
		return fault.Field("answer", "not an answer", "use corrected or kept")
	case b.Dispute.IsZero() && Text(b.About).blank():
		return fault.Field("about", "missing", "say what is disputed: an attribute such as birth, or a section of the file")
	case b.Language != "" && !languageTag(b.Language):
		return fault.Field("language", "not a language", "use a tag such as ar (BCP 47)")
	}
	for _, err := range []error{Text(b.About).Check("about", 100), b.Says.Check("says", 2000), b.With.Check("with", 200)} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Format prints the kind for every verb.
func (b NoticeSent) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b NoticeSent) LogValue() slog.Value { return LogKind(b) }

// Format prints the kind for every verb.
func (b NoticeOpened) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b NoticeOpened) LogValue() slog.Value { return LogKind(b) }

// Format prints the kind for every verb.
func (b IdentityDisputed) Format(f fmt.State, _ rune) { PrintKind(f, b) }

// LogValue keeps what is said out of structured logs.
func (b IdentityDisputed) LogValue() slog.Value { return LogKind(b) }
