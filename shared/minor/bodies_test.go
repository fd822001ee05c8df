package minor_test

import (
	"strings"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// body is what is validated here.
type body interface{ Validate() error }

// wrong is a body with the field that the fault names; "" for a valid body.
type wrong struct {
	name  string
	body  body
	field string
}

func check(t *testing.T, cases []wrong) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := c.body.Validate()
			switch {
			case c.field == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.field == "":
			case !fault.Is(err, fault.Invalid) || fault.As(err).Field != c.field:
				t.Errorf("got %v of kind %v, want a fault about %s", err, fault.KindOf(err), c.field)
			case fault.As(err).Remedy == "" && !strings.Contains(fault.As(err).Detail, ": "):
				t.Errorf("%v says no remedy", err)
			}
		})
	}
}

func long(n int) minor.Text { return minor.Text(strings.Repeat("x", n+1)) }

const turned = "abc\u202edef" // turns what stands beside it

func TestRegistered(t *testing.T) {
	check(t, []wrong{
		{"a code", minor.Registered{Code: code}, ""},
		{"a tag", minor.Registered{Tag: "A-017"}, ""},
		{"neither", minor.Registered{}, "tag"},
		{"a blank tag", minor.Registered{Tag: " "}, "tag"},
		{"a code that does not check", minor.Registered{Code: "1234567880"}, "code"},
		{"a code with letters", minor.Registered{Code: "12345678ab"}, "code"},
		{"a short code", minor.Registered{Code: "123"}, "code"},
		{"a long tag", minor.Registered{Tag: long(40)}, "tag"},
		{"a tag that is not UTF-8", minor.Registered{Tag: "\xff"}, "tag"},
	})
}

func TestFound(t *testing.T) {
	landing := minor.Landing{ID: minor.LandingID(id.New[int]()), On: day.Must("2026-03-29"), Place: "Augusta"}
	with := func(change func(*minor.Landing)) minor.Found {
		l := landing
		change(&l)
		return minor.Found{Mode: minor.ByLanding, Landing: &l}
	}
	check(t, []wrong{
		{"by landing", minor.Found{Mode: minor.ByLanding, Landing: &landing, Municipality: "089001"}, ""},
		{"by a landing nobody named", minor.Found{Mode: minor.ByLanding}, ""},
		{"on the territory", minor.Found{Mode: minor.ByFinding, Setting: minor.Airport, Condition: "well\nfed"}, ""},
		{"on the territory, nobody says where", minor.Found{Mode: minor.ByFinding}, ""},
		{"no mode", minor.Found{}, "mode"},
		{"another mode", minor.Found{Mode: "stork"}, "mode"},
		{"a landing with a setting", minor.Found{Mode: minor.ByLanding, Setting: minor.Port}, "setting"},
		{"a finding with a landing", minor.Found{Mode: minor.ByFinding, Landing: &landing}, "landing"},
		{"another setting", minor.Found{Mode: minor.ByFinding, Setting: "moon"}, "setting"},
		{"a landing without identifier", with(func(l *minor.Landing) { l.ID = minor.LandingID{} }), "landing.id"},
		{"a landing without day", with(func(l *minor.Landing) { l.On = day.Date{} }), "landing.on"},
		{"a landing without place", with(func(l *minor.Landing) { l.Place = " " }), "landing.place"},
		{"a landing with a long place", with(func(l *minor.Landing) { l.Place = string(long(200)) }), "landing.place"},
		{"a vessel that turns the writing", with(func(l *minor.Landing) { l.Vessel = turned }), "landing.vessel"},
		{"a municipality in words", minor.Found{Mode: minor.ByFinding, Municipality: "Catania"}, "municipality"},
		{"a municipality of five digits", minor.Found{Mode: minor.ByFinding, Municipality: "89001"}, "municipality"},
		{"a long place", minor.Found{Mode: minor.ByFinding, Place: string(long(1000))}, "place"},
		{"a long authority", minor.Found{Mode: minor.ByFinding, Authority: string(long(1000))}, "authority"},
		{"long relatives", minor.Found{Mode: minor.ByFinding, Relatives: long(1000)}, "relatives"},
		{"a long condition", minor.Found{Mode: minor.ByFinding, Condition: long(1000)}, "condition"},
		{"long support", minor.Found{Mode: minor.ByFinding, Support: long(1000)}, "support"},
		{"a long stay", minor.Found{Mode: minor.ByFinding, Stay: long(1000)}, "stay"},
		{"measures with a null", minor.Found{Mode: minor.ByFinding, Measures: "a\x00b"}, "measures"},
	})
}

