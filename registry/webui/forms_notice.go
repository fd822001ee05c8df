package webui

import (
	"slices"

	"faro.example/registry/notice"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	law "faro.example/shared/notice"
	"faro.example/shared/pages"
)

func officeOf(i institution.ID) institution.OfficeID { return institution.Office(i) }

// everyone is the choice of all those whom the law has told of a matter.
const everyone = "everyone"

// noticeForms are those by which offices are told of a child, of an attempt to
// turn it back, and of what it disputes.
func noticeForms() []form {
	return []form{
		{name: "notice-sent", group: "notices", body: minor.NoticeSent{}, in: change.Presence, ask: (*writing).noticeFields, say: (*writing).notice},
		{name: "border-refusal", group: "notices", body: movement.RefusalAttempted{},
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.text("where", "", true, 200), w.text("authority", "", false, 200), w.text("country", "", false, 100), w.area("done", true), w.onField()}
			},
			say: func(w *writing) []saying {
				return w.one(movement.RefusalAttempted{Where: w.needed("where"), By: w.said("authority"), To: w.countryOf("country"), Done: w.needed("done")}, institution.OfficeID{})
			}},
		{name: "disputed", group: "identity", body: minor.IdentityDisputed{},
			ask: func(w *writing) []pages.Field {
				return []pages.Field{w.list("about", "about", "", true, casefile.Disputable()...), w.area("childsays", true), w.text("language", "", false, 20), w.text("present", "", false, 200), w.onField()}
			},
			say: func(w *writing) []saying {
				about := w.v.field("about")
				return w.one(minor.IdentityDisputed{About: about, Of: w.f.Identity.ShownBy(about), Says: w.needed("childsays"), Language: w.said("language").Reveal(), With: w.said("present")}, institution.OfficeID{})
			}},
		{name: "dispute-answered", group: "identity", body: minor.IdentityDisputed{}, fits: func(f *file) bool { return len(f.openDisputes()) > 0 },
			ask: func(w *writing) []pages.Field {
				which := w.list("dispute", "", "", true)
				for _, d := range w.f.openDisputes() {
					which.Options = append(which.Options, pages.Option{Value: d.Record.String(), Text: w.v.word("about", d.About) + ": " + d.Says.Reveal()})
				}
				return []pages.Field{which, w.list("answer", "answer", "", true, string(minor.Corrected), string(minor.Kept)), w.area("why", true), w.onField()}
			},
			say: (*writing).answered},
	}
}

// openDisputes are the disputes that nobody has answered yet.
func (f *file) openDisputes() []casefile.Dispute {
	return slices.DeleteFunc(slices.Clone(f.Identity.Disputes), func(d casefile.Dispute) bool { return len(d.Answers) > 0 })
}

// answered answers a dispute of the page.
func (w *writing) answered() []saying {
	for _, d := range w.f.openDisputes() {
		if d.Record.String() == w.v.field("dispute") {
			return w.one(minor.IdentityDisputed{Dispute: minor.RecordID(d.Record), Answer: minor.Answer(w.v.field("answer")), Says: w.needed("why")}, institution.OfficeID{})
		}
	}
	w.bad("dispute", "field.missing")
	return nil
}

func (w *writing) noticeFields() []pages.Field {
	var matters, receivers []string
	for _, m := range minor.Matters() {
		matters = append(matters, string(m))
	}
	for _, r := range minor.Receivers() {
		receivers = append(receivers, string(r))
	}
	to := w.list("receiver", "receiver", everyone, true, append([]string{everyone}, receivers...)...)
	to.Hint = w.v.say("receiver.hint")
	elsewhere := w.text("elsewhere", "", false, 200)
	elsewhere.Hint = w.v.say("elsewhere.hint")
	return []pages.Field{w.list("matter", "matter", "", true, matters...), to, elsewhere, w.area("adds", false), w.text("protocol", "", false, 100), w.onField()}
}

