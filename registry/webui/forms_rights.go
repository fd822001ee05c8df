package webui

import (
	"slices"
	"strings"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/right"
)

// The forms of what is asked by right (regulation (EU) 2016/679 art. 12 to 22): to
// take down that it was asked, to answer it, and to put right what was granted.
const (
	formAskRight   = "right-ask"
	formTakeBack   = "right-withdraw"
	formAnswer     = "right-answer"
	formPutRight   = "right-rectify"
	groupOfRights  = "rights"
	wholeOfTheFile = "" // the section of what is asked about all of it
)

func rightForms() []form {
	return []form{
		{name: formAskRight, group: groupOfRights, body: right.Asked{}, ask: (*writing).rightFields, say: (*writing).asksRight},
		{name: formTakeBack, group: groupOfRights, body: right.Asked{}, alone: true, ask: (*writing).takeBackFields, say: (*writing).takesBack},
		{name: formAnswer, group: groupOfRights, body: right.Decided{}, alone: true, ask: (*writing).answerFields, say: (*writing).answersRight},
		{name: formPutRight, group: groupOfRights, body: minor.IdentityStated{}, alone: true, ask: (*writing).putRightFields, say: (*writing).putsRight},
	}
}

// ofRights gives a field the label and hint that it has in the forms of rights.
func (w *writing) ofRights(f pages.Field) pages.Field {
	f.Label = w.v.say("right.field." + f.Name)
	if key := "right.field." + f.Name + ".hint"; w.v.kit.Knows(key) {
		f.Hint = w.v.say(key)
	}
	return f
}

// askers are who can ask on this page: a guardian in its own name, or in the child's.
func (w *writing) askers() []right.Asker {
	if w.v.who.Role == access.Guardian {
		return []right.Asker{right.ByGuardian, right.ByMinor}
	}
	return right.Askers()
}

// byFields ask who asks, how that is known, and in which language it is answered.
func (w *writing) byFields() []pages.Field {
	askers := w.askers()
	return []pages.Field{
		w.ofRights(w.list("by", "right-by", string(askers[0]), true, listed(askers)...)), w.ofRights(w.text("identified", "", true, 400)),
		w.ofRights(w.text("language", w.childs(), true, 35)), w.onField(),
	}
}

// childs is the first language that the child speaks, as far as it is known.
func (w *writing) childs() string {
	for _, a := range w.f.Identity.Attributes {
		if all, ok := a.Value.([]string); ok && a.Slot == minor.AttrLanguages && len(all) > 0 {
			return all[0]
		}
	}
	return string(w.v.l)
}

func (w *writing) rightFields() []pages.Field {
	var sections []string
	for _, s := range w.f.Sections {
		if s != change.Link && s != change.Rights {
			sections = append(sections, string(s))
		}
	}
	about := w.ofRights(w.list("about", "section", wholeOfTheFile, false, sections...))
	rights := slices.DeleteFunc(right.Rights(), func(r right.Right) bool { return r == right.Withdrawal })
	out := append([]pages.Field{w.ofRights(w.list("right", "right", string(right.Access), true, listed(rights)...))}, w.byFields()...)
	out = append(out, about, w.recordField("record", w.given.Of.String(), w.disputable()), w.ofRights(w.area("says", false)), w.ofRights(w.text("value", "", false, 2000)))
	return append(out, w.accordFields()...)
}

// disputable are the records of which something can be asked: those that stand.
func (w *writing) disputable() []change.Placed {
	return slices.DeleteFunc(slices.Clone(w.f.Records), func(p change.Placed) bool {
		return p.Body == nil || p.Section == change.Rights || p.Section == change.Link || w.f.gone(&p)
	})
}

// recordField asks which record is meant, the newest first.
func (w *writing) recordField(name, first string, of []change.Placed) pages.Field {
	f := w.ofRights(w.list(name, "", first, false))
	for _, p := range slices.Backward(of) {
		f.Options = append(f.Options, pages.Option{Value: p.ID.String(), Text: w.v.kind(p.Kind) + ", " + pages.Date(w.v.l, p.On.Day())})
	}
	return f
}

// record gives the record that was chosen; nil for none.
func (w *writing) recordOf(name string) *change.Placed {
	i := slices.IndexFunc(w.f.Records, func(p change.Placed) bool { return p.ID.String() == w.v.field(name) })
	if i < 0 {
		return nil
	}
	return &w.f.Records[i]
}

func (w *writing) asksRight() []saying {
	b := right.Asked{
		Right: right.Right(w.v.field("right")), By: right.Asker(w.v.field("by")), Identified: w.needed("identified"),
		Language: w.needed("language").Reveal(), About: w.v.field("about"), Says: w.said("says"),
	}
	if p := w.recordOf("record"); p != nil {
		b.Of, b.About = minor.RecordID(p.ID), string(p.Section)
	}
	if b.Right == right.Rectification {
		b.Value, b.Agreed = w.needed("value"), w.accord()
		if b.Agreed == nil {
			w.bad("agreed", "agreed.missing")
		}
	}
	return w.one(b, institution.OfficeID{})
}

// takeBackFields ask who takes a consent back, and in which words.
func (w *writing) takeBackFields() []pages.Field {
	says := w.ofRights(w.area("says", true))
	return append(w.byFields(), says)
}

// takesBack says that the consent is taken back on which the record rests that the
// form was opened for.
func (w *writing) takesBack() []saying {
	i := slices.IndexFunc(w.f.Records, func(p change.Placed) bool { return p.ID == w.given.Of })
	if i < 0 {
		w.bad("says", "error.not-found")
		return nil
	}
	return w.one(right.Asked{
		Right: right.Withdrawal, By: right.Asker(w.v.field("by")), Identified: w.needed("identified"), Language: w.needed("language").Reveal(),
		About: string(w.f.Records[i].Section), Of: minor.RecordID(w.given.Of), Says: w.needed("says"),
	}, institution.OfficeID{})
}

