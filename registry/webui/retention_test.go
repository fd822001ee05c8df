package webui_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// grown is a child who came long ago, left, and is due to be erased.
func (w *town) grown() minor.ID {
	w.t.Helper()
	a := w.centre(siracusa)
	m := w.arrives(a, "2026-02-03", "Amadou", "Bah")
	w.says(a, m, "2026-02-04", minor.IdentityStated{Source: minor.OwnWord, Birth: &minor.Birth{Date: day.Must("2009-01-01"), Precision: minor.ToDay, Provenance: minor.Declared}})
	w.says(a, m, "2026-02-20", movement.ExitRecorded{Reason: movement.FamilyReunification})
	w.SetNow(day.Must("2032-02-10").Start())
	return m
}

var retentionLink = regexp.MustCompile(`href="(/retention/[^"]+)"`)

func TestTheMonthsDryRunWaitsForWhoAsksAndForNobodyElse(t *testing.T) {
	w := newTown(t)
	w.grown()
	marco := w.person("Marco Modello", access.Ministry, institution.Ministry)
	aldo := w.person("Aldo", access.Auditor, institution.Ministry)
	marco.get("/retention").wants(http.StatusOK, "La prova di questo mese non è ancora fatta")
	if _, err := w.erasures.Lay(t.Context(), marco.Caller); err != nil {
		t.Fatal(err)
	}
	marco.get("/queues").wants(http.StatusOK, "Da cancellare per legge", "due persone del Ministero")
	seen := marco.get("/retention").wants(http.StatusOK, "Le prove dei mesi", "Nessuno ha ancora chiesto: chiedi", "febbraio 2032")
	if !strings.Contains(seen.text, `href="/retention/ask"`) {
		t.Error("it does not lead to where it is asked for")
	}
	aldo.get("/retention").wants(http.StatusOK, "Le prove dei mesi", "Nessuno ha ancora chiesto").without("chiesto: chiedi")
	ask := marco.get("/retention/ask").wants(http.StatusOK)
	marco.follow(marco.send(http.MethodPost, "/retention", with(ask.form("/retention"), "until", "10/02/2032", "why", "conservazione di febbraio")))
	marco.get("/retention").wants(http.StatusOK, "Le prove dei mesi").without("chiesto: chiedi")
}

func TestOneOfTheMinistryAsksAnotherOrdersAndAnAuditorSeesIt(t *testing.T) {
	w := newTown(t)
	m := w.grown()
	code := w.codeOf(m)
	marco := w.person("Marco Modello", access.Ministry, institution.Ministry)
	mara := w.personAt("Mara Modello", access.Ministry, marco.Caller.Offices[0])
	aldo := w.person("Aldo", access.Auditor, institution.Ministry)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)

	anna.get("/retention").wants(http.StatusNotFound)
	seen := aldo.get("/retention").wants(http.StatusOK, code.Display(), "niente: si cancellerebbe", "DPR 231/2023 art. 9")
	if retentionLink.MatchString(seen.text) {
		t.Error("an auditor is led to what only the Ministry orders")
	}
	aldo.get("/retention/ask").wants(http.StatusNotFound)

	ask := marco.get("/retention/ask").wants(http.StatusOK, "Lo ordina un’altra persona")
	marco.send(http.MethodPost, "/retention", with(ask.form("/retention"), "until", "10/02/2032", "why", "x")).wants(http.StatusUnprocessableEntity, "almeno dieci lettere")
	asked := marco.follow(marco.send(http.MethodPost, "/retention", with(ask.form("/retention"), "until", "10/02/2032", "why", "conservazione di febbraio"))).
		wants(http.StatusOK, "un’altra persona ordina")

	own := marco.get(retentionLink.FindAllStringSubmatch(asked.text, -1)[1][1]).wants(http.StatusOK)
	marco.send(http.MethodPost, "/retention", with(own.form("/retention"), "choice", "yes")).wants(http.StatusConflict)
	links := retentionLink.FindAllStringSubmatch(mara.get("/retention").wants(http.StatusOK).text, -1)
	order := mara.get(links[1][1]).wants(http.StatusOK, "non si torna indietro")
	mara.send(http.MethodPost, "/retention", with(order.form("/retention"))).wants(http.StatusUnprocessableEntity)
	mara.follow(mara.send(http.MethodPost, "/retention", with(order.form("/retention"), "choice", "yes"))).wants(http.StatusOK, "Ordinato: in corso")
	if _, err := w.erasures.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	done := aldo.get("/retention").wants(http.StatusOK, "Finito", "1 non hanno confermato")
	link := regexp.MustCompile(`href="(/certificates/[0-9]+)"`).FindStringSubmatch(done.text)
	if link == nil {
		t.Fatal("nothing leads to the certificate")
	}
	if text := aldo.get(link[1]).wants(http.StatusOK).Body.String(); !strings.Contains(text, "child: "+m.String()) || !strings.Contains(text, "nothing can bring the child back: from") {
		t.Errorf("the certificate says %q", text)
	}
	anna.get(link[1]).wants(http.StatusNotFound)
	if w.records(m, "minor.registered") != 0 || regexp.MustCompile(regexp.QuoteMeta(code.Display())).MatchString(done.text) {
		t.Error("the child is still there")
	}
}

