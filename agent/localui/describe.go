package localui

import (
	"strings"

	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/pages"
	"faro.example/shared/placement"
)

// title is what a record says, in a few words.
func (v *visit) title(r *change.Record) string { return v.kindWord(r.Kind) }

func (v *visit) kindWord(kind string) string {
	if word := "kind." + kind; v.kit.Knows(word) {
		return v.say(word)
	}
	return v.say("kind.newer")
}

// lines are what a record says in full.
func (v *visit) lines(r *change.Record) (out []pages.Cell) {
	own := func(text string) {
		if text != "" {
			out = append(out, pages.Cell{Text: text, Own: true})
		}
	}
	place := func(word string, p facility.Place) { own(v.say(word, v.placeText(p))) }
	switch b := r.Body.(type) {
	case minor.Registered:
		own(v.say("line.code", v.codeText(b.Code)))
		if b.Tag != "" {
			own(v.say("child.tag", b.Tag.Reveal()))
		}
	case minor.IdentityStated:
		for _, c := range b.Claims() {
			cell := v.valueCell(c.Value, "")
			cell.Text = v.say("line.claim", v.say("attr."+c.Attribute), cell.Text)
			out = append(out, cell)
		}
		own(v.say("source." + string(b.Source)))
		own(v.kit.Accord(v.lang, b.Agreed))
	case minor.IdentityAlias:
		own(v.wholeName(b.Name))
	case minor.IdentifierStated:
		own(v.say("line.claim", v.say("scheme."+string(b.Scheme)), b.Value.Reveal()))
	case minor.DocumentAdded:
		out = append(out, v.documentCell(b))
	case minor.NoticeGiven:
		own(b.Text)
		own(v.languages([]string{b.Language}))
		own(b.Explained.Reveal())
	case minor.IdentityDisputed:
		own(b.Says.Reveal())
	case minor.RelativeStated:
		own(v.say("is." + string(b.Is)))
		if b.Name != nil {
			own(v.wholeName(*b.Name))
		}
		own(b.Where.Reveal())
		own(v.say("source." + string(b.Source)))
	case minor.AgeDecided:
		own(v.say("age." + string(b.Found)))
		if b.Birth != nil {
			own(v.birthText(*b.Birth))
		}
		own(v.say("line.decree", b.Court, b.Number))
	case minor.Found:
		own(v.say("mode." + string(b.Mode)))
		own(b.Place)
		own(b.Relatives.Reveal())
		own(b.Condition.Reveal())
	case change.Retracted:
		own(b.Reason.Reveal())
	case change.Struck:
		own(b.Reason.Reveal())
	case change.Resolved:
		own(b.Reason.Reveal())
	default:
		v.presenceLines(r.Body, place, own)
		v.courtLines(r.Body, own)
		for _, text := range v.kit.ProcedureLines(v.lang, r.Body, v.country) {
			own(text)
		}
	}
	return out
}

// presenceLines are those of stays and movements.
func (v *visit) presenceLines(body change.Body, place func(string, facility.Place), own func(string)) {
	switch b := body.(type) {
	case placement.Began:
		place("line.at", b.At)
		if b.Bed != "" {
			own(v.say("line.bed", b.Bed))
		}
		own(b.Reason.Reveal())
	case placement.Ended:
		place("line.at", b.At)
		own(b.Reason.Reveal())
	case placement.Reserved:
		place("line.at", b.At)
		own(b.Reason.Reveal())
	case placement.Released:
		place("line.at", b.At)
		own(b.Reason.Reveal())
	case placement.Confirmed:
		place("line.at", b.At)
		own(v.say("stay.days", pages.Date(v.lang, b.Days.From), pages.Date(v.lang, b.Days.Until.Add(-1))))
	case movement.Departed:
		place("line.from", b.From)
		place("line.to", b.To)
		own(b.Reason.Reveal())
	case movement.Arrived:
		place("line.at", b.At)
		if b.From != nil {
			place("line.from", *b.From)
		}
	case movement.Refused:
		place("line.to", b.To)
		own(b.Reason.Reveal())
	case movement.Withdrawn:
		place("line.to", b.To)
		own(b.Reason.Reveal())
	case movement.AbsenceReported:
		place("line.from", b.From)
		if b.Report != "" {
			own(v.say("line.report", b.Report))
		}
	case movement.AbsenceEnded:
		if b.At != nil {
			place("line.at", *b.At)
		}
	case movement.ExitRecorded:
		own(v.say("exit." + string(b.Reason)))
	}
}

// courtLines are those of a guardianship, and of an assessment of the age.
func (v *visit) courtLines(body change.Body, own func(string)) {
	say := func(texts ...string) {
		for _, t := range texts {
			own(t)
		}
	}
	switch b := body.(type) {
	case guardian.Appointed:
		say(v.guardianName(b.Guardian), v.say("line.decree", b.Decree.Court, b.Decree.Number))
	case guardian.Ended:
		say(v.guardianName(b.Guardian))
	case guardian.Asked:
		say(b.Court, b.Number.Reveal(), b.Reason.Reveal())
	case guardian.Provisional:
		say(v.guardianName(b.Holder))
	case guardian.Accepted:
		say(v.guardianName(b.Guardian))
	case guardian.Declined:
		say(v.guardianName(b.Guardian), b.Reason.Reveal())
	case guardian.Noted:
		say(b.Text.Reveal())
	case minor.AgeOrdered:
		say(b.By, b.Number.Reveal(), b.Doubt.Reveal())
	case minor.AgeAppealed:
		say(b.Court, b.Decree.Reveal(), b.Number.Reveal())
	}
}

// languages are the names of languages in the language of the visit.
func (v *visit) languages(tags []string) string {
	var out []string
	for _, t := range tags {
		out = append(out, pages.Language(v.lang, t))
	}
	return strings.Join(out, ", ")
}

// trim takes away the spaces around what was typed.
func trim(s string) string { return strings.TrimSpace(s) }
