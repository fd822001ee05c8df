package webui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"faro.example/registry/directory"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
)

// entryFields are the fields of what the form is about, with what the directory
// says of it; found is false for a new one.
func (v *visit) entryFields(of *entryOf, wrong map[string]string, alike bool) (fields []pages.Field, found bool, err error) {
	switch {
	case of.What == "structures":
		return v.structureFields(of, wrong, alike)
	case !v.agrees():
		return nil, false, errNoPage
	case of.What == "institutions":
		return v.institutionFields(of, wrong)
	case of.What == "bodies":
		return v.bodyFields(of, wrong)
	}
	return nil, false, errNoPage
}

// entered is a field with what was typed, else what the directory says.
func (v *visit) entered(name, kind, value string, required bool, wrong map[string]string) pages.Field {
	f := pages.Field{Name: name, Kind: kind, Label: v.say("entry." + name), Value: value, Required: required, Max: 200, Error: wrong[name]}
	if v.c.Request.Method == http.MethodPost {
		f.Value = v.field(name)
	}
	if key := "entry." + name + ".hint"; v.kit.Knows(key) {
		f.Hint = v.say(key)
	}
	return f
}

// calledAs are the code and the name; a code is for good.
func (v *visit) calledAs(of *entryOf, name string, wrong map[string]string) []pages.Field {
	fields := []pages.Field{v.entered("name", "text", name, true, wrong)}
	if of.Code == "" {
		code := v.entered("code", "text", "", true, wrong)
		code.Short = true
		return append([]pages.Field{code}, fields...)
	}
	return fields
}

// receptions are the types of which a structure's places are told apart.
func receptions() []facility.Type {
	return []facility.Type{facility.First, facility.Second, facility.Temporary}
}

func (v *visit) structureFields(of *entryOf, wrong map[string]string, alike bool) (fields []pages.Field, found bool, err error) {
	var s facility.Structure
	if of.Code != "" {
		if s, found, err = v.structureOf(of.Code); err != nil || !found {
			return nil, found, err
		}
		of.ID = institution.OfficeOf(s.ID)
	}
	bodies, err := v.desk.Catalogue.Bodies(v.ctx, v.who)
	if err != nil {
		return nil, found, err
	}
	kind, town, run := v.entered("type", "select", string(s.Type), true, wrong), v.entered("municipality", "text", "", true, wrong), v.entered("body", "select", "", false, wrong)
	for _, t := range []facility.Type{facility.First, facility.Second, facility.Temporary, facility.Family, facility.Other} {
		kind.Options = append(kind.Options, pages.Option{Value: string(t), Text: v.word("facility", string(t))})
	}
	if s.Municipality != "" && town.Value == "" {
		town.Value = v.town(s.Municipality)
	}
	for _, b := range bodies {
		run.Options = append(run.Options, pages.Option{Value: b.Code, Text: b.Name})
		if b.ID == s.ManagedBy && v.c.Request.Method == http.MethodGet {
			run.Value = b.Code
		}
	}
	beds := func(name string, n int) pages.Field {
		f := v.entered(name, "text", "", false, wrong)
		if n > 0 && f.Value == "" && v.c.Request.Method == http.MethodGet {
			f.Value = strconv.Itoa(n)
		}
		f.Short, f.Input = true, "numeric"
		return f
	}
	fields = append(v.calledAs(of, s.Name, wrong), kind, town, run, beds("beds", s.Beds))
	for _, t := range receptions() {
		fields = append(fields, beds("places-"+string(t), s.Places[t]))
	}
	if alike {
		other := v.entered("other", "checks", "", false, wrong)
		other.Options = []pages.Option{{Value: "yes", Text: v.say("entry.other.yes")}}
		fields = append(fields, other)
	}
	return append(fields, v.fromField(wrong)), found, nil
}

func (v *visit) fromField(wrong map[string]string) pages.Field {
	f := pages.Field{Name: "from", Kind: "text", Label: v.say("people.from"), Hint: v.say("people.from.hint"), Value: firstOf(v.field("from"), pages.ShortDate(v.today())), Required: true, Short: true, Error: wrong["from"]}
	return f
}

// structureOf finds one that the reader keeps.
func (v *visit) structureOf(code string) (facility.Structure, bool, error) {
	found, err := v.desk.Directory.FindStructures(v.ctx, code)
	if err != nil || len(found) == 0 || !strings.EqualFold(found[0].Code, code) {
		return facility.Structure{}, false, err
	}
	return found[0], v.agrees() || slices.Contains(v.who.Territory, found[0].Municipality), nil
}

func (v *visit) institutionFields(of *entryOf, wrong map[string]string) (fields []pages.Field, found bool, err error) {
	n := institution.Institution{Kind: institution.Municipality}
	if of.Code != "" {
		if n, found, err = v.institutionOf(of.Code); err != nil || !found {
			return nil, found, err
		}
		of.ID = institution.Office(n.ID)
	}
	kind, towns := v.entered("kind", "select", string(n.Kind), true, wrong), v.entered("territory", "textarea", "", false, wrong)
	for _, k := range kindsOfInstitution() {
		kind.Options = append(kind.Options, pages.Option{Value: string(k), Text: v.say("role." + string(k))})
	}
	if v.c.Request.Method == http.MethodGet {
		towns.Value = strings.Join(n.Territory, "\n")
	}
	towns.Rows = 6
	return append(v.calledAs(of, n.Name, wrong), kind, towns, v.fromField(wrong)), found, nil
}

func (v *visit) institutionOf(code string) (institution.Institution, bool, error) {
	all, err := v.desk.Catalogue.Institutions(v.ctx, v.who, "")
	i := slices.IndexFunc(all, func(n institution.Institution) bool { return strings.EqualFold(n.Code, code) })
	if err != nil || i < 0 {
		return institution.Institution{}, false, err
	}
	return all[i], true, nil
}