// notice says one notice for each office that is told: those competent for the
// place where the child is; one that the directory does not have is written to by
// other means, and said to be.
func (w *writing) notice() []saying {
	matter := minor.Matter(w.v.field("matter"))
	row, ok := law.Of(matter)
	if !ok {
		w.bad("matter", "field.missing")
		return nil
	}
	to := row.To
	if r := minor.Receiver(w.v.field("receiver")); r != everyone {
		to = []minor.Receiver{r}
	} else if matter == minor.OtherMatter {
		w.bad("receiver", "field.missing")
		return nil
	}
	offices, err := w.v.desk.Letters.Competent(w.v.ctx, w.v.who, w.f.placeNow())
	if err != nil {
		w.problem = w.v.say("error.invalid")
		return nil
	}
	var out []saying
	for _, as := range to {
		b := minor.NoticeSent{Matter: matter, As: as, Protocol: w.said("protocol"), Says: w.said("adds"), Office: w.said("elsewhere")}
		if i := slices.IndexFunc(offices, func(o notice.Office) bool { return o.As == as }); i >= 0 && b.Office == "" {
			b.To = minor.AddresseeID(offices[i].ID)
		}
		if b.To.IsZero() && b.Office == "" {
			w.bad("elsewhere", "notice.nobody")
			return nil
		}
		out = append(out, saying{body: b, section: row.Section})
	}
	return out
}

// placeNow is the structure where the child is, or was last; none if it is not known.
func (f *file) placeNow() facility.ID {
	s, ok := f.Presence.Now()
	if !ok {
		return facility.ID{}
	}
	if s.State == casefile.InTransit {
		return s.From.Facility
	}
	return s.At.Facility
}

// disputed are the words of the child that stand beside an attribute.
func (f *file) disputed(a casefile.Attribute) (out []pages.Cell) {
	for _, d := range f.Identity.DisputesOf(a.Slot, change.ID{}) {
		out = append(out, pages.Cell{Text: f.v.say("dispute.says", d.Says.Reveal()), Own: true, Note: f.answers(d)})
	}
	return out
}

// answers says what came of a dispute.
func (f *file) answers(d casefile.Dispute) string {
	if len(d.Answers) == 0 {
		return f.v.say("dispute.open")
	}
	last := d.Answers[len(d.Answers)-1]
	return f.v.say("dispute.answered", f.v.say("answer."+string(last.Answer)), last.Says.Reveal())
}

// told are the notices that stand in the casefile, with when each was opened.
func (f *file) told() (out []pages.Item) {
	v := f.v
	for _, n := range f.Notices {
		state := pages.Cell{Text: v.say("letters.waits"), Tone: pages.Warning}
		switch at, timed := n.Opened.Instant(); {
		case n.To.IsZero():
			state = pages.Cell{Text: v.say("letters.elsewhere"), Note: n.Office.Reveal()}
		case timed:
			state = pages.Cell{Text: v.say("letters.opened", v.kit.Near(v.l, at, v.now())), Note: v.labelled("notice.protocol", n.OpenedAs.Reveal())}
		case !n.Opened.IsZero():
			state = pages.Cell{Text: v.say("letters.opened", pages.Date(v.l, n.Opened.Day()))}
		}
		to := firstOf(f.names.of(officeOf(institution.ID(n.To))), v.say("receiver."+string(n.As)))
		out = append(out, pages.Item{Term: v.say("matter." + string(n.Matter)), Values: []pages.Cell{
			{Text: to, Own: true, Note: pages.Date(v.l, n.On.Day())}, state,
		}})
	}
	for _, r := range f.Presence.Refusals {
		out = append(out, pages.Item{Term: v.say("kind.border.refusal-attempted"), Values: []pages.Cell{
			{Text: r.Where.Reveal(), Own: true, Note: pages.Date(v.l, r.On.Day())}, {Text: r.Done.Reveal(), Own: true},
		}})
	}
	return out
}
