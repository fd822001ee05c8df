package webui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
)

// catalogs reports whether the reader keeps structures: the Ministry's
// administrators all, those of a municipality the ones of its territory.
func (v *visit) catalogs() bool {
	return v.agrees() || v.who.Role == access.Municipality && access.Allow(v.who, access.KeepStaff) == nil
}

// catalogueBody is a list of what there is, with what can be done.
type catalogueBody struct {
	Tabs  []pages.Link
	Links []pages.Link // to a region, or a kind
	New   pages.Link
	Table pages.Table
	Pairs []double
}

// double is two structures that look like one.
type double struct {
	One, Other pages.Cell
	Sealed     string
	Reason     pages.Field
}

// catalogue lists structures, institutions or managing bodies.
func (v *visit) catalogue() error {
	if !v.catalogs() {
		return errNoPage
	}
	what := firstOf(v.c.Query("what"), "structures")
	body := catalogueBody{New: pages.Link{Text: v.say("catalogue.new." + what), Href: pathCatalogue + "/" + what}}
	if v.agrees() {
		for _, w := range []string{"structures", "institutions", "bodies", "doubles"} {
			body.Tabs = append(body.Tabs, pages.Link{Text: v.say("catalogue." + w), Href: pathCatalogue + "?what=" + w, Here: w == what})
		}
	}
	var err error
	switch {
	case what == "structures":
		err = v.listStructures(&body)
	case !v.agrees():
		return errNoPage
	case what == "institutions":
		err = v.listInstitutions(&body)
	case what == "bodies":
		err = v.listBodies(&body)
	case what == "doubles":
		body.New = pages.Link{}
		err = v.listDoubles(&body)
	default:
		return errNoPage
	}
	if err != nil {
		return err
	}
	return v.show("catalogue", "catalogue.title", body)
}

func (v *visit) listStructures(body *catalogueBody) error {
	towns, region := v.who.Territory, v.c.Query("region")
	body.Table = pages.Table{Caption: v.say("catalogue.structures"), Empty: v.say("catalogue.empty"), Head: v.heads("catalogue.name", "places.town", "catalogue.type", "places.beds", "catalogue.body")}
	body.Table.Head[3].Num = true
	if v.agrees() {
		towns = v.townsOf(region)
		for _, r := range v.desk.Places.Regions() {
			body.Links = append(body.Links, pages.Link{Text: r.Name, Href: pathCatalogue + "?region=" + r.Code, Here: r.Code == region})
		}
	}
	if len(towns) == 0 {
		body.Table.Empty = v.say("places.region")
		return nil
	}
	all, err := v.desk.Catalogue.Structures(v.ctx, v.who, towns...)
	if err != nil {
		return err
	}
	bodies, err := v.desk.Catalogue.Bodies(v.ctx, v.who)
	if err != nil {
		return err
	}
	for _, s := range all {
		run := s.Body
		if i := slices.IndexFunc(bodies, func(b facility.Body) bool { return b.ID == s.ManagedBy }); i >= 0 {
			run = bodies[i].Name
		}
		beds := pages.Cell{Text: pages.Number(v.l, s.Beds), Num: true}
		if s.Beds == 0 {
			beds.Text = v.say("places.unknown")
		}
		body.Table.Rows = append(body.Table.Rows, []pages.Cell{{Text: s.Name, Own: true, Note: s.Code, Href: pathCatalogue + "/structures?code=" + s.Code},
			{Text: v.town(s.Municipality)}, {Text: v.word("facility", string(s.Type))}, beds, {Text: run, Own: true}})
	}
	return nil
}

func (v *visit) listInstitutions(body *catalogueBody) error {
	kind := institution.Kind(firstOf(v.c.Query("kind"), string(institution.Municipality)))
	for _, k := range kindsOfInstitution() {
		body.Links = append(body.Links, pages.Link{Text: v.say("role." + string(k)), Href: pathCatalogue + "?what=institutions&kind=" + string(k), Here: k == kind})
	}
	all, err := v.desk.Catalogue.Institutions(v.ctx, v.who, kind)
	if err != nil {
		return err
	}
	body.Table = pages.Table{Caption: v.say("catalogue.institutions"), Empty: v.say("catalogue.empty"), Head: v.heads("catalogue.name", "catalogue.territory")}
	for _, n := range all[:min(len(all), mostShown*5)] {
		body.Table.Rows = append(body.Table.Rows, []pages.Cell{{Text: n.Name, Own: true, Note: n.Code, Href: pathCatalogue + "/institutions?code=" + n.Code}, {Text: v.territory(n.Territory)}})
	}
	return nil
}

