package localui

import (
	"database/sql"
	"slices"

	"faro.example/agent/arrival"
	"faro.example/agent/draft"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/notice"
	"faro.example/shared/pages"
)

// fileKinds are the forms that complete a casefile, and the one that ends it.
func fileKinds() []kind {
	about := func(page string, sections []change.Section, groups func(*visit, *draft.Form) ([]pages.Group, error), record func(*visit, *sql.Tx, *draft.Form) ([]change.ID, error)) kind {
		return kind{page: page, child: true, sections: sections, open: withToday, groups: groups, record: record}
	}
	presence := []change.Section{change.Presence}
	exit := about("exit", presence, exitGroups, recordExit)
	exit.danger = true
	return []kind{
		exit, about("refused", presence, reasonGroups, recordRefused),
		about("alias", identity(), aliasGroups, recordAlias), about("identifier", identity(), identifierGroups, recordIdentifier),
		about("notice", identity(), noticeGroups, recordNotice), about("dispute", identity(), disputeGroups, recordDispute), relativeKind(), togetherKind(),
	}
}

func exitGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	var values []string
	for _, r := range movement.Reasons() {
		values = append(values, string(r))
	}
	reason := v.choice(f, "exit", "select", values...)
	reason.Required, reason.Focus = true, true
	reason.Options = append([]pages.Option{{}}, reason.Options...) // nothing so grave is chosen beforehand
	return []pages.Group{{Fields: []pages.Field{reason, v.dayField(f, "on")}}}, nil
}

// recordExit says that the child left the register (form H).
func recordExit(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	body := movement.ExitRecorded{Reason: movement.Reason(f.Fields.Get("exit"))}
	bad.add("exit", body.Validate())
	if err := bad.or(nil); err != nil {
		return nil, err
	}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}

// recordRefused says that a child who was sent here is not received: who sent
// the child has it back.
func recordRefused(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	return v.broughtToNothing(tx, f, func(s casefile.Stay, reason minor.Text) (change.Body, bool) {
		return movement.Refused{From: s.From, To: s.At, Reason: reason}, v.atStructure(s.At)
	})
}

func aliasGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	family := v.field(f, "family", "text")
	family.Focus = true
	return []pages.Group{{Fields: []pages.Field{family, v.field(f, "given", "text"), v.sources(f), v.dayField(f, "on")}}}, nil
}

func recordAlias(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	body := minor.IdentityAlias{Source: minor.Source(f.Fields.Get("source")),
		Name: minor.Name{Given: minor.Text(trim(f.Fields.Get("given"))), Family: minor.Text(trim(f.Fields.Get("family")))}}
	bad.addTo(body.Validate(), "family")
	if err := bad.or(nil); err != nil {
		return nil, err
	}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}

func identifierGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	scheme := v.choice(f, "scheme", "select", string(minor.SIM), string(minor.SecondReception), string(minor.PoliceNumber), string(minor.Wristband), string(minor.NationalCode))
	scheme.Required, scheme.Focus = true, true
	value := v.field(f, "value", "text")
	value.Required = true
	return []pages.Group{{Fields: []pages.Field{scheme, value, v.dayField(f, "on")}}}, nil
}

func recordIdentifier(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	body := minor.IdentifierStated{Scheme: minor.Scheme(f.Fields.Get("scheme")), Value: minor.Text(trim(f.Fields.Get("value")))}
	if code, err := minor.ParseCode(body.Value.Reveal()); body.Scheme == minor.NationalCode && err != nil {
		bad.add("value", fault.Field("value", "not a code", "type the ten digits again: two of them check the others"))
	} else if body.Scheme == minor.NationalCode {
		body.Value = minor.Text(code.Reveal())
	}
	bad.addTo(body.Validate(), "value")
	if err := bad.or(nil); err != nil {
		return nil, err
	}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}

func noticeGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	text := v.field(f, "text", "text")
	text.Focus, text.Required = true, true
	if text.Value == "" {
		text.Value = notice.About
	}
	language := v.field(f, "language", "text")
	language.Required = true
	return []pages.Group{{Fields: []pages.Field{text, language, v.field(f, "explained", "text"), v.dayField(f, "on")}}}, nil
}

// recordNotice says that the child was given a sheet, and had it explained.
func recordNotice(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	body := minor.NoticeGiven{Text: trim(f.Fields.Get("text")), Explained: minor.Text(trim(f.Fields.Get("explained")))}
	languages, err := arrival.ParseLanguages(f.Fields.Get("language"))
	bad.add("language", err)
	if len(languages) > 1 {
		bad.add("language", fault.Field("language", "more than one language", "give the one in which the sheet is written"))
	} else if len(languages) == 1 {
		body.Language = languages[0]
	}
	if len(bad) == 0 {
		bad.addTo(body.Validate(), "text")
	}
	if err := bad.or(nil); err != nil {
		return nil, err
	}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}

func disputeGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	what := v.choice(f, "about", "select", casefile.Disputable()...)
	what.Required, what.Focus = true, true
	says := v.field(f, "childsays", "textarea")
	says.Required = true
	return []pages.Group{{Fields: []pages.Field{what, says, v.field(f, "spoken", "text"), v.field(f, "present", "text"), v.dayField(f, "on")}}}, nil
}

// recordDispute writes down what the child says against what is written about it: it
// stands beside it, in the child's words (regulation (EU) 2016/679 art. 16).
func recordDispute(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	h, err := v.child(tx, f.About)
	if err != nil {
		return nil, err
	}
	body := minor.IdentityDisputed{
		About: f.Fields.Get("about"), Of: h.File.Identity.ShownBy(f.Fields.Get("about")), Says: minor.Text(trim(f.Fields.Get("childsays"))), With: minor.Text(trim(f.Fields.Get("present"))),
	}
	if trim(f.Fields.Get("spoken")) != "" {
		languages, err := arrival.ParseLanguages(f.Fields.Get("spoken"))
		bad.add("spoken", err)
		if len(languages) > 0 {
			body.Language = languages[0]
		}
	}
	if !slices.Contains(casefile.Disputable(), body.About) {
		body.About = ""
	}
	bad.addTo(body.Validate(), "childsays")
	if err := bad.or(nil); err != nil {
		return nil, err
	}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}
