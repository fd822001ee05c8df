package localui

import (
	"net/http"
	"slices"
	"strings"

	"faro.example/agent/localdb"
	"faro.example/agent/standin"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
)

// entrant is somebody who may sign in: an operator, or who stands in for one.
type entrant struct {
	api.Operator
	as standin.StandIn
}

// phrase is whose passphrase it takes.
func (e entrant) phrase() institution.PersonID { return e.session().phrase() }

func (e entrant) session() session {
	return session{person: e.Person, office: e.Office, as: e.as.ID}
}

// value names an entrant in the form to sign in with.
func (e entrant) value() string { return e.phrase().String() + " " + e.Office.String() }

// entrants are those who may sign in: the operators, then who stands in for them.
func (v *visit) entrants() (out []entrant) {
	operators := v.operators()
	for _, o := range operators {
		out = append(out, entrant{Operator: o})
	}
	for _, s := range v.others {
		i := slices.IndexFunc(operators, func(o api.Operator) bool { return o.Person == s.For && o.Office == s.Office })
		if i >= 0 {
			out = append(out, entrant{operators[i], s})
		}
	}
	return out
}

// whoField offers those who may sign in.
func (v *visit) whoField(chosen string, all []entrant) pages.Field {
	f := pages.Field{Name: "who", Kind: "select", Label: v.say("signin.who"), Value: chosen, Required: true, Focus: chosen == ""}
	for _, e := range all {
		name := e.Name.Reveal()
		if !e.as.IsZero() {
			name = v.say("record.standin", e.as.Name.Reveal(), name)
		}
		f.Options = append(f.Options, pages.Option{Value: e.value(), Text: name + " · " + v.names.office(e.Office)})
	}
	return f
}

func (v *visit) whoChosen() (entrant, error) {
	for _, e := range v.entrants() {
		if e.value() == v.r.PostFormValue("who") {
			return e, nil
		}
	}
	return entrant{}, fault.Field("who", "nobody was chosen", "choose your name from the list")
}

// choosers are who may choose a passphrase with a code: no stand-in.
func (v *visit) choosers() []entrant { return v.entrants()[:len(v.operators())] }

func (v *visit) phraseField(name, complete string) pages.Field {
	return pages.Field{Name: name, Kind: "password", Label: v.say("signin." + name), Complete: complete, Required: true}
}

// signinPage asks who it is.
func (v *visit) signinPage() error { return v.askSignin(http.StatusOK, "", nil) }

func (v *visit) askSignin(status int, who string, wrong error) error {
	p := v.page("signin")
	phrase := v.phraseField("passphrase", "current-password")
	phrase.Focus = who != ""
	f := pages.Form{Action: "/signin", Submit: v.say("signin.in"), Groups: []pages.Group{{Fields: []pages.Field{v.whoField(who, v.entrants()), phrase}}}}
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
		chosen, err = v.phrases.Chosen(v.ctx, q, op.phrase())
		return err
	})
	if err != nil {
		return err
	}
	if !chosen {
		return v.redirect("/choose")
	}
	if err := v.phrases.Check(v.ctx, v.DB, op.phrase(), v.r.PostFormValue("passphrase")); err != nil {
		if fault.Is(err, fault.Internal) {
			return err
		}
		return v.askSignin(http.StatusUnprocessableEntity, who, err)
	}
	v.enter(op.session())
	return v.redirect("/")
}

// enter makes a session of a signed-in operator, under another name than the one
// that was shown before.
func (v *visit) enter(who session) {
	v.session = v.sessions.begin(v.session.id, who)
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
		v.whoField(v.r.PostFormValue("who"), v.choosers()), code, phrase, v.phraseField("repeated", "new-password"),
	}}}}
	v.mark(&f, wrong)
	p.Body = f
	return v.show(status, p)
}

// choose keeps a passphrase, lets the operator in and shows the recovery codes,
// this once.
func (v *visit) choose() error {
	op, err := v.whoChosen()
	if err == nil && !op.as.IsZero() {
		err = fault.Field("who", "nobody was chosen", "choose your name from the list")
	}
	if err == nil && v.r.PostFormValue("passphrase") != v.r.PostFormValue("repeated") {
		err = fault.Field("repeated", "not the same passphrase", "type it twice alike")
	}
	var codes []string
	if err == nil {
		codes, err = v.phrases.Choose(v.ctx, v.DB, op.Operator, v.r.PostFormValue("code"), v.r.PostFormValue("passphrase"))
	}
	if err != nil {
		if fault.Is(err, fault.Internal) {
			return err
		}
		return v.askChoice(http.StatusUnprocessableEntity, err)
	}
	v.enter(op.session())
	v.op = op.Operator
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
		v.op, v.as = op, v.standsIn()
		phrase.Label = v.say("locked.of", v.whoText())
		v.op = api.Operator{} // who is behind a locked screen is shown nothing
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
	if _, ok := v.operator(); !ok {
		return v.redirect("/signin")
	}
	if err := v.phrases.Check(v.ctx, v.DB, v.session.phrase(), v.r.PostFormValue("passphrase")); err != nil {
		if fault.Is(err, fault.Internal) {
			return err
		}
		return v.askUnlock(http.StatusUnprocessableEntity, err)
	}
	to := v.session.to
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/locked") || strings.HasPrefix(to, "/signin") {
		to = "/"
	}
	v.enter(session{person: v.session.person, office: v.session.office, as: v.session.as}) // the session of the locked screen is worth nothing any more
	return v.redirect(to)
}

// signout ends the session. What is half filled stays on the shelf of its author.
func (v *visit) signout() error {
	v.sessions.end(v.session.id)
	return v.redirect("/signin")
}