// territory names up to three municipalities, and says how many more there are.
func (v *visit) territory(towns []string) string {
	var out []string
	for _, t := range towns[:min(len(towns), 3)] {
		out = append(out, v.town(t))
	}
	if more := len(towns) - len(out); more > 0 {
		out = append(out, v.say("catalogue.more", pages.Number(v.l, more)))
	}
	return strings.Join(out, ", ")
}

func kindsOfInstitution() []institution.Kind {
	return []institution.Kind{institution.Municipality, institution.Prefecture, institution.Region, institution.Court, institution.Prosecutor,
		institution.Police, institution.TracingPartner, institution.Interior, institution.FamilyDepartment, institution.Ministry}
}

func (v *visit) listBodies(body *catalogueBody) error {
	all, err := v.desk.Catalogue.Bodies(v.ctx, v.who)
	body.Table = pages.Table{Caption: v.say("catalogue.bodies"), Empty: v.say("catalogue.empty"), Head: v.heads("catalogue.name")}
	for _, b := range all {
		body.Table.Rows = append(body.Table.Rows, []pages.Cell{{Text: b.Name, Own: true, Note: b.Code, Href: pathCatalogue + "/bodies?code=" + b.Code}})
	}
	return err
}

// listDoubles lists structures that look alike, each pair with the form that joins it.
func (v *visit) listDoubles(body *catalogueBody) error {
	all, err := v.desk.Joins.Doubles(v.ctx, v.because("doubles"))
	if err != nil {
		return err
	}
	body.Table = pages.Table{Empty: v.say("catalogue.nodoubles")}
	cell := func(s facility.Structure) pages.Cell {
		return pages.Cell{Text: s.Name, Own: true, Note: s.Code + ", " + v.town(s.Municipality), Href: pathCatalogue + "/structures?code=" + s.Code}
	}
	for n, d := range all[:min(len(all), mostShown)] {
		sealed, err := v.seal.text("join", v.person(), [2]facility.ID{d.One.ID, d.Other.ID})
		if err != nil {
			return err
		}
		body.Pairs = append(body.Pairs, double{cell(d.One), cell(d.Other), sealed,
			pages.Field{Name: "why" + strconv.Itoa(n), Kind: "text", Label: v.say("people.why"), Required: true, Max: maxWords}})
	}
	return nil
}

// joinHouses makes one structure of two: the first goes on as the second.
func (v *visit) joinHouses() error {
	var two [2]facility.ID
	if !v.agrees() {
		return errNoPage
	}
	if err := v.seal.open("join", v.person(), v.field("form"), &two); err != nil {
		return err
	}
	if err := v.ours(); err != nil {
		return err
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	if v.field("keep") == "one" {
		two[0], two[1] = two[1], two[0]
	}
	_, why := v.reasonAmong("why")
	if len(why) < 3 || len(why) > maxWords {
		return errWhy
	}
	if err := v.desk.Joins.Join(v.ctx, v.because(why), two[0], two[1]); err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathCatalogue+"?what=doubles&done=recorded")
	return nil
}

// reasonAmong gives the one field sent whose name begins so, and what was typed in
// it: of several forms on a page each has a field of its own.
func (v *visit) reasonAmong(prefix string) (name, words string) {
	for name, values := range v.c.Request.PostForm {
		if strings.HasPrefix(name, prefix) && len(values) > 0 {
			return name, strings.TrimSpace(values[0])
		}
	}
	return prefix, ""
}

// entryBody is one structure, institution or managing body, with what the
// directory ever said of it.
type entryBody struct {
	Form     pages.Form
	Close    *pages.Form
	Alike    []pages.Cell
	Versions pages.Table
}

// entryOf is what a form was given with: what it is about, and the identifier of
// a new one, so that it is entered once.
type entryOf struct {
	What string               `json:"w"`
	ID   institution.OfficeID `json:"i"`
	Code string               `json:"c,omitempty"` // of one that stands
}