// theCase is the case that the form is about.
func (w *writing) theCase() casefile.Right {
	r, _ := w.f.Right(right.CaseID(w.given.Of))
	return r
}

// outcomesOf are what can become of a case as it stands.
func outcomesOf(r *casefile.Right) []right.Outcome {
	switch r.State {
	case right.Open:
		out := []right.Outcome{right.Granted, right.InPart, right.Refused}
		if !r.Extended {
			out = append(out, right.Extended)
		}
		return out
	case right.ToDo:
		return []right.Outcome{right.Done}
	case right.InForce:
		return []right.Outcome{right.Lifted}
	}
	return nil
}

func (w *writing) answerFields() []pages.Field {
	r := w.theCase()
	outcomes := outcomesOf(&r)
	first := ""
	if len(outcomes) == 1 {
		first = string(outcomes[0])
	}
	out := []pages.Field{
		w.ofRights(w.list("outcome", "right-outcome", first, true, listed(outcomes)...)), w.onField(), w.ofRights(w.area("reason", false)),
		w.ofRights(w.list("complaint", "volunteer", "", false, "yes", "no")), w.ofRights(w.dayIf("told")),
	}
	if r.State == right.ToDo {
		out = append(out, w.recordField("record", "", w.disputable()))
	}
	return out
}

func (w *writing) answersRight() []saying {
	b := right.Decided{
		Case: right.CaseID(w.given.Of), Outcome: right.Outcome(w.needed("outcome").Reveal()), Reason: w.said("reason"),
		Complaint: w.v.field("complaint") == "yes", Told: w.dayUnless("told"),
	}
	if p := w.recordOf("record"); p != nil && b.Outcome == right.Done {
		b.Record = minor.RecordID(p.ID)
	}
	return w.lawful(b, w.one(b, institution.OfficeID{}))
}

// lawful says what the law does not let be decided so, before anything is recorded:
// intake judges by the same.
func (w *writing) lawful(b right.Decided, said []saying) []saying {
	if len(w.wrong) > 0 || w.problem != "" {
		return said
	}
	if err := b.Conditions(w.f.RightFacts(b.Case), w.on()); err != nil {
		e := fault.As(err)
		text, _ := pages.Fault(w.v.l, e.Detail, e.Remedy)
		w.mark(e.Field, text)
		w.unmet = true
	}
	return said
}

// putRightFields ask for the statement that puts right what was granted, with the
// value asked for, and who agreed to it, filled in.
func (w *writing) putRightFields() []pages.Field {
	r := w.theCase()
	first := w.valueAsked(&r)
	if a := r.Asked.Agreed; a != nil && len(a.By) > 0 {
		var by []string
		for _, p := range a.By {
			by = append(by, string(p))
		}
		first["agreed"], first["agreed_on"], first["agreed_in"] = strings.Join(by, " "), pages.ShortDate(a.On), a.Language
	}
	out := append(append([]pages.Field{w.onField()}, w.whoFields()...), w.accordFields()...)
	for i := range out {
		if v, ok := first[out[i].Name]; ok && !w.sent {
			out[i].Value = v
		}
	}
	out[0].Hint = w.v.say("right.asks", r.Asked.Value.Reveal()) + " " + out[0].Hint
	return out
}

// valueAsked gives the fields that the value asked for goes into, as far as the
// record that is put right tells which.
func (w *writing) valueAsked(r *casefile.Right) map[string]string {
	out := map[string]string{}
	i := slices.IndexFunc(w.f.Records, func(p change.Placed) bool { return p.ID == change.ID(r.Asked.Of) })
	if i < 0 {
		return out
	}
	b, ok := w.f.Records[i].Body.(minor.IdentityStated)
	if !ok {
		return out
	}
	value := strings.TrimSpace(r.Asked.Value.Reveal())
	out["source"], out["cites"] = string(b.Source), b.Cites.Reveal()
	born, err := parseDay(value)
	switch {
	case err == nil && b.Birth != nil:
		out["born"], out["provenance"] = pages.ShortDate(born), string(b.Birth.Provenance)
	case b.Name != nil:
		if i := strings.LastIndexByte(value, ' '); i > 0 {
			out["given"], out["family"] = value[:i], value[i+1:]
		} else {
			out["family"] = value
		}
	case b.Citizenship != "":
		out["citizenship"] = value
	}
	return out
}

// putsRight says what is so, and that the case was carried out by it.
func (w *writing) putsRight() []saying {
	done := right.Decided{Case: right.CaseID(w.given.Of), Outcome: right.Done, Record: minor.RecordID(w.given.IDs[0])}
	return w.lawful(done, w.checked(saying{body: w.agreed(w.identity())}, saying{body: done}))
}

// answers reports whether the reader's office answers a case.
func (f *file) answersRight(r *casefile.Right) bool {
	if !access.MayWrite(f.v.who.Role, right.Decided{}.Kind(), change.Rights, f.Ties...) {
		return false
	}
	to := f.Answerers(r.Asked.Right)
	return f.v.who.Role == access.Ministry && to.Ministry || slices.Contains(to.Custodians, institution.ID(f.v.as.ID))
}

// lateBy reports whether a case waits beyond its last day.
func (f *file) lateBy(r *casefile.Right, on day.Date) bool { return r.Waits() && on.After(r.Due) }
