package tracing

import (
	"fmt"
	"slices"

	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// State is how a tracing stands before a step, as far as the one who looks holds
// it: what the conditions of the step are judged by, by intake and by the form
// alike. The zero value is a tracing that there is none of.
type State struct {
	There bool
	Route Route
	Step  Step
	// Consents: the minor consents now. After a consent was withdrawn it does not.
	Consents bool
	Sought   []PersonID
	OwnWish  bool           // the minor asks what there is for a possible return
	Request  minor.RecordID // the one that stands
	Entrusts minor.RecordID // the record by which it is entrusted now
	To       Entrusted      // and to whom
	Family   bool           // a step in the field has the family's consent
	Report   minor.RecordID // the one that stands
	Account  Account        // and what it tells
	Final    bool           // and whether it is finalised
	Sent     bool           // and sent on
	Interior bool           // the result was sent to Interior
	Told     bool           // and the minor was told of it
	Open     map[minor.RecordID]Party
}

// Writer is who takes a step.
type Writer struct {
	Party  Party
	Office institution.ID // of a partner or its mission
}

// holds reports whether the writer is who traces now: the mission, or its partner.
func (w Writer) holds(e Entrusted) bool {
	return w.Party == Partner && !w.Office.IsZero() && (w.Office == e.Holder() || w.Office == e.Partner)
}

// The faults of a tracing that does not go on.
const (
	consentLaw = " (law 47/2017 art. 6)"
	stopHere   = "do nothing more in this tracing; if the minor wants it again, propose another and hear the minor anew"
)

// there fails with [fault.Invalid] unless there is such a tracing, still open.
func (s State) there() error {
	switch {
	case !s.There:
		return fault.Field("tracing", "no tracing of this minor is proposed by that record", "open the casefile again, and choose the tracing from it")
	case s.Step == IsClosed:
		return fault.Field("tracing", "the tracing is closed", "propose another")
	}
	return nil
}

// goesOn fails with [fault.Invalid] unless the minor consents to a tracing that is
// there: no step without it (law 47/2017 art. 6).
func (s State) goesOn() error {
	if err := s.there(); err != nil {
		return err
	}
	switch {
	case s.Step == IsWithdrawn:
		return fault.Field("tracing", "the minor has withdrawn the consent"+consentLaw, stopHere)
	case s.Step == IsDeclined:
		return fault.Field("tracing", "the minor does not consent"+consentLaw, "do nothing more in this tracing, unless the minor, heard again, consents")
	case !s.Consents:
		return fault.Field("tracing", "the minor has not consented yet"+consentLaw, "explain it, hear the minor, and record the consent first")
	}
	return nil
}

// safe fails with [fault.Invalid] unless the tracing goes on, without risk.
func (s State) safe() error {
	if err := s.goesOn(); err != nil {
		return err
	}
	switch s.Step {
	case IsAtRisk:
		return fault.Field("tracing", "it is a risk for the minor or the family"+consentLaw, "assess the risk anew if it has gone, or close the tracing")
	case IsConsented:
		return fault.Field("tracing", "the risk for the minor and the family is not assessed"+consentLaw, "assess it first")
	}
	return nil
}

// inHand fails with [fault.Invalid] unless the writer traces now, under the
// entrustment that it names.
func (s State) inHand(w Writer, under minor.RecordID) error {
	if err := s.safe(); err != nil {
		return err
	}
	switch {
	case s.Entrusts.IsZero():
		return fault.Field("entrusted", "the tracing is entrusted to nobody yet", "wait until the Ministry entrusts it")
	case !w.holds(s.To):
		return fault.Field("entrusted", "the tracing is not entrusted to this partner", "leave it to whom it is entrusted; if it should be yours, ask the Ministry")
	case under != s.Entrusts:
		return fault.Field("entrusted", "the tracing was entrusted anew since", "open it again, and write under the entrustment of today")
	}
	return nil
}

// seeks fails with [fault.Invalid] unless the persons are among those sought.
func (s State) seeks(all []PersonID) error {
	for _, p := range all {
		if !slices.Contains(s.Sought, p) {
			return fault.Field("persons", "somebody who is not sought in this tracing", "choose among those sought")
		}
	}
	return nil
}

// Conditional is a step of a tracing: what it needs can be told before it is taken.
type Conditional interface {
	Kind() string
	// Conditions fails with [fault.Invalid], naming the field, the condition that is
	// not met, with its article, and the remedy.
	Conditions(s State, w Writer) error
}

// turn fails with [fault.Invalid] unless the writer is one of the parties.
func turn(w Writer, of ...Party) error {
	if slices.Contains(of, w.Party) {
		return nil
	}
	return fault.Field("tracing", "a step of another party", fmt.Sprintf("leave it to: %v", of))
}