func TestIdentityStated(t *testing.T) {
	says := func(change func(*minor.IdentityStated)) minor.IdentityStated {
		b := minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male}
		change(&b)
		return b
	}
	check(t, []wrong{
		{"one attribute", says(func(*minor.IdentityStated) {}), ""},
		{"a decree that is cited", says(func(b *minor.IdentityStated) { b.Source, b.Cites = minor.CourtDecree, "77/2026" }), ""},
		{"a name in one part", says(func(b *minor.IdentityStated) { b.Name = &minor.Name{Given: "Amadou"} }), ""},
		{"nothing stated", minor.IdentityStated{Source: minor.OwnWord}, "name"},
		{"no source", says(func(b *minor.IdentityStated) { b.Source = "" }), "source"},
		{"another source", says(func(b *minor.IdentityStated) { b.Source = "rumour" }), "source"},
		{"a decree nobody cites", says(func(b *minor.IdentityStated) { b.Source = minor.CourtDecree }), "cites"},
		{"an assessment nobody cites", says(func(b *minor.IdentityStated) { b.Source, b.Cites = minor.Assessment, " " }), "cites"},
		{"long cites", says(func(b *minor.IdentityStated) { b.Cites = long(200) }), "cites"},
		{"an empty name", says(func(b *minor.IdentityStated) { b.Name = &minor.Name{} }), "name.given"},
		{"a blank name", says(func(b *minor.IdentityStated) { b.Name = &minor.Name{Given: " ", Family: "\t"} }), "name.given"},
		{"a long given name", says(func(b *minor.IdentityStated) { b.Name = &minor.Name{Given: long(200)} }), "name.given"},
		{"a long family name", says(func(b *minor.IdentityStated) { b.Name = &minor.Name{Family: long(200)} }), "name.family"},
		{"a name that turns the writing", says(func(b *minor.IdentityStated) { b.Name = &minor.Name{Given: turned} }), "name.given"},
		{"another sex", says(func(b *minor.IdentityStated) { b.Sex = "male" }), "sex"},
		{"a birth without date", says(func(b *minor.IdentityStated) { b.Birth = &minor.Birth{} }), "birth.date"},
		{"a birth place without words", says(func(b *minor.IdentityStated) { b.BirthPlace = &minor.BirthPlace{} }), "birth_place.country"},
		{"a birth place in no country", says(func(b *minor.IdentityStated) { b.BirthPlace = &minor.BirthPlace{Country: "Guinea"} }), "birth_place.country"},
		{"a long town of birth", says(func(b *minor.IdentityStated) { b.BirthPlace = &minor.BirthPlace{Town: long(200)} }), "birth_place.town"},
		{"a citizenship in small letters", says(func(b *minor.IdentityStated) { b.Citizenship = "gn" }), "citizenship"},
		{"a language in words", says(func(b *minor.IdentityStated) { b.Languages = []string{"il pulaar"} }), "languages"},
		{"a language of one letter", says(func(b *minor.IdentityStated) { b.Languages = []string{"ff", "f"} }), "languages"},
		{"more languages than anybody speaks", says(func(b *minor.IdentityStated) { b.Languages = make([]string, 21) }), "languages"},
		{"an empty mother", says(func(b *minor.IdentityStated) { b.Mother = &minor.Name{} }), "mother.given"},
		{"an empty father", says(func(b *minor.IdentityStated) { b.Father = &minor.Name{} }), "father.given"},
	})
}

