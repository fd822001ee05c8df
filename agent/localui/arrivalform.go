package localui

import (
	"database/sql"
	"slices"
	"strings"

	"faro.example/agent/arrival"
	"faro.example/agent/draft"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/sheet"
)

// sameForAll are the fields that are the same for all children of one arrival,
// and are entered once.
func sameForAll() []string { return []string{"mode", "on", "place", "vessel", "setting", "authority"} }

// following marks the form of a child who came with the one before.
const following = "following"

func arrivalKind() kind {
	return kind{page: "arrival", here: "/new/arrival", open: openArrival, groups: arrivalGroups, record: recordArrival, keep: sameForAll()}
}

func openArrival(v *visit, q localdb.Querier, f *draft.Form) error {
	if f.Fields.Get("mode") == "" {
		f.Fields.Set("mode", string(minor.ByFinding))
	}
	return withToday(v, q, f)
}

// groupFields ask for what is the same for all.
func (v *visit) groupFields(f *draft.Form) []pages.Field {
	mode := v.choice(f, "mode", "radio", string(minor.ByLanding), string(minor.ByFinding))
	mode.Required = true
	setting := v.choice(f, "setting", "select", string(minor.Inside), string(minor.Port), string(minor.Airport), string(minor.LandBorder))
	place := v.field(f, "place", "text")
	return []pages.Field{mode, v.dayField(f, "on"), place, v.field(f, "vessel", "text"), setting, v.field(f, "authority", "text")}
}

// childFields ask for what is said of one child, in the order in which it is
// asked at a quay: number, names, age, country.
func (v *visit) childFields(f *draft.Form) []pages.Field {
	short := func(name string) pages.Field {
		out := v.field(f, name, "text")
		out.Short = true
		return out
	}
	citizenship := v.field(f, "citizenship", "text")
	citizenship.List = v.countryNames()
	age := short("age")
	age.Input = "numeric"
	return []pages.Field{
		short("tag"), v.field(f, "family", "text"), v.field(f, "given", "text"), v.choice(f, "sex", "select", "M", "F", "X"),
		short("birth"), age, citizenship, v.field(f, "languages", "text"),
	}
}

// furtherFields ask for what is often not known on the first night.
func (v *visit) furtherFields(f *draft.Form) []pages.Field {
	bed := v.field(f, "bed", "text")
	bed.Short = true
	return []pages.Field{v.field(f, "birth-place", "text"), v.field(f, "mother", "text"), v.field(f, "father", "text"),
		v.field(f, "relatives", "textarea"), v.field(f, "notes", "textarea"), bed, v.field(f, "othercode", "text")}
}

func arrivalGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	child := v.childFields(f)
	child[0].Focus = true
	same := pages.Group{Legend: v.say("arrival.same"), Fields: v.groupFields(f)}
	if text := sameText(v, f); text != "" {
		same.Legend, same.Folded = v.say("arrival.sameas", text), true
	}
	if f.Fields.Get(following) != "" {
		child = append(child, pages.Field{Name: following, Kind: "hidden", Value: "yes"})
	}
	return []pages.Group{
		{Legend: v.say("arrival.child"), Fields: child},
		{Legend: v.say("arrival.more"), Fields: v.furtherFields(f), Folded: true},
		same,
	}, nil
}

// sameText is what is the same for all, in a line, where it was entered with the
// child before: then it is out of the way, and still to be seen.
func sameText(v *visit, f *draft.Form) string {
	if f.Fields.Get(following) == "" {
		return ""
	}
	parts := []string{v.say("mode." + f.Fields.Get("mode"))}
	for _, name := range []string{"place", "vessel", "on"} {
		if text := trim(f.Fields.Get(name)); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ", ")
}

// countryNames are suggested as a citizenship is typed.
func (v *visit) countryNames() (out []string) {
	if v.Places == nil {
		return nil
	}
	for _, c := range v.Places.Countries() {
		if v.lang == pages.English {
			out = append(out, c.English)
		} else {
			out = append(out, c.Italian)
		}
	}
	slices.Sort(out)
	return out
}

