package webui_test

import (
	"net/http"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/institution"
)

func TestTheMinistryKeepsAgreementsWithTracingPartners(t *testing.T) {
	w, anna, _ := administered(t)
	anna.get("/partners").wants(http.StatusNotFound)
	mara := w.person("Mara", access.Ministry, institution.Ministry)
	mara.get("/partners").wants(http.StatusNotFound)
	v := w.who["Mara"]
	v.Caller.Administrator = true
	w.who["Mara"] = v
	w.Exec(`UPDATE people SET administrator = true WHERE id = $1`, mara.Caller.Person)
	partner := w.person("Ivo", access.TracingPartner, institution.TracingPartner)
	var code string
	w.Scan(&code, `SELECT code FROM offices WHERE id = $1`, partner.Caller.Offices[0])

	say := func(number, countries, from, until string) answer {
		form := mara.get("/partners").wants(http.StatusOK, "Scrivi un accordo").form("/partners")
		return mara.send(http.MethodPost, "/partners", with(form, "partner", code, "number", number, "countries", countries, "from", from, "until", until))
	}
	say("1/2026", "Guinea, Nowhereland", "01/01/2026", "").wants(http.StatusUnprocessableEntity, "Non è uno Stato")
	say("1/2026", "Guinea", "32/01/2026", "").wants(http.StatusUnprocessableEntity, "Non è un giorno")
	say("", "Guinea", "01/01/2026", "").wants(http.StatusUnprocessableEntity, "il numero o il titolo con cui")
	say("1/2026", "", "01/01/2026", "").wants(http.StatusUnprocessableEntity) // there is none to end
	bice := w.administers(w.person("Bice", access.Ministry, institution.Ministry))
	confirmed := func(a answer) answer {
		t.Helper()
		mara.follow(a).wants(http.StatusOK, "Proposto: vale quando", "accordo 1/2026", "L’hai proposta tu").without("Conferma")
		waits := bice.get("/proposals").wants(http.StatusOK, "accordo 1/2026").form("/proposals")
		bice.follow(bice.send(http.MethodPost, "/proposals", with(waits, "say", "confirm"))).wants(http.StatusOK, "Confermato", "confermata")
		return mara.get("/partners")
	}
	confirmed(say("1/2026", "Guinea\nGambia", "01/01/2026", "01/01/2028")).wants(http.StatusOK, "1/2026", "Gambia, Guinea", "1º gennaio 2028")
	confirmed(say("1/2026", "Guinea", "01/02/2026", "")).wants(http.StatusOK, "senza fine")
	var versions int
	w.Scan(&versions, `SELECT count(*) FROM agreements WHERE number = '1/2026'`)
	if versions < 2 {
		t.Errorf("%d versions are kept, want what was said and what is said since", versions)
	}
	mara.follow(say("1/2026", "", "01/03/2026", "")).wants(http.StatusOK, "Nessun accordo")
}
