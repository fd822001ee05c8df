package webui_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/institution"
)

// kindOf is the kind of institution at which a role works.
var kindOf = map[access.Role]institution.Kind{
	access.Ministry: institution.Ministry, access.Municipality: institution.Municipality, access.Region: institution.Region,
	access.Prefecture: institution.Prefecture, access.Interior: institution.Interior, access.Police: institution.Police,
	access.Prosecutor: institution.Prosecutor, access.Court: institution.Court, access.FamilyDepartment: institution.FamilyDepartment,
	access.TracingPartner: institution.TracingPartner, access.Guardian: institution.Municipality, access.Auditor: institution.Ministry,
}

// Every role opens the first page, and the casefile of a child of its territory
// if its cells of access say so, and sees of it the sections of these cells and
// no others; the forms offered are those of kinds that it may write.
func TestEveryRoleSeesWhatItsCellsGiveAndNoMore(t *testing.T) {
	w := newTown(t)
	m := w.arrives(w.centre(siracusa), "2026-03-01", "Amadou", "Bah")
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	anna.follow(anna.write(anna.open(m), "custody-take", "on", "02/03/2026"))
	anna.follow(anna.write(anna.open(m), "guardian", "given", "Gaia", "family", "Tutrice", "volunteer", "yes", "on", "05/03/2026",
		"court", "TM Catania", "number", "12/2026", "decreed", "04/03/2026")).wants(http.StatusOK, "Tutore nominato")
	for _, role := range access.Roles() {
		if kindOf[role] == "" {
			continue // no person has it
		}
		b := w.person("somebody of "+string(role), role, kindOf[role], siracusa)
		ties := []access.Relation{access.InTerritory}
		if role == access.Ministry || role == access.Guardian || role == access.TracingPartner || role == access.Auditor {
			ties = nil
		}
		home := b.get("/").wants(http.StatusOK)
		searches := access.Allow(b.Caller, access.Search, access.InTerritory, access.InCustody, access.InScope) == nil
		if got := strings.Contains(home.text, `href="/find"`); got != searches {
			t.Errorf("%s: is offered a search: %t, want %t", role, got, searches)
		}
		if !searches {
			b.get("/find").wants(http.StatusNotFound)
			home.without("Amadou")
		}
		file := b.follow(b.send(http.MethodPost, "/open", with(tokenOf(home), "code", w.codeOf(m).Display(), "reason", "care")))
		if access.Allow(b.Caller, access.OpenCasefile, ties...) != nil {
			file.wants(http.StatusNotFound).without("Amadou")
			continue
		}
		file.wants(http.StatusOK, "Amadou Bah")
		sees := access.Shown(role, access.OpenCasefile, ties...)
		for section, words := range map[change.Section]string{change.Custody: "Presa in carico", change.Presence: "Accoglienza cominciata", change.Guardian: "Tutore nominato"} {
			if got := strings.Contains(file.words(), words); got != slices.Contains(sees, section) {
				t.Errorf("%s: sees %s: %t", role, section, got)
			}
		}
		b.offeredOnly(file, ties)
	}
}

// offeredOnly fails the test if a casefile offers a form of a kind that the role
// may not write.
func (b *browser) offeredOnly(file answer, ties []access.Relation) {
	b.t.Helper()
	kinds := map[string]string{
		"custody-take": "custody.taken", "placement-began": "placement.began", "transfer-departed": "transfer.departed", "exit": "exit.recorded",
		"identity": "identity.stated", "guardian": "guardian.appointed", "absence-reported": "absence.reported",
	}
	for form, kind := range kinds {
		e, _ := change.Lookup(kind)
		may := access.MayWrite(b.Caller.Role, kind, e.Section, ties...)
		offered := strings.Contains(file.text, "/form/"+form+`"`)
		if offered && !may || !offered && may && form != "custody-take" {
			b.t.Errorf("%s: is offered %s: %t, may write it: %t", b.Caller.Role, form, offered, may)
		}
		if !may {
			b.get(file.path + "/form/" + form).wants(http.StatusNotFound)
		}
	}
}

var tokens = regexp.MustCompile(`name="token" value="([^"]+)"`)

// tokenOf gives the token of a page.
func tokenOf(page answer) map[string][]string {
	m := tokens.FindStringSubmatch(page.text)
	if m == nil {
		page.t.Fatalf("%s: no form at all", page.path)
	}
	return map[string][]string{"token": {m[1]}}
}

func TestEveryPageIsInBothLanguagesWithItsHelp(t *testing.T) {
	w := newTown(t)
	m := w.arrives(w.centre(siracusa), "2026-03-01", "Amadou", "Bah")
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	file := anna.open(m)
	key := regexp.MustCompile(`\b(nav|door|error|help|list|reason|find|casefile|axis|who|now|on|custody|moment|glass|conflict|decider|step|form|field|group|kind|state|attr|section|role|col|slot|place)\.[a-z][a-z-]*\b`)
	for _, lang := range []string{"it", "en"} {
		anna.lang = lang
		pages := []answer{anna.get("/"), anna.get("/list/all"), anna.get("/find"), anna.get("/custody"), anna.get("/new"), anna.get("/glass"), anna.get("/notices"), anna.get(file.path)}
		for _, f := range regexp.MustCompile(`/form/[a-z-]+"`).FindAllString(file.text, -1) {
			pages = append(pages, anna.get(file.path+strings.TrimSuffix(f, `"`)))
		}
		for _, p := range pages {
			p.wants(http.StatusOK)
			if found := key.FindString(p.words()); found != "" {
				t.Errorf("%s in %s: shows the key %q", p.path, lang, found)
			}
			if !strings.Contains(p.text, `<html lang="`+lang+`">`) || !strings.Contains(p.text, `class="help"`) {
				t.Errorf("%s in %s: is not in it, or without help", p.path, lang)
			}
		}
	}
}