func TestBirth(t *testing.T) {
	first, may, fourth := day.Must("2009-01-01"), day.Must("2009-05-01"), day.Must("2009-05-04")
	check(t, []wrong{
		{"to the day", minor.Birth{Date: fourth, Precision: minor.ToDay, Provenance: minor.Documented}, ""},
		{"to the month", minor.Birth{Date: may, Precision: minor.ToMonth, Provenance: minor.Declared}, ""},
		{"to the year", minor.Birth{Date: first, Precision: minor.ToYear, Provenance: minor.Assessed}, ""},
		{"presumed", minor.Birth{Date: first, Precision: minor.ToDay, Provenance: minor.Presumed}, ""},
		{"no precision", minor.Birth{Date: first, Provenance: minor.Declared}, "precision"},
		{"more exact than the month", minor.Birth{Date: fourth, Precision: minor.ToMonth, Provenance: minor.Declared}, "date"},
		{"more exact than the year", minor.Birth{Date: may, Precision: minor.ToYear, Provenance: minor.Declared}, "date"},
		{"no provenance", minor.Birth{Date: first, Precision: minor.ToDay}, "provenance"},
	})
}

func TestIdentityAlias(t *testing.T) {
	check(t, []wrong{
		{"a name and its source", minor.IdentityAlias{Name: name, Source: minor.ByRelative}, ""},
		{"no source", minor.IdentityAlias{Name: name}, "source"},
		{"no name", minor.IdentityAlias{Source: minor.ByRelative}, "name.given"},
	})
}

func TestIdentifierStated(t *testing.T) {
	check(t, []wrong{
		{"a national code", minor.IdentifierStated{Scheme: minor.NationalCode, Value: "1234567889"}, ""},
		{"a number of the police", minor.IdentifierStated{Scheme: minor.PoliceNumber, Value: "06Z1X7Q"}, ""},
		{"a national code that does not check", minor.IdentifierStated{Scheme: minor.NationalCode, Value: "1234567880"}, "value"},
		{"no scheme", minor.IdentifierStated{Value: "1"}, "scheme"},
		{"another scheme", minor.IdentifierStated{Scheme: "passport", Value: "1"}, "scheme"},
		{"no value", minor.IdentifierStated{Scheme: minor.SIM}, "value"},
		{"a long value", minor.IdentifierStated{Scheme: minor.Wristband, Value: long(100)}, "value"},
		{"a value with an escape", minor.IdentifierStated{Scheme: minor.SecondReception, Value: "\x1b[2J"}, "value"},
	})
}

func TestDocumentAdded(t *testing.T) {
	sum := minor.Digest(strings.Repeat("0f", 32))
	page := minor.File{Digest: sum, Type: minor.JPEG, Size: 1000}
	no := func(change func(*minor.File)) minor.DocumentAdded {
		f := page
		change(&f)
		return minor.DocumentAdded{Type: "passport", Files: []minor.File{f}}
	}
	check(t, []wrong{
		{"a type alone", minor.DocumentAdded{Type: "birth-certificate"}, ""},
		{"all of it", minor.DocumentAdded{Type: "passport", Number: "AB1", Country: "GN", Expires: day.Must("2030-01-01"), Photo: true, File: sum}, ""},
		{"no type", minor.DocumentAdded{Number: "AB1"}, "type"},
		{"a long type", minor.DocumentAdded{Type: string(long(60))}, "type"},
		{"another country", minor.DocumentAdded{Type: "passport", Country: "GIN"}, "country"},
		{"a short digest", minor.DocumentAdded{Type: "passport", File: sum[2:]}, "file"},
		{"a digest in capitals", minor.DocumentAdded{Type: "passport", File: minor.Digest(strings.ToUpper(string(sum)))}, "file"},
		{"a digest of other letters", minor.DocumentAdded{Type: "passport", File: "../../../" + sum[9:]}, "file"},
		{"a long number", minor.DocumentAdded{Type: "passport", Number: long(100)}, "number"},
		{"a scan", minor.DocumentAdded{Type: "passport", Files: []minor.File{page}}, ""},
		{"a scan without digest", no(func(f *minor.File) { f.Digest = "" }), "files[0].digest"},
		{"a scan of another type", no(func(f *minor.File) { f.Type = "text/html" }), "files[0].type"},
		{"an empty scan", no(func(f *minor.File) { f.Size = 0 }), "files[0].size"},
		{"a scan over the limit", no(func(f *minor.File) { f.Size = minor.MaxFile + 1 }), "files[0].size"},
		{"one scan twice", minor.DocumentAdded{Type: "passport", Files: []minor.File{page, page}}, "files[1]"},
		{"scans without end", minor.DocumentAdded{Type: "passport", Files: make([]minor.File, minor.MaxFiles+1)}, "files"},
	})
}