// entry shows one, or asks for a new one.
func (v *visit) entry() error {
	if !v.catalogs() {
		return errNoPage
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	of := entryOf{What: v.c.Param("what"), Code: strings.TrimSpace(v.c.Query("code"))}
	return v.showEntry(http.StatusOK, of, nil, nil)
}

func (v *visit) showEntry(status int, of entryOf, wrong map[string]string, alike []facility.Structure) error {
	fields, found, err := v.entryFields(&of, wrong, len(alike) > 0)
	if err != nil {
		return err
	}
	if found == (of.Code == "") { // nothing of that code, or none named
		return errNoPage
	}
	if of.ID.IsZero() {
		of.ID = institution.OfficeID(id.New[struct{}]())
	}
	sealed, err := v.seal.text("entry", v.person(), of)
	if err != nil {
		return err
	}
	why := pages.Field{Name: "why", Kind: "text", Label: v.say("people.why"), Hint: v.say("people.why.hint"), Value: v.field("why"), Required: true, Max: maxWords, Error: wrong["why"]}
	body := entryBody{Form: pages.Form{ID: sealed, Action: pathCatalogue + "/" + of.What, Submit: v.say("form.submit"), Marked: true,
		Groups: []pages.Group{{Fields: append(fields, why)}}, Cancel: &pages.Link{Text: v.say("form.cancel"), Href: pathCatalogue + "?what=" + of.What}}}
	for _, s := range alike {
		body.Alike = append(body.Alike, pages.Cell{Text: s.Name, Own: true, Note: s.Code, Href: pathCatalogue + "/structures?code=" + s.Code})
	}
	if of.Code != "" {
		if err := v.history(&body, of); err != nil {
			return err
		}
		if v.agrees() {
			body.Close = v.closeForm(of, sealed, wrong)
		}
	}
	if shown := body.Form.Groups[0].Fields; body.Close != nil {
		body.Form.Problem = unplaced(wrong, slices.Concat(shown, body.Close.Groups[0].Fields))
	} else {
		body.Form.Problem = unplaced(wrong, shown)
	}
	return v.page(status, pages.Page{Name: "entry", Title: v.say("catalogue.one." + of.What), Help: v.say("help.catalogue"), Body: body, Notices: v.flash()})
}

func (v *visit) closeForm(of entryOf, sealed string, wrong map[string]string) *pages.Form {
	end := pages.Field{Name: "end", Kind: "text", Label: v.say("people.end"), Value: pages.ShortDate(v.today()), Required: true, Short: true, Error: wrong["end"]}
	why := v.becauseField("why-end", wrong)
	return &pages.Form{ID: sealed, Action: pathCatalogue + "/" + of.What, Submit: v.say("catalogue.close"), Danger: true, Marked: true,
		Groups: []pages.Group{{Legend: v.say("catalogue.close"), Fields: []pages.Field{end, why}}}, Says: []string{v.say("catalogue.close.says")}}
}

// history is all that the directory said of it, with who said it and when.
func (v *visit) history(body *entryBody, of entryOf) error {
	all, err := v.desk.Catalogue.Versions(v.ctx, v.because("staff"), of.Code)
	if err != nil {
		return err
	}
	body.Versions = pages.Table{Caption: v.say("catalogue.versions"), Head: v.heads("catalogue.name", "places.beds", "people.from", "staff.until", "catalogue.changed", "catalogue.state")}
	body.Versions.Head[1].Num = true
	for _, x := range all {
		state := pages.Cell{Text: v.say("catalogue.before")}
		if x.Holds {
			state = pages.Cell{Text: v.say("catalogue.now")}
		}
		body.Versions.Rows = append(body.Versions.Rows, []pages.Cell{{Text: x.Name, Own: true, Note: v.kindOf(of.What, x.Kind)}, {Text: v.bedsOf(of.What, x), Num: true},
			{Text: pages.Date(v.l, x.From)}, {Text: v.untilOf(x.Until)}, {Text: v.kit.Near(v.l, x.ChangedAt, v.now()), Note: firstOf(x.By.Reveal(), v.say("catalogue.registry"))}, state})
	}
	return nil
}

func (v *visit) kindOf(what, kind string) string {
	switch what {
	case "structures":
		return v.word("facility", kind)
	case "institutions":
		return v.say("role." + kind)
	}
	return ""
}

func (v *visit) bedsOf(what string, x directory.Version) string {
	switch {
	case what == "structures" && x.Beds > 0:
		return pages.Number(v.l, x.Beds)
	case what == "institutions":
		return v.say("catalogue.towns", pages.Number(v.l, x.Towns))
	}
	return ""
}

// noOffice is a code of an office or managing body that there is none of.
func noOffice(field, detail string) error {
	return fault.Field(field, detail, "write the code of one that stands, or enter it first")
}
