package localui

import (
	"database/sql"
	"slices"

	"faro.example/agent/draft"
	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/pages"
	"faro.example/shared/placement"
)

// kinds are every sort of form.
func kinds() []kind {
	presence := []change.Section{change.Presence}
	child := func(page string, groups func(*visit, *draft.Form) ([]pages.Group, error), record func(*visit, *sql.Tx, *draft.Form) ([]change.ID, error)) kind {
		return kind{page: page, child: true, sections: presence, open: withToday, groups: groups, record: record}
	}
	arrived := child("arrived", dayOnly, recordArrived)
	arrived.here = "/new/expected"
	departed := child("departed", departedGroups, recordDeparted)
	departed.open = openDeparted
	return slices.Concat(fileKinds(), caseworkKinds(), tracingKinds(), socialKinds(), []kind{
		proposeKind(),
		arrived, departed,
		child("absent", absentGroups, recordAbsent),
		child("found", foundGroups, recordFound),
		child("bed", bedGroups, recordBed),
		child("withdrawn", reasonGroups, recordWithdrawn),
		{page: "expected", here: "/new/expected", groups: expectedGroups, send: sendExpected},
		{page: "group", here: "/new/group", open: openGroup, groups: groupGroups, record: recordGroup, upon: uponTicked},
		{page: "rollcall", open: openRollcall, groups: rollcallGroups, record: recordRollcall, upon: uponTicked},
		arrivalKind(), identityKind(), documentKind(), undoKind(), sheetKind(), photographKind(), askRightKind(),
	})
}

// dayOnly is a form that asks for nothing but the day.
func dayOnly(v *visit, f *draft.Form) ([]pages.Group, error) {
	on := v.dayField(f, "on")
	on.Focus = true
	return []pages.Group{{Fields: []pages.Field{on}}}, nil
}

// here is the operator's structure as a place.
func (v *visit) herePlace() (facility.Place, error) {
	if v.mine().IsZero() {
		return facility.Place{}, &fault.Error{Kind: fault.Invalid, Detail: "the operator's office is not a structure", Remedy: "sign in for the structure where the children are"}
	}
	return facility.At(v.mine()), nil
}

// stay gives where a child is now.
func (v *visit) stay(tx *sql.Tx, m minor.ID) (casefile.Stay, error) {
	h, err := v.child(tx, m)
	stay, _ := h.File.Presence.Now()
	return stay, err
}

func recordArrived(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	at, err := v.herePlace()
	if err := bad.or(err); err != nil {
		return nil, err
	}
	stay, err := v.stay(tx, f.About)
	if err != nil {
		return nil, err
	}
	body := movement.Arrived{At: at}
	if stay.State == casefile.InTransit && !stay.From.IsZero() {
		body.From = &stay.From
	}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}

// openDeparted fills in where a child is known to have gone: somebody else has
// recorded the arrival, and asks for the departure.
func openDeparted(v *visit, q localdb.Querier, f *draft.Form) error {
	h, err := v.child(q, f.About)
	if err != nil {
		return err
	}
	for _, l := range h.File.Presence.Halves {
		if stay, ok := h.File.Presence.Now(); ok && !l.From.IsZero() && l.From.Facility == v.mine() {
			f.Fields.Set("on", pages.ShortDate(l.On))
			f.Fields.Set("to", stay.At.Facility.String())
			return nil
		}
	}
	return withToday(v, q, f)
}

// toFields ask where to: a structure of the directory, or words for another.
func (v *visit) toFields(f *draft.Form) []pages.Field {
	to := v.field(f, "to", "select")
	for _, s := range v.dir.Structures {
		if s.ID != v.mine() {
			to.Options = append(to.Options, pages.Option{Value: s.ID.String(), Text: s.Name + " · " + s.Code})
		}
	}
	words := v.field(f, "words", "text")
	return []pages.Field{to, words}
}

// toPlace reads where to.
func (v *visit) toPlace(f *draft.Form, bad *wrongs) facility.Place {
	to, words := f.Fields.Get("to"), f.Fields.Get("words")
	switch {
	case to == "" && words == "":
		bad.add("to", fault.Field("to", "no place is given", "choose the structure, or write the place in words"))
		return facility.Place{}
	case to != "" && words != "":
		bad.add("words", fault.Field("words", "two places are given", "leave one of the two empty"))
		return facility.Place{}
	case words != "":
		p := facility.Place{Words: words}
		bad.add("words", p.Validate())
		return p
	}
	parsed, err := id.Parse[struct{}](to)
	i := slices.IndexFunc(v.dir.Structures, func(s facility.Structure) bool { return s.ID == facility.ID(parsed) })
	if err != nil || i < 0 {
		bad.add("to", fault.Field("to", "not a structure of the directory", "choose it from the list"))
		return facility.Place{}
	}
	return facility.At(facility.ID(parsed))
}

func departedGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	fields := v.toFields(f)
	fields[0].Focus = true
	return []pages.Group{{Fields: append(fields, v.dayField(f, "on"), v.field(f, "reason", "textarea"))}}, nil
}

