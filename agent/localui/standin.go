package localui

import (
	"database/sql"
	"net/http"
	"slices"

	"faro.example/agent/outbox"
	"faro.example/agent/standin"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
)

// standsIn is who stands in for the operator of the session, zero if nobody does
// or not any more.
func (v *visit) standsIn() standin.StandIn {
	i := slices.IndexFunc(v.others, func(s standin.StandIn) bool { return s.ID == v.session.as })
	if v.session.as.IsZero() || i < 0 {
		return standin.StandIn{}
	}
	return v.others[i]
}

// shelf is whose forms these are: a stand-in has their own.
func (v *visit) shelf() institution.PersonID {
	if !v.as.IsZero() {
		return v.as.ID
	}
	return v.op.Person
}

// by is who writes.
func (v *visit) by() outbox.By {
	return outbox.By{Author: v.op.Person, Office: v.op.Office, StandIn: v.as.Name}
}

// whoText is who sits here.
func (v *visit) whoText() string {
	if !v.as.IsZero() {
		return v.say("record.standin", v.as.Name.Reveal(), v.op.Name.Reveal())
	}
	return v.op.Name.Reveal()
}

// lookOf is how a look is called; of a stand-in it says so.
func (v *visit) lookOf(what string) string {
	if !v.as.IsZero() {
		return what + " (stand-in)"
	}
	return what
}

// standinBody is who stands in for the operator, and the form to let one in.
type standinBody struct {
	Form *pages.Form
	Why  string // there is no form
	Now  []standing
}

// standing is one who stands in.
type standing struct {
	Name string
	Text string
	End  string
}

// standinPage shows who stands in for the operator.
func (v *visit) standinPage() error { return v.askStandin(http.StatusOK, nil) }

func (v *visit) askStandin(status int, wrong error) error {
	body := standinBody{}
	switch without, err := v.lineCut(); {
	case err != nil:
		return err
	case !v.as.IsZero():
		return errStandIn()
	case !without:
		body.Why = v.say("standin.line")
	default:
		name := pages.Field{Name: "name", Kind: "text", Label: v.say("standin.name"), Hint: v.say("standin.name.hint"), Value: v.r.PostFormValue("name"), Required: true, Focus: true}
		phrase := v.phraseField("passphrase", "new-password")
		phrase.Label, phrase.Hint = v.say("standin.passphrase"), v.say("choose.passphrase.hint")
		body.Form = &pages.Form{Action: "/standin", Submit: v.say("standin.submit"), Marked: true, Cancel: &pages.Link{Text: v.say("form.cancel"), Href: "/"},
			Groups: []pages.Group{{Fields: []pages.Field{name, phrase, v.phraseField("repeated", "new-password")}}}}
		v.mark(body.Form, wrong)
	}
	for _, s := range v.others {
		if s.For == v.op.Person {
			body.Now = append(body.Now, standing{s.Name.Reveal(), v.say("standin.until", v.kit.Near(v.lang, s.Until, v.Now())), "/standin/" + s.ID.String() + "/end"})
		}
	}
	p := v.page("standin")
	p.Body = body
	return v.show(status, p)
}

// lineCut reports whether there is no line: while there is one, it is for the
// institution's administrator to name who may write.
func (v *visit) lineCut() (bool, error) {
	s, err := v.state()
	return !s.line.Cut.IsZero(), err
}

func errStandIn() error {
	return &fault.Error{Kind: fault.Denied, Detail: "a stand-in lets nobody in", Remedy: "ask the operator for whom you stand in"}
}

// letIn lets somebody stand in for the operator, who chooses a passphrase. The
// registry is told with the looks, before anything that the stand-in writes.
func (v *visit) letIn() error {
	without, err := v.lineCut()
	switch {
	case err != nil:
		return err
	case !v.as.IsZero():
		return errStandIn()
	case !without:
		return &fault.Error{Kind: fault.Conflict, Detail: "there is a line", Remedy: "ask the administrator of your institution to name who may write"}
	case v.r.PostFormValue("passphrase") != v.r.PostFormValue("repeated"):
		return v.askStandin(http.StatusUnprocessableEntity, fault.Field("repeated", "not the same passphrase", "type it twice alike"))
	}
	err = v.phrases.Lend(v.ctx, v.DB, v.r.PostFormValue("passphrase"), func(tx *sql.Tx) (institution.PersonID, error) {
		s, err := v.standins.Let(v.ctx, tx, v.op, v.r.PostFormValue("name"))
		if err != nil {
			return s.ID, err
		}
		return s.ID, v.Looks.Look(v.ctx, tx, v.op.Person, "let a stand-in in", nil)
	})
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return v.askStandin(http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	return v.redirect("/standin")
}

// endStandin ends one before the time.
func (v *visit) endStandin() error {
	who, err := pathID[institution.PersonID](v, "who")
	if err == nil && !v.as.IsZero() {
		err = errStandIn()
	}
	if err == nil {
		err = v.DB.InTx(v.ctx, func(tx *sql.Tx) error { return v.standins.End(v.ctx, tx, v.op.Person, who) })
	}
	if err != nil {
		return err
	}
	return v.redirect("/standin")
}