func TestATextIsStruckOutFromTheCasefileAndTheCasefileSaysByWhomAndWhy(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	m := w.arrives(a, "2026-02-03", "Amadou", "Bah")
	w.says(a, m, "2026-02-04", minor.IdentityAlias{Source: minor.OwnWord, Name: minor.Name{Given: "Di un altro"}})
	marco := w.person("Marco Modello", access.Ministry, institution.Ministry)
	mara := w.personAt("Mara Modello", access.Ministry, marco.Caller.Offices[0])
	file := marco.open(m)
	link := regexp.MustCompile(`href="(/casefile/[^"]+/retention\?record=[^"]+)"`).FindStringSubmatch(file.text)
	if link == nil {
		t.Fatal("no record leads to the page that asks to strike it out")
	}
	form := marco.get(link[1]).wants(http.StatusOK, "Lo ordina un’altra persona").form("/retention")
	marco.follow(marco.send(http.MethodPost, "/retention", with(form, "why", "incollato nel fascicolo sbagliato"))).wants(http.StatusOK, "incollato nel fascicolo sbagliato")
	links := retentionLink.FindAllStringSubmatch(mara.get("/retention").wants(http.StatusOK).text, -1)
	order := mara.get(links[len(links)-1][1]).wants(http.StatusOK)
	mara.follow(mara.send(http.MethodPost, "/retention", with(order.form("/retention"), "choice", "yes"))).wants(http.StatusOK, "Fatto: resta l’intestazione")
	after := marco.open(m).wants(http.StatusOK, "Testo stralciato il", "Marco Modello", "Mara Modello", "incollato nel fascicolo sbagliato")
	if regexp.MustCompile("Di un altro").MatchString(after.text) {
		t.Error("the text is still shown")
	}
}