// countries reads citizenships as people write them.
func (v *visit) countries() arrival.Countries {
	if v.Places == nil {
		return arrival.Letters{}
	}
	return v.Places
}

// readChild reads what is said of a child as a row of a sheet is read: the same
// words are good at both, and the same mistakes are named alike.
func (v *visit) readChild(f *draft.Form, on day.Date, bad *wrongs) (c arrival.Child) {
	layout := arrival.Layout(v.countries(), on)
	for _, column := range layout.Columns {
		text := trim(f.Fields.Get(column.Name))
		if text == "" {
			continue
		}
		if len(text) > sheet.MaxCell {
			bad.add(column.Name, fault.Field(column.Name, "too long", "shorten it"))
			continue
		}
		if err := column.Parse(&c, text); err != nil {
			bad.add(column.Name, err)
		}
	}
	if len(*bad) == 0 {
		if err := layout.Check(c); err != nil {
			bad.add(fault.As(err).Field, err)
		}
	}
	return c
}

// readGroup reads what is the same for all.
func (v *visit) readGroup(tx *sql.Tx, f *draft.Form, bad *wrongs) (g arrival.Group, err error) {
	g.On = dayOf(f, "on", bad)
	if g.At, err = v.herePlace(); err != nil {
		return g, err
	}
	place := trim(f.Fields.Get("place"))
	g.Found = minor.Found{Mode: minor.Mode(f.Fields.Get("mode")), Place: place, Authority: trim(f.Fields.Get("authority"))}
	switch {
	case g.Found.Mode == minor.ByFinding:
		g.Found.Setting = minor.Setting(f.Fields.Get("setting"))
		if g.Found.Setting == "" {
			g.Found.Setting = minor.Inside
		}
	case place == "":
		bad.add("place", fault.Field("place", "a landing has a place", "write where the children were landed"))
	case !g.On.IsZero():
		landing, err := arrival.FindLanding(v.ctx, tx, g.On.Day(), place, trim(f.Fields.Get("vessel")))
		if err != nil {
			return g, err
		}
		g.Found.Landing = &landing
	}
	if len(*bad) == 0 {
		bad.addTo(g.Found.Validate(), "place")
	}
	return g, nil
}

// recordArrival records one child who arrives.
func recordArrival(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	group, err := v.readGroup(tx, f, &bad)
	if err != nil {
		return nil, err
	}
	child := v.readChild(f, group.On.Day(), &bad)
	stated := otherCode(f, &bad)
	if err := bad.or(nil); err != nil {
		return nil, err
	}
	desk := arrival.Desk{Box: v.Box, Author: v.op.Person, Office: v.op.Office, StandIn: v.as.Name}
	arrived, err := desk.Record(v.ctx, tx, group, child)
	if err != nil {
		return nil, err
	}
	if stated != nil {
		d := outbox.Draft{Minor: arrived.Minor, On: group.On, Structure: v.op.Office, Author: v.op.Person, StandIn: v.as.Name, Body: *stated}
		if _, err := v.Box.Append(v.ctx, tx, d); err != nil {
			return nil, err
		}
	}
	return recordsAbout(v, tx, arrived.Minor)
}

// otherCode reads a code that the child brought from elsewhere: it is stated
// beside the child's new one, and nothing tells whether it exists (design
// section 5 rule 11).
func otherCode(f *draft.Form, bad *wrongs) *minor.IdentifierStated {
	text := trim(f.Fields.Get("othercode"))
	if text == "" {
		return nil
	}
	code, err := minor.ParseCode(text)
	if err != nil {
		bad.add("othercode", fault.Field("othercode", "not a code", "type the ten digits again: two of them check the others"))
		return nil
	}
	return &minor.IdentifierStated{Scheme: minor.NationalCode, Value: minor.Text(code.Reveal())}
}

