package tracing

import (
	"slices"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Told is how somebody was told what is done and what for, before they said
// anything to it: in words they understand, so that what they agree to is
// informed (law 47/2017 art. 6 and 15; regulation (EU) 2016/679 art. 7 and 12).
type Told struct {
	Explained minor.Text `json:"explained"`
	Language  string     `json:"language"`           // BCP 47
	Mediator  minor.Text `json:"mediator"`           // by whom it was put into that language; or why nobody was needed
	Presence  minor.Text `json:"presence"`           // in whose presence
	Notice    minor.Text `json:"notice,omitempty"`   // the notice of purpose that was given, by its name and version
	Withdraw  bool       `json:"withdraw,omitempty"` // was told that consent can be withdrawn at any time
}

// Validate fails with [fault.Invalid], naming the field.
func (t Told) Validate() error {
	return first(
		check(
			text{"explained", t.Explained, maxNote, "say what was explained"},
			text{"mediator", t.Mediator, maxLine, "name the mediator, or say why none was needed"},
			text{"presence", t.Presence, maxLine, "say in whose presence"},
			text{"notice", t.Notice, maxLine, ""},
		),
		minor.CheckLanguage("language", t.Language),
	)
}

// by checks who speaks for the minor; the minor itself speaks, or it is said why
// it does not.
func by(parties []minor.Party, unheard minor.Text) error {
	if len(parties) == 0 {
		return fault.Field("by", "missing", "say who said it: the minor, and who stood by")
	}
	for i, p := range parties {
		if !slices.Contains(minor.Parties(), p) || slices.Contains(parties[:i], p) {
			return fault.Field("by", "not who can say it, or named twice", "use minor, guardian, provisional or relatives")
		}
	}
	if heard := slices.Contains(parties, minor.TheMinor); heard == (unheard != "") {
		return fault.Field("unheard", "the minor's own word, or why it cannot be had, and not both",
			"hear the minor (law 47/2017 art. 6 and 15); of one too young or too ill, say so")
	}
	return unheard.Check("unheard", maxNote)
}

// Consented states that the minor consents to the tracing, on the record's day
// (law 47/2017 art. 6).
type Consented struct {
	Tracing ID            `json:"tracing"`
	By      []minor.Party `json:"by"`
	Unheard minor.Text    `json:"unheard,omitempty"` // why the minor's own word cannot be had
	Told    Told          `json:"told"`
}

// Kind names the kind of record.
func (Consented) Kind() string { return "tracing.consented" }

// Validate fails with [fault.Invalid], naming the field.
func (b Consented) Validate() error {
	if err := first(of(b.Tracing), by(b.By, b.Unheard), fault.In("told", b.Told.Validate())); err != nil {
		return err
	}
	if b.Told.Notice == "" {
		return fault.Field("told.notice", "missing", "give the notice of what the tracing is for, and say which (regulation (EU) 2016/679 art. 13)")
	}
	if !b.Told.Withdraw {
		return fault.Field("told.withdraw", "was not told that consent can be withdrawn",
			"explain it: consent is informed only then (regulation (EU) 2016/679 art. 7 par. 3)")
	}
	return nil
}

// Declined states that the minor does not consent, on the record's day.
type Declined struct {
	Tracing ID            `json:"tracing"`
	By      []minor.Party `json:"by"`
	Unheard minor.Text    `json:"unheard,omitempty"` // why the minor's own word cannot be had
	Told    Told          `json:"told"`
	Reason  minor.Text    `json:"reason,omitempty"` // if one was given: none is asked for
}

// Kind names the kind of record.
func (Declined) Kind() string { return "tracing.declined" }

// Validate fails with [fault.Invalid], naming the field.
func (b Declined) Validate() error {
	return first(of(b.Tracing, text{"reason", b.Reason, maxNote, ""}), by(b.By, b.Unheard), fault.In("told", b.Told.Validate()))
}

// Withdrawn states that the minor takes the consent back, on the record's day: as
// easily as it was given, for no reason that has to be said (regulation (EU)
// 2016/679 art. 7 par. 3).
type Withdrawn struct {
	Tracing ID            `json:"tracing"`
	By      []minor.Party `json:"by"`
	Unheard minor.Text    `json:"unheard,omitempty"` // why the minor's own word cannot be had
	Reason  minor.Text    `json:"reason,omitempty"`  // if one was given: none is asked for
}

// Kind names the kind of record.
func (Withdrawn) Kind() string { return "tracing.withdrawn" }

// Validate fails with [fault.Invalid], naming the field.
func (b Withdrawn) Validate() error {
	return first(of(b.Tracing, text{"reason", b.Reason, maxNote, ""}), by(b.By, b.Unheard))
}

// FamilyConsent is that of the person interviewed, which comes before what they
// said is saved (law 47/2017 art. 6; regulation (EU) 2016/679 art. 6 and 7).
type FamilyConsent struct {
	By   minor.Text `json:"by"` // who, and what they are to the minor
	Told Told       `json:"told"`
}

// Validate fails with [fault.Invalid], naming the field.
func (c FamilyConsent) Validate() error {
	return first(check(text{"by", c.By, maxLine, "say who consents, and what they are to the minor"}), fault.In("told", c.Told.Validate()))
}
