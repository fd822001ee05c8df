package minor

import (
	"slices"
	"strings"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
)

// The bodies below are wire types: never rename, reorder or reuse a field or a
// kind; golden vectors in shared/change/testdata.

// Registered is the first record about a minor; it states the national code
// when the installation has one left, and the number on the wristband.
type Registered struct {
	Code Code `json:"code,omitempty"`
	Tag  Text `json:"tag,omitempty"`
}

// Kind names the kind of record.
func (Registered) Kind() string { return "minor.registered" }

// Validate fails with [fault.Invalid] unless there is a code or a tag.
func (b Registered) Validate() error {
	if b.Code == "" && b.Tag.blank() {
		return fault.Field("tag", "neither a code nor a tag number is given", "give the number on the wristband")
	}
	if b.Code != "" {
		if err := b.Code.Validate(); err != nil {
			return fault.In("code", err)
		}
	}
	return b.Tag.Check("tag", 40)
}

type landing struct{}

// LandingID groups the children of one landing.
type LandingID = id.Of[landing]

// Landing is what is the same for all children of one landing.
type Landing struct {
	ID     LandingID `json:"id"`
	On     day.Date  `json:"on"`
	Place  string    `json:"place"`
	Vessel string    `json:"vessel,omitempty"`
}

// Validate fails with [fault.Invalid] unless identifier, day and place are given.
func (l Landing) Validate() error {
	const all = "a landing needs its identifier, its day and its place"
	switch {
	case l.ID.IsZero():
		return fault.Field("id", "missing", all)
	case l.On.IsZero():
		return fault.Field("on", "missing", all)
	case Text(l.Place).blank():
		return fault.Field("place", "missing", all)
	}
	if err := Text(l.Place).Check("place", MaxName); err != nil {
		return err
	}
	return Text(l.Vessel).Check("vessel", MaxName)
}

// Mode is how a child's presence came to be known.
type Mode string

// The modes of arrival (DPR 231/2023; Ministry's reports).
const (
	ByLanding Mode = "landing" // sbarco
	ByFinding Mode = "found"   // rintraccio
)

// Setting is where a child was found on the territory.
type Setting string

// The settings of a finding.
const (
	Airport    Setting = "airport"
	Port       Setting = "port"
	LandBorder Setting = "land-border"
	Inside     Setting = "inside"
)

// Found is the report of presence (segnalazione): when it became known, is the
// record's on; where, by which authority, by landing or on the territory.
type Found struct {
	Mode         Mode     `json:"mode"`
	Landing      *Landing `json:"landing,omitempty"` // only by landing
	Setting      Setting  `json:"setting,omitempty"` // only if found on the territory
	Place        string   `json:"place,omitempty"`
	Municipality string   `json:"municipality,omitempty"` // ISTAT code
	Authority    string   `json:"authority,omitempty"`
	Relatives    Text     `json:"relatives,omitempty"` // who came with the child
	Condition    Text     `json:"condition,omitempty"` // physical condition
	Support      Text     `json:"support,omitempty"`   // means of support
	Stay         Text     `json:"stay,omitempty"`      // place of temporary stay
	Measures     Text     `json:"measures,omitempty"`  // measures already taken
}

// Kind names the kind of record.
func (Found) Kind() string { return "minor.found" }

// Validate fails with [fault.Invalid], naming the field.
func (b Found) Validate() error {
	switch b.Mode {
	case ByLanding:
		if b.Setting != "" {
			return fault.Field("setting", "a landing has no setting", "leave it out, or use mode found")
		}
	case ByFinding:
		if b.Landing != nil {
			return fault.Field("landing", "found on the territory, not at a landing", "leave it out, or use mode landing")
		}
		if b.Setting != "" && !slices.Contains([]Setting{Airport, Port, LandBorder, Inside}, b.Setting) {
			return fault.Field("setting", "not a setting", "use airport, port, land-border or inside")
		}
	default:
		return fault.Field("mode", "not a mode of arrival", "use landing or found")
	}
	if b.Landing != nil {
		if err := b.Landing.Validate(); err != nil {
			return fault.In("landing", err)
		}
	}
	if b.Municipality != "" && !sixDigits(b.Municipality) {
		return fault.Field("municipality", "not a code of ISTAT", "use its six digits, as 082053 for Palermo; other words go into place")
	}
	return b.checkTexts()
}

func (b Found) checkTexts() error {
	for _, f := range []struct {
		field string
		text  Text
	}{
		{"place", Text(b.Place)},
		{"authority", Text(b.Authority)},
		{"relatives", b.Relatives},
		{"condition", b.Condition},
		{"support", b.Support},
		{"stay", b.Stay},
		{"measures", b.Measures},
	} {
		if err := f.text.Check(f.field, 1000); err != nil {
			return err
		}
	}
	return nil
}