func (v *visit) bodyFields(of *entryOf, wrong map[string]string) (fields []pages.Field, found bool, err error) {
	var b facility.Body
	if of.Code != "" {
		all, err := v.desk.Catalogue.Bodies(v.ctx, v.who)
		i := slices.IndexFunc(all, func(b facility.Body) bool { return strings.EqualFold(b.Code, of.Code) })
		if err != nil || i < 0 {
			return nil, false, err
		}
		b, found, of.ID = all[i], true, institution.OfficeID(all[i].ID)
	}
	return append(v.calledAs(of, b.Name, wrong), v.fromField(wrong)), found, nil
}

// sendEntry enters one, changes it, or closes it.
func (v *visit) sendEntry() error {
	var of entryOf
	if !v.catalogs() {
		return errNoPage
	}
	if err := v.seal.open("entry", v.person(), v.field("form"), &of); err != nil {
		return err
	}
	var twice []facility.Structure
	again := func(wrong map[string]string) error {
		return v.showEntry(http.StatusUnprocessableEntity, of, wrong, twice)
	}
	return v.sendEdit(pathCatalogue+"?what="+of.What, again, func() (e directory.Edit, err error) {
		if v.field("end") != "" {
			return v.closing(of)
		}
		if e.From, err = typedDay("from", v.field("from")); err != nil {
			return e, err
		}
		code := firstOf(of.Code, strings.TrimSpace(v.field("code")))
		switch of.What {
		case "institutions":
			return v.enteredInstitution(e, of, code)
		case "bodies":
			e.Bodies = []facility.Body{{ID: facility.BodyID(of.ID), Code: code, Name: strings.TrimSpace(v.field("name"))}}
			return e, nil
		}
		s, err := v.enteredStructure(of, code)
		if err != nil {
			return e, err
		}
		e.Structures = []facility.Structure{s}
		if of.Code == "" && v.field("other") != "yes" {
			if twice, err = v.desk.Catalogue.Alike(v.ctx, v.who, s); err == nil && len(twice) > 0 {
				err = fault.Field("other", "a structure of that municipality is called alike", "open it, or say that this is another")
			}
		}
		return e, err
	})
}

func (v *visit) closing(of entryOf) (e directory.Edit, err error) {
	e.From, err = typedDay("end", v.field("end"))
	switch of.What {
	case "institutions":
		e.Ended.Institutions = []institution.ID{institution.ID(of.ID)}
	case "bodies":
		e.Ended.Bodies = []facility.BodyID{facility.BodyID(of.ID)}
	default:
		e.Ended.Structures = []facility.ID{facility.ID(of.ID)}
	}
	return e, err
}

func (v *visit) enteredInstitution(e directory.Edit, of entryOf, code string) (directory.Edit, error) {
	n := institution.Institution{ID: institution.ID(of.ID), Code: code, Name: strings.TrimSpace(v.field("name")), Kind: institution.Kind(v.field("kind"))}
	if of.Code != "" {
		was, _, err := v.institutionOf(of.Code)
		if err != nil {
			return e, err
		}
		n.Parent = was.Parent
	}
	for _, text := range strings.FieldsFunc(v.field("territory"), func(r rune) bool { return strings.ContainsRune(",;\r\n", r) }) {
		town, err := v.townTyped("territory", text)
		if err != nil {
			return e, err
		}
		if !slices.Contains(n.Territory, town) {
			n.Territory = append(n.Territory, town)
		}
	}
	e.Institutions = []institution.Institution{n}
	return e, nil
}

// townTyped finds a municipality by its name or its code.
func (v *visit) townTyped(field, text string) (string, error) {
	text = strings.TrimSpace(text)
	if m, err := v.desk.Places.Municipality(text); err == nil {
		return m.Istat, nil
	}
	m, err := v.desk.Places.FindMunicipality(text, "")
	if err != nil {
		return "", fault.Field(field, "not an ISTAT code of a municipality", "use six digits")
	}
	return m.Istat, nil
}

func (v *visit) enteredStructure(of entryOf, code string) (s facility.Structure, err error) {
	s = facility.Structure{ID: facility.ID(of.ID), Code: code, Name: strings.TrimSpace(v.field("name")), Type: facility.Type(v.field("type"))}
	if s.Municipality, err = v.townTyped("municipality", v.field("municipality")); err != nil {
		return s, err
	}
	if of.Code != "" {
		was, _, err := v.structureOf(of.Code)
		if err != nil {
			return s, err
		}
		s.Body = was.Body
	}
	if run := v.field("body"); run != "" {
		bodies, err := v.desk.Catalogue.Bodies(v.ctx, v.who)
		i := slices.IndexFunc(bodies, func(b facility.Body) bool { return b.Code == run })
		if err != nil || i < 0 {
			return s, noOffice("body", "there is no managing body with that code")
		}
		s.ManagedBy = bodies[i].ID
	}
	if s.Beds, err = v.digits("beds"); err != nil {
		return s, err
	}
	for _, t := range receptions() {
		n, err := v.digits("places-" + string(t))
		if err != nil {
			return s, err
		}
		if n > 0 && s.Places == nil {
			s.Places = facility.Places{}
		}
		if n > 0 {
			s.Places[t] = n
		}
	}
	return s, nil
}

// mostBeds bounds what is typed as a number of beds. Arbitrary: no structure has as
// many.
const mostBeds = 10_000

// digits reads a number that may be left out.
func (v *visit) digits(name string) (int, error) {
	text := strings.TrimSpace(v.field(name))
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > mostBeds {
		return 0, fault.Field(name, "not a number", "write digits, or leave it empty")
	}
	return n, nil
}
