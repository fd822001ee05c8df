package localui

import (
	"net/http"
	"strings"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
)

// whoValue names an operator at an office, in the form to sign in with.
func whoValue(o api.Operator) string { return o.Person.String() + " " + o.Office.String() }

// whoField offers those who may write here.
func (v *visit) whoField(chosen string) pages.Field {
	f := pages.Field{Name: "who", Kind: "select", Label: v.say("signin.who"), Value: chosen, Required: true, Focus: chosen == ""}
	for _, o := range v.operators() {
		f.Options = append(f.Options, pages.Option{Value: whoValue(o), Text: o.Name.Reveal() + " · " + v.names.office(o.Office)})
	}
	return f
}

func (v *visit) whoChosen() (api.Operator, error) {
	for _, o := range v.operators() {
		if whoValue(o) == v.r.PostFormValue("who") {
			return o, nil
		}
	}
	return api.Operator{}, fault.Field("who", "nobody was chosen", "choose your name from the list")
}

func (v *visit) phraseField(name, complete string) pages.Field {
	return pages.Field{Name: name, Kind: "password", Label: v.say("signin." + name), Complete: complete, Required: true}
}

// signinPage asks who it is.
func (v *visit) signinPage() error { return v.askSignin(http.StatusOK, "", nil) }

func (v *visit) askSignin(status int, who string, wrong error) error {
	p := v.page("signin")
	phrase := v.phraseField("passphrase", "current-password")
	phrase.Focus = who != ""
	f := pages.Form{Action: "/signin", Submit: v.say("signin.in"), Groups: []pages.Group{{Fields: []pages.Field{v.whoField(who), phrase}}}}
	v.mark(&f, wrong)
	if len(v.operators()) == 0 {
		p.Notices = append(p.Notices, pages.Notice{Tone: pages.Warning, Text: v.say("signin.nobody")})
	}
	p.Body = f
	return v.show(status, p)
}

// signin lets an operator in who knows their passphrase.
func (v *visit) signin() error {
	who := v.r.PostFormValue("who")
	op, err := v.whoChosen()
	if err != nil {
		return v.askSignin(http.StatusUnprocessableEntity, who, err)
	}
	chosen := false
	err = v.view(func(q localdb.Querier) (err error) {
		chosen, err = v.phrases.Chosen(v.ctx, q, op.Person)
		return err
	})
	if err != nil {
		return err
	}
	if !chosen {
		return v.redirect("/choose")
	}
	if err := v.phrases.Check(v.ctx, v.DB, op.Person, v.r.PostFormValue("passphrase")); err != nil {
		if fault.Is(err, fault.Internal) {
			return err
		}
		return v.askSignin(http.StatusUnprocessableEntity, who, err)
	}
	v.enter(op)
	return v.redirect("/")
}

// enter makes a session of a signed-in operator, under another name than the one
// that was shown before.
func (v *visit) enter(op api.Operator) {
	v.session = v.sessions.begin(v.session.id, op.Person, op.Office)
	setSession(v.w, v.session.id)
}

// choosePage asks a new operator for a code and a passphrase.
func (v *visit) choosePage() error { return v.askChoice(http.StatusOK, nil) }

func (v *visit) askChoice(status int, wrong error) error {
	p := v.page("choose")
	code := pages.Field{Name: "code", Kind: "text", Label: v.say("choose.code"), Hint: v.say("choose.code.hint"), Value: v.r.PostFormValue("code"), Required: true, Complete: "one-time-code"}
	phrase := v.phraseField("passphrase", "new-password")
	phrase.Hint = v.say("choose.passphrase.hint")
	f := pages.Form{Action: "/choose", Submit: v.say("choose.submit"), Cancel: &pages.Link{Text: v.say("choose.back"), Href: "/signin"}, Groups: []pages.Group{{Fields: []pages.Field{
		v.whoField(v.r.PostFormValue("who")), code, phrase, v.phraseField("repeated", "new-password"),
	}}}}
	v.mark(&f, wrong)
	p.Body = f
	return v.show(status, p)
}

// choose keeps a passphrase, lets the operator in and shows the recovery codes,
// this once.
func (v *visit) choose() error {
	op, err := v.whoChosen()
	if err == nil && v.r.PostFormValue("passphrase") != v.r.PostFormValue("repeated") {
		err = fault.Field("repeated", "not the same passphrase", "type it twice alike")
	}
	var codes []string
	if err == nil {
		codes, err = v.phrases.Choose(v.ctx, v.DB, op, v.r.PostFormValue("code"), v.r.PostFormValue("passphrase"))
	}
	if err != nil {
		if fault.Is(err, fault.Internal) {
			return err
		}
		return v.askChoice(http.StatusUnprocessableEntity, err)
	}
	v.enter(op)
	v.op = op
	p := v.page("codes")
	p.Body = codes
	return v.show(http.StatusOK, p)
}

// lockedPage locks the screen, and asks for the passphrase.
func (v *visit) lockedPage() error {
	if !v.session.in() {
		return v.redirect("/signin")
	}
	return v.askUnlock(http.StatusOK, nil)
}

func (v *visit) askUnlock(status int, wrong error) error {
	from := ""
	if at := v.r.Header.Get("Referer"); !v.session.locked {
		from = strings.TrimPrefix(at, "http://"+v.r.Host)
	}
	v.sessions.change(v.session.id, func(s *session) {
		s.locked = true
		if strings.HasPrefix(from, "/") && s.to == "" {
			s.to = from
		}
	})
	p := v.page("locked")
	phrase := v.phraseField("passphrase", "current-password")
	phrase.Focus = true
	if op, ok := v.operator(); ok {
		phrase.Label = v.say("locked.of", op.Name.Reveal())
	}
	f := pages.Form{Action: "/unlock", Submit: v.say("locked.open"), Groups: []pages.Group{{Fields: []pages.Field{phrase}}}}
	v.mark(&f, wrong)
	p.Body = f
	return v.show(status, p)
}

// lock locks the screen because somebody asks for it.
func (v *visit) lock() error {
	if !v.session.in() {
		return v.redirect("/signin")
	}
	return v.redirect("/locked")
}

// unlock goes back to where the screen was locked.
func (v *visit) unlock() error {
	op, ok := v.operator()
	if !ok {
		return v.redirect("/signin")
	}
	if err := v.phrases.Check(v.ctx, v.DB, op.Person, v.r.PostFormValue("passphrase")); err != nil {
		if fault.Is(err, fault.Internal) {
			return err
		}
		return v.askUnlock(http.StatusUnprocessableEntity, err)
	}
	to := v.session.to
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/locked") || strings.HasPrefix(to, "/signin") {
		to = "/"
	}
	v.enter(op) // the session of the locked screen is worth nothing any more
	return v.redirect(to)
}

// signout ends the session. What is half filled stays on the shelf of its author.
func (v *visit) signout() error {
	v.sessions.end(v.session.id)
	return v.redirect("/signin")
}