func recordDeparted(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on, to := dayOf(f, "on", &bad), v.toPlace(f, &bad)
	from, err := v.herePlace()
	if err := bad.or(err); err != nil {
		return nil, err
	}
	body := movement.Departed{From: from, To: to, Reason: minor.Text(trim(f.Fields.Get("reason")))}
	if err := v.together(tx, body.Reason, f.About); err != nil {
		return nil, err
	}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}

func absentGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	on := v.dayField(f, "on")
	on.Focus = true
	return []pages.Group{{Fields: []pages.Field{on, v.field(f, "report", "text")}}}, nil
}

func recordAbsent(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	from, err := v.herePlace()
	if err := bad.or(err); err != nil {
		return nil, err
	}
	return v.append(tx, v.draftOf(f, f.About, on, movement.AbsenceReported{From: from, Report: f.Fields.Get("report")}))
}

func foundGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	if f.Fields.Get("where") == "" {
		f.Fields.Set("where", "here")
	}
	where := v.choice(f, "where", "radio", "here", "elsewhere")
	where.Required = true
	on := v.dayField(f, "on")
	on.Focus = true
	return []pages.Group{{Fields: []pages.Field{on, where}}}, nil
}

func recordFound(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	at, err := v.herePlace()
	if err := bad.or(err); err != nil {
		return nil, err
	}
	body := movement.AbsenceEnded{}
	if f.Fields.Get("where") != "elsewhere" {
		body.At = &at
	}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}

func bedGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	bed := v.field(f, "bed", "text")
	bed.Focus, bed.Short = true, true
	return []pages.Group{{Fields: []pages.Field{bed, v.dayField(f, "on"), v.field(f, "reason", "textarea")}}}, nil
}

func recordBed(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	at, err := v.herePlace()
	if err := bad.or(err); err != nil {
		return nil, err
	}
	body := placement.Began{At: at, Bed: f.Fields.Get("bed"), Reason: minor.Text(f.Fields.Get("reason"))}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}

func reasonGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	reason := v.field(f, "reason", "textarea")
	reason.Focus, reason.Required = true, true
	return []pages.Group{{Fields: []pages.Field{reason, v.dayField(f, "on")}}}, nil
}

// recordWithdrawn says that a departure came to nothing.
func recordWithdrawn(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	return v.broughtToNothing(tx, f, func(s casefile.Stay, reason minor.Text) (change.Body, bool) {
		return movement.Withdrawn{From: s.From, To: s.At, Reason: reason}, true
	})
}

// broughtToNothing records why a transfer ends before its arrival: says gives the
// record, and whether the child travels between the right places still.
func (v *visit) broughtToNothing(tx *sql.Tx, f *draft.Form, says func(casefile.Stay, minor.Text) (change.Body, bool)) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	reason := minor.Text(trim(f.Fields.Get("reason")))
	if reason == "" {
		bad.add("reason", fault.Field("reason", "missing", "say why, in a sentence"))
	}
	if err := bad.or(nil); err != nil {
		return nil, err
	}
	stay, err := v.stay(tx, f.About)
	if err != nil {
		return nil, err
	}
	body, ours := says(stay, reason)
	if stay.State != casefile.InTransit || !ours {
		return nil, &fault.Error{Kind: fault.Conflict, Detail: "the child is not on the way any more", Remedy: "look at the casefile"}
	}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}

func expectedGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	code := v.field(f, "code", "text")
	code.Focus, code.Required, code.Short, code.Input = true, true, true, "numeric"
	return []pages.Group{{Fields: []pages.Field{code}}}, nil
}

// sendExpected finds the child whose code was typed, and leads to the arrival.
// It says the same of a code that nobody has and of one that is not expected.
func sendExpected(v *visit, f *draft.Form) error {
	var bad wrongs
	code, err := minor.ParseCode(f.Fields.Get("code"))
	if err != nil {
		bad.add("code", fault.Field("code", "not a code", "type the ten digits again: two of them check the others"))
		return bad
	}
	var h replica.Held
	err = v.view(func(q localdb.Querier) error {
		if h, err = v.Replica.FindCode(v.ctx, q, code); err != nil {
			return err
		}
		_, err := v.child(q, h.File.Minor)
		return err
	})
	stay, _ := h.File.Presence.Now()
	if fault.Is(err, fault.NotFound) || err == nil && !(stay.State == casefile.InTransit && stay.At.Facility == v.mine()) {
		bad.add("code", fault.Field("code", "nobody with that code is expected here", "record a new arrival, and give the code there"))
		return bad
	}
	if err != nil {
		return err
	}
	if err := v.DB.InTx(v.ctx, func(tx *sql.Tx) error { return v.forms.Drop(v.ctx, tx, v.shelf(), f.ID) }); err != nil {
		return err
	}
	return v.redirect("/new/arrived?child=" + h.File.Minor.String())
}