// recordsAbout gives the records that were just written about a new child.
func recordsAbout(v *visit, tx *sql.Tx, m minor.ID) (out []change.ID, err error) {
	about, err := outbox.ListAbout(v.ctx, tx, m)
	for _, e := range about {
		out = append(out, e.ID)
	}
	return out, err
}

// identityKind states who a child is, anew or by a better source.
func identityKind() kind {
	return kind{page: "identity", child: true, sections: []change.Section{change.Identity}, open: withToday, groups: identityGroups, record: recordIdentity}
}

func identityGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	source := v.sources(f)
	source.Focus = true
	child := v.childFields(f)
	fields := []pages.Field{source, v.field(f, "cites", "text")}
	for _, one := range child {
		if one.Name != "tag" && one.Name != "age" {
			fields = append(fields, one)
		}
	}
	fields = append(fields, v.field(f, "birth-place", "text"), v.field(f, "mother", "text"), v.field(f, "father", "text"), v.dayField(f, "on"))
	return []pages.Group{{Fields: fields}, v.accordGroup(f)}, nil
}

func recordIdentity(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	f.Fields.Set("tag", "–") // the row of a sheet wants a number or a name; here neither need be said
	c := v.readChild(f, on.Day(), &bad)
	f.Fields.Del("tag")
	body := minor.IdentityStated{
		Source: minor.Source(f.Fields.Get("source")), Cites: minor.Text(trim(f.Fields.Get("cites"))), Sex: c.Sex, Birth: c.Birth,
		BirthPlace: c.BirthPlace, Citizenship: c.Citizenship, Languages: c.Languages, Mother: c.Mother, Father: c.Father,
	}
	if c.Name != (minor.Name{}) {
		body.Name = &c.Name
	}
	if body.Birth != nil && (body.Source == minor.PhotoDocument || body.Source == minor.Document) {
		body.Birth.Provenance = minor.Documented
	}
	if len(bad) == 0 && len(body.Claims()) == 0 {
		bad.add("family", fault.Field("family", "nothing is stated", "fill in what is known better now"))
	}
	held, err := v.child(tx, f.About)
	if err != nil {
		return nil, err
	}
	body.Agreed = agreed(f, &held.File, body, &bad)
	if err := bad.or(nil); err != nil {
		return nil, err
	}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}

// documentKind states a document that somebody has seen.
func documentKind() kind {
	return kind{page: "document", child: true, sections: []change.Section{change.Identity}, open: withToday, groups: documentGroups, record: recordDocument}
}

func documentGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	what := v.choice(f, "type", "select", "passport", "identity-card", "birth-certificate", "consular-card", "other")
	what.Required, what.Focus = true, true
	country := v.field(f, "country", "text")
	country.List = v.countryNames()
	expires := v.dayField(f, "expires")
	expires.Required = false
	return []pages.Group{{Fields: []pages.Field{what, v.field(f, "number", "text"), country, expires, v.choice(f, "photo", "checks", "yes"),
		v.fileField("image/jpeg,image/png,application/pdf", false), v.dayField(f, "on")}}}, nil
}

func recordDocument(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	body := minor.DocumentAdded{Type: f.Fields.Get("type"), Number: minor.Text(trim(f.Fields.Get("number"))), Photo: f.Fields.Get("photo") == "yes"}
	if text := trim(f.Fields.Get("country")); text != "" {
		var err error
		body.Country, err = v.countries().FindCitizenship(text)
		bad.add("country", err)
	}
	if f.Fields.Get("expires") != "" {
		body.Expires = dayOf(f, "expires", &bad).Day()
	}
	if body.Type == "" {
		bad.add("type", fault.Field("type", "no type of document", "choose what it is"))
	}
	body.Files = v.enclose(tx, f, &bad)
	if err := bad.or(nil); err != nil {
		return nil, err
	}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}

// atStructure reports whether a place is the operator's own.
func (v *visit) atStructure(p facility.Place) bool {
	return !v.mine().IsZero() && p.Facility == v.mine()
}