func sixDigits(s string) bool {
	return len(s) == 6 && strings.Trim(s, "0123456789") == ""
}

// IdentityStated says who the child is, by one source; each attribute given is
// a claim of its own. One that corrects what was believed before says who agreed
// to it.
type IdentityStated struct {
	Source      Source      `json:"source"`
	Cites       Text        `json:"cites,omitempty"` // number of the document or decree it rests upon
	Name        *Name       `json:"name,omitempty"`
	Sex         Sex         `json:"sex,omitempty"`
	Birth       *Birth      `json:"birth,omitempty"`
	BirthPlace  *BirthPlace `json:"birth_place,omitempty"`
	Citizenship Country     `json:"citizenship,omitempty"`
	Languages   []string    `json:"languages,omitempty"` // BCP 47
	Mother      *Name       `json:"mother,omitempty"`
	Father      *Name       `json:"father,omitempty"`
	Agreed      *Accord     `json:"agreed,omitempty"` // of version 2
}

// Version is the version of the body that says it.
func (b IdentityStated) Version() int {
	if b.Agreed != nil {
		return 2
	}
	return 1
}

// Kind names the kind of record.
func (IdentityStated) Kind() string { return "identity.stated" }

// Validate fails with [fault.Invalid], naming the field.
func (b IdentityStated) Validate() error {
	if err := b.Source.Validate(); err != nil {
		return fault.In("source", err)
	}
	if (b.Source == CourtDecree || b.Source == Assessment) && b.Cites.blank() {
		return fault.Field("cites", "a decree or an assessment is cited by its number", "give the number and the office that gave it")
	}
	claims := b.Claims()
	if len(claims) == 0 {
		return fault.Field("name", "nothing is stated", "state at least one attribute")
	}
	for _, c := range claims {
		if v, ok := c.Value.(interface{ Validate() error }); ok {
			if err := v.Validate(); err != nil {
				return fault.In(strings.ReplaceAll(c.Attribute, "-", "_"), err)
			}
		}
	}
	if b.Sex != "" && b.Sex != Male && b.Sex != Female && b.Sex != Other {
		return fault.Field("sex", "not a sex", "use M, F or X, or leave it out if it is not known")
	}
	if len(b.Languages) > maxLanguages {
		return fault.Field("languages", "more than twenty", "state those that the child speaks best")
	}
	for _, l := range b.Languages {
		if !languageTag(l) {
			return fault.Field("languages", "not a language", "use tags such as ar, fr, bm (BCP 47)")
		}
	}
	if b.Agreed != nil {
		if err := b.Agreed.Validate(); err != nil {
			return fault.In("agreed", err)
		}
	}
	return b.Cites.Check("cites", 200)
}

const maxLanguages = 20 // of one child; arbitrary

// languageTag reports whether s has the shape of a tag of BCP 47.
func languageTag(s string) bool {
	return len(s) >= 2 && len(s) <= 35 && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}

// CheckLanguage fails with [fault.Invalid], naming the field, unless a text has the
// shape of a tag of BCP 47.
func CheckLanguage(field, tag string) error {
	if !languageTag(tag) {
		return fault.Field(field, "not a language", "use a tag such as ar (BCP 47)")
	}
	return nil
}

// Claim is one attribute that a record states, with the weight of its source.
type Claim struct {
	Attribute string
	Value     any // comparable by its JSON
	Rank      int
}

// Claims gives one claim per attribute stated, in a fixed order.
func (b IdentityStated) Claims() []Claim {
	out := make([]Claim, 0, 4)
	add := func(given bool, attribute string, value any, rank int) {
		if given {
			out = append(out, Claim{attribute, value, rank})
		}
	}
	if b.Name != nil {
		add(true, AttrName, *b.Name, Rank(AttrName, b.Source))
	}
	add(b.Sex != "", AttrSex, b.Sex, Rank(AttrSex, b.Source))
	if b.Birth != nil {
		add(true, AttrBirth, *b.Birth, b.Birth.rank(b.Source))
	}
	if b.BirthPlace != nil {
		add(true, AttrBirthPlace, *b.BirthPlace, Rank(AttrBirthPlace, b.Source))
	}
	add(b.Citizenship != "", AttrCitizenship, b.Citizenship, Rank(AttrCitizenship, b.Source))
	add(len(b.Languages) > 0, AttrLanguages, b.Languages, Rank(AttrLanguages, b.Source))
	if b.Mother != nil {
		add(true, AttrMother, *b.Mother, Rank(AttrMother, b.Source))
	}
	if b.Father != nil {
		add(true, AttrFather, *b.Father, Rank(AttrFather, b.Source))
	}
	return out
}