func TestNoticeGiven(t *testing.T) {
	check(t, []wrong{
		{"a sheet and its language", minor.NoticeGiven{Text: "privacy-1", Language: "ar", Explained: "by a mediator"}, ""},
		{"no sheet", minor.NoticeGiven{Language: "ar"}, "text"},
		{"a long sheet", minor.NoticeGiven{Text: string(long(100)), Language: "ar"}, "text"},
		{"no language", minor.NoticeGiven{Text: "privacy-1"}, "language"},
		{"a language in words", minor.NoticeGiven{Text: "privacy-1", Language: "arabo (Egitto)"}, "language"},
		{"explained at length", minor.NoticeGiven{Text: "privacy-1", Language: "ar", Explained: long(200)}, "explained"},
	})
}

func TestACountryIsTwoCapitalsOrNone(t *testing.T) {
	for c, want := range map[minor.Country]bool{"GN": true, minor.Stateless: true, "": false, "gn": false, "GIN": false, "G1": false, "Ğ": false} {
		if got := c.Validate() == nil; got != want {
			t.Errorf("%q: got %v, want %v", string(c), got, want)
		}
	}
}

func TestClaimsAreOnePerAttributeInAFixedOrder(t *testing.T) {
	b := minor.IdentityStated{
		Source: minor.OwnWord, Name: &name, Sex: minor.Female, Birth: &birth, BirthPlace: &place, Citizenship: "GN",
		Languages: []string{"ff"}, Mother: &name, Father: &name,
	}
	var got []string
	for _, c := range b.Claims() {
		got = append(got, c.Attribute)
		if want := minor.Rank(c.Attribute, minor.OwnWord); c.Rank != want {
			t.Errorf("%s has rank %d, want %d", c.Attribute, c.Rank, want)
		}
	}
	want := "name sex birth birth-place citizenship languages mother father"
	if strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if got := (minor.IdentityStated{Source: minor.OwnWord}).Claims(); len(got) != 0 {
		t.Errorf("nothing stated makes %d claims", len(got))
	}
}

func TestWhichSourceWeighsMore(t *testing.T) {
	all := []minor.Source{
		minor.Observed, minor.ByRelative, minor.OwnWord, minor.Document, minor.ByAuthority, minor.PhotoDocument,
		minor.Assessment, minor.CourtDecree,
	}
	for _, s := range all {
		if s.Validate() != nil || minor.Rank(minor.AttrBirth, s) < 1 || minor.Rank(minor.AttrLanguages, s) < 1 {
			t.Errorf("%s weighs nothing", s)
		}
		if s != minor.PhotoDocument && minor.Rank(minor.AttrName, s) >= minor.Rank(minor.AttrName, minor.PhotoDocument) {
			t.Errorf("for a name %s weighs as much as a document with photograph", s)
		}
		if s != minor.OwnWord && minor.Rank(minor.AttrLanguages, s) >= minor.Rank(minor.AttrLanguages, minor.OwnWord) {
			t.Errorf("for languages %s weighs as much as the child's own word", s)
		}
	}
	if minor.Rank(minor.AttrBirth, minor.CourtDecree) <= minor.Rank(minor.AttrBirth, minor.Assessment) ||
		minor.Rank(minor.AttrBirth, minor.Assessment) <= minor.Rank(minor.AttrBirth, minor.OwnWord) {
		t.Error("for age a decree does not come before an assessment, or an assessment before the child's word")
	}
	presumed := minor.Birth{Date: day.Must("2009-01-01"), Precision: minor.ToYear, Provenance: minor.Presumed}
	claims := minor.IdentityStated{Source: minor.PhotoDocument, Birth: &presumed}.Claims()
	if claims[0].Rank != 0 || minor.Rank(minor.AttrBirth, "rumour") != 0 {
		t.Errorf("a presumed date weighs %d", claims[0].Rank)
	}
}