func TestAGrantedErasureLeadsToAnOrderAndAHoldStopsTheAnswer(t *testing.T) {
	w := newTown(t)
	m := w.grown()
	marco := w.person("Marco Modello", access.Ministry, institution.Ministry)
	mara := w.personAt("Mara Modello", access.Ministry, marco.Caller.Offices[0])
	file := marco.open(m)
	at := pathOf(file)
	hold := marco.get(at+"/retention").wants(http.StatusOK, "Per toglierlo servono due persone").form("/retention")
	marco.follow(marco.send(http.MethodPost, "/retention", with(hold, "why", "procedimento penale in corso"))).wants(http.StatusOK, "procedimento penale in corso")
	page := marco.follow(marco.write(file, "right-ask", "right", "erasure", "by", "grown-up", "identified", "documento", "language", "fr", "says", "cancellate tutto", "on", "08/02/2032")).
		wants(http.StatusOK, "da decidere", "Trattenuti per ordine", "procedimento penale in corso")
	of := caseOn(t, page, "right-answer")
	grant := func() answer { return marco.fills(file, "right-answer", of, "outcome", "granted", "on", "09/02/2032") }
	grant().wants(http.StatusConflict, "Un ordine trattiene quello che è scritto del minore")
	if n := w.records(m, "right.decided"); n != 0 {
		t.Fatalf("%d decisions were taken while the child is held", n)
	}
	w.liftAll(marco, mara)
	granted := marco.follow(grant()).wants(http.StatusOK, "accolta, da eseguire", "Chiedi di cancellare, come accolto", "programma a test", "ne ha scritto").without("Trattenuti per ordine")
	link := regexp.MustCompile(`href="(/casefile/[^"]+/retention\?case=[^"]+)"`).FindStringSubmatch(granted.text)
	if link == nil {
		t.Fatal("a granted erasure leads to no order")
	}
	form := marco.get(link[1]).wants(http.StatusOK, "la richiesta è stata accolta").form("/retention")
	marco.follow(marco.send(http.MethodPost, "/retention", with(form, "why", "richiesta accolta il 9 febbraio"))).wants(http.StatusOK, "richiesta accolta il 9 febbraio")
	links := retentionLink.FindAllStringSubmatch(mara.get("/retention").wants(http.StatusOK).text, -1)
	order := mara.get(links[1][1]).wants(http.StatusOK, "non si torna indietro")
	mara.follow(mara.send(http.MethodPost, "/retention", with(order.form("/retention"), "choice", "yes"))).wants(http.StatusOK, "Ordinato: in corso")
	if _, err := w.erasures.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	marco.get("/retention").wants(http.StatusOK, "Richiesta accolta", "Finito")
	if w.records(m, "minor.registered") != 0 {
		t.Error("the child is still there")
	}
}

// liftAll has two persons lift every hold.
func (w *town) liftAll(asks, lifts *browser) {
	w.t.Helper()
	holds, err := w.erasures.Holds(w.t.Context(), asks.Caller)
	if err != nil || len(holds) == 0 {
		w.t.Fatalf("%d holds, %v", len(holds), err)
	}
	for _, h := range holds {
		if err := w.erasures.AskLift(w.t.Context(), asks.Caller, h.ID, "il procedimento è finito"); err != nil {
			w.t.Fatal(err)
		}
		if err := w.erasures.Lift(w.t.Context(), lifts.Caller, h.ID); err != nil {
			w.t.Fatal(err)
		}
	}
}

func TestWhoWasErasedLongAgoIsListedAndCertified(t *testing.T) {
	w := newTown(t)
	w.Exec(`INSERT INTO tombstones (minor, position, at, rule, header, sig, salt, body)
		SELECT gen_random_uuid(), 1000 + n, now(), 'majority', '', '', '', '' FROM generate_series(1, 150) n`)
	aldo := w.person("Aldo", access.Auditor, institution.Ministry)
	first := aldo.get("/retention").wants(http.StatusOK, "Chi è stato cancellato prima")
	older := regexp.MustCompile(`href="(/retention\?upto=[0-9]+)"`).FindStringSubmatch(first.text)
	if older == nil || older[1] != "/retention?upto=1050" {
		t.Fatalf("the older ones are at %v", older)
	}
	second := aldo.get(older[1]).wants(http.StatusOK).without("Chi è stato cancellato prima")
	if !strings.Contains(second.text, `href="/certificates/1001"`) || strings.Contains(first.text, `href="/certificates/1001"`) {
		t.Error("the first who was erased is not on the second page alone")
	}
	aldo.get("/certificates/1001").wants(http.StatusOK)
	aldo.get("/certificates/1000").wants(http.StatusNotFound)
	aldo.get("/retention?upto=x").wants(http.StatusNotFound)
}