// IdentityAlias adds another name under which the child is or was known; it
// never contends with the name shown.
type IdentityAlias struct {
	Name   Name   `json:"name"`
	Source Source `json:"source"`
}

// Kind names the kind of record.
func (IdentityAlias) Kind() string { return "identity.alias" }

// Validate fails with [fault.Invalid], naming the field.
func (b IdentityAlias) Validate() error {
	if err := b.Source.Validate(); err != nil {
		return fault.In("source", err)
	}
	return fault.In("name", b.Name.Validate())
}

// Scheme is the system that gave an identifier.
type Scheme string

// The schemes of identifiers.
const (
	NationalCode    Scheme = "national-code"
	SIM             Scheme = "sim"
	SecondReception Scheme = "second-reception" // the second-reception database
	PoliceNumber    Scheme = "police"
	Wristband       Scheme = "wristband"
)

// IdentifierStated states an identifier that another system, or the registry
// itself, gave to the child.
type IdentifierStated struct {
	Scheme Scheme `json:"scheme"`
	Value  Text   `json:"value"`
}

// Kind names the kind of record.
func (IdentifierStated) Kind() string { return "identifier.stated" }

// Validate fails with [fault.Invalid], naming the field.
func (b IdentifierStated) Validate() error {
	switch b.Scheme {
	case NationalCode:
		return fault.In("value", Code(b.Value).Validate())
	case SIM, SecondReception, PoliceNumber, Wristband:
	default:
		return fault.Field("scheme", "not a scheme", "use national-code, sim, second-reception, police or wristband")
	}
	if b.Value.blank() {
		return fault.Field("value", "empty", "give the identifier")
	}
	return b.Value.Check("value", 100)
}

// DocumentAdded states a document that somebody has seen; type, number and
// expiry are one value.
type DocumentAdded struct {
	Type    string   `json:"type"` // passport, identity-card, birth-certificate, ...
	Number  Text     `json:"number,omitempty"`
	Country Country  `json:"country,omitempty"`
	Expires day.Date `json:"expires,omitzero"`
	Photo   bool     `json:"photo,omitempty"`
	File    Digest   `json:"file,omitempty"`  // of the scan, when it was the only one and its type was not said
	Files   []File   `json:"files,omitempty"` // of version 2: the scans, page by page
}

// Version is the version of the body that says it.
func (b DocumentAdded) Version() int {
	if len(b.Files) > 0 {
		return 2
	}
	return 1
}

// Enclosed gives the files that it names.
func (b DocumentAdded) Enclosed() []File { return b.Files }

// Key is what one statement of a document has in common with another that says
// the same, whichever scans each of them names.
func (b DocumentAdded) Key() any {
	return struct {
		kind, number string
		country      Country
		expires      day.Date
		photo        bool
		file         Digest
	}{b.Type, b.Number.Reveal(), b.Country, b.Expires, b.Photo, b.File}
}

// Kind names the kind of record.
func (DocumentAdded) Kind() string { return "document.added" }

// Validate fails with [fault.Invalid], naming the field.
func (b DocumentAdded) Validate() error {
	if Text(b.Type).blank() {
		return fault.Field("type", "no type of document", "say what it is: passport, identity-card, birth-certificate")
	}
	if err := Text(b.Type).Check("type", 60); err != nil {
		return err
	}
	if b.Country != "" {
		if err := b.Country.Validate(); err != nil {
			return fault.In("country", err)
		}
	}
	if b.File != "" {
		if err := b.File.Validate(); err != nil {
			return fault.In("file", err)
		}
	}
	if err := ValidateFiles("files", b.Files); err != nil {
		return err
	}
	return b.Number.Check("number", 100)
}

// NoticeGiven states that the child was given a written notice and had it
// explained (regulation (EU) 2016/679 art. 12-13).
type NoticeGiven struct {
	Text      string `json:"text"`     // which sheet, by its name and version
	Language  string `json:"language"` // BCP 47
	Explained Text   `json:"explained,omitempty"`
}

// Kind names the kind of record.
func (NoticeGiven) Kind() string { return "notice.given" }

// Validate fails with [fault.Invalid], naming the field.
func (b NoticeGiven) Validate() error {
	if Text(b.Text).blank() {
		return fault.Field("text", "no sheet is named", "name the sheet that was given")
	}
	if !languageTag(b.Language) {
		return fault.Field("language", "not a language", "use a tag such as ar (BCP 47)")
	}
	if err := Text(b.Text).Check("text", 100); err != nil {
		return err
	}
	return b.Explained.Check("explained", MaxName)
}
