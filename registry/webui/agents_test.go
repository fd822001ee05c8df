package webui_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/mtls"
	"faro.example/shared/placement"
)

// administers makes somebody an administrator.
func (w *town) administers(b *browser) *browser {
	v := w.who[b.who]
	v.Caller.Administrator = true
	w.who[b.who], b.Visitor = v, v
	w.Exec(`UPDATE people SET administrator = true WHERE id = $1`, v.Caller.Person)
	return b
}

// certified gives an agent of the tests a certificate, as those have that were let in.
func (w *town) certified(a *intaketest.Agent, label string) *intaketest.Agent {
	w.Exec(`INSERT INTO certificates (serial, installation, not_before, not_after, issued_at) VALUES ($1, $2, $3, $4, $3)`, a.ID.String(), a.ID, w.Now(), w.Now().AddDate(0, 0, 7))
	w.Exec(`UPDATE installations SET label = $2 WHERE id = $1`, a.ID, label)
	w.Exec(`INSERT INTO installation_sightings (installation, seen_at) VALUES ($1, $2)`, a.ID, w.Now())
	return a
}

// linesBy are the actions that somebody's lines name, the oldest first.
func (w *town) linesBy(b *browser) (out []string) {
	w.t.Helper()
	rows, err := w.DB.Admin().Query(w.t.Context(), `SELECT action FROM access_lines WHERE person = $1 AND allowed ORDER BY id`, b.Caller.Person)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			w.t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// enrols has a machine come in by a code.
func (w *town) enrols(code string) (*x509.Certificate, pki.Grant, error) {
	w.t.Helper()
	tls, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	public, record, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, tls)
	if err != nil {
		w.t.Fatal(err)
	}
	grant, err := w.pki.Enrol(w.t.Context(), api.EnrolRequest{Code: code, Request: csr, Key: public, Proof: ed25519.Sign(record, csr)})
	if err != nil {
		return nil, grant, err
	}
	chain, err := mtls.ParseChain(grant.Certificate)
	if err != nil {
		w.t.Fatal(err)
	}
	return chain[0], grant, nil
}

var readOut = regexp.MustCompile(`[A-Z2-7]{4}(-[A-Z2-7]{4}){7}`)

func TestACodeIsReadOutOnceAndLetsAProgramInWithItsFirstOperator(t *testing.T) {
	w := newTown(t)
	mara := w.administers(w.person("Mara", access.Ministry, institution.Ministry))
	house := institution.OfficeOf(w.Structure(siracusa))
	olga := w.personAt("Olga", access.Centre, house)
	var code string
	w.Scan(&code, `SELECT code FROM offices WHERE id = $1`, house)

	mara.get("/centres/new?office=nowhere").wants(http.StatusOK, "non c’è nessun ente")
	page := mara.get("/centres/new?office="+code).wants(http.StatusOK, "Primo operatore", "Olga", "una volta sola")
	if readOut.MatchString(page.words()) {
		t.Error("the code stands on the page before it is asked for")
	}
	form := with(page.form("/centres/new"), "label", "Casa, ufficio", "operator", olga.Caller.Person.String(), "lasts", "1h")
	made := mara.send(http.MethodPost, "/centres/new", form).wants(http.StatusOK, "Casa, ufficio", "Codice monouso di Olga", "fino a")
	secret := readOut.FindString(made.words())
	if secret == "" || !strings.Contains(made.words(), secret[:4]+" ") {
		t.Fatal("no code is shown in groups")
	}
	again := mara.send(http.MethodPost, "/centres/new", form).wants(http.StatusConflict)
	if strings.Contains(again.text, secret[:4]) || codes.MatchString(again.words()) {
		t.Error("the code is shown a second time")
	}
	if n := w.count(`SELECT count(*) FROM enrolment_codes`); n != 1 {
		t.Errorf("%d codes were made", n)
	}
	mara.get("/centres").wants(http.StatusOK, "Codici dati e non ancora usati", "Casa, ufficio").without(secret[:4])

	cert, grant, err := w.enrols(secret)
	if err != nil {
		t.Fatal(err)
	}
	told, err := w.dir.Of(t.Context(), grant.Agent)
	if err != nil || len(told.Operators) != 1 || told.Operators[0].Person != olga.Caller.Person || len(told.Operators[0].CodeSum) == 0 {
		t.Errorf("it is told of the operators %+v, and %v", told, err)
	}
	if _, err := w.pki.Caller(t.Context(), cert); err != nil {
		t.Error(err)
	}
	mara.get("/centres").wants(http.StatusOK, "Casa, ufficio", "in linea").without("Codici dati")
	if got := strings.Join(w.linesBy(mara), ", "); !strings.Contains(got, "keep-directory, keep-directory, operate") {
		t.Errorf("got the lines %s", got)
	}
}

func TestAnAuditorFindsWhoLetAnInstallationInAndWhoSentItAway(t *testing.T) {
	w := newTown(t)
	mara := w.administers(w.person("Mara", access.Ministry, institution.Ministry))
	rita := w.person("Rita Revisora", access.Auditor, institution.Ministry)
	house := institution.OfficeOf(w.Structure(siracusa))
	var code string
	w.Scan(&code, `SELECT code FROM offices WHERE id = $1`, house)
	form := with(mara.get("/centres/new?office="+code).form("/centres/new"), "label", "Casa Nuova", "operator", "", "lasts", "1h")
	_, grant, err := w.enrols(readOut.FindString(mara.send(http.MethodPost, "/centres/new", form).wants(http.StatusOK).words()))
	if err != nil {
		t.Fatal(err)
	}
	page := mara.centreOf("Casa Nuova")
	mara.follow(mara.send(http.MethodPost, page.path, with(page.form(page.path), "why", "sottratto in ufficio"))).wants(http.StatusOK)
	search := rita.get("/audit/lines").form("/audit/lines")
	for asked, want := range map[string][]string{
		"Mara":       {"revoke " + grant.Agent.String(), "sottratto in ufficio"},
		"Casa Nuova": {"enrolled as " + grant.Agent.String(), mara.Caller.Person.String()},
	} {
		field := map[bool]string{true: "person", false: "machine"}[asked == "Mara"]
		found := rita.follow(rita.send(http.MethodPost, "/audit/lines", with(search, "person", "", "machine", "", field, asked, "action", "operate", "why", "controllo annuale")))
		rita.get(found.wants(http.StatusOK, asked).link("/audit/line/")).wants(http.StatusOK, want...)
	}
}

func TestACodeThatNobodyWroteDownIsTakenBack(t *testing.T) {
	w := newTown(t)
	mara := w.administers(w.person("Mara", access.Ministry, institution.Ministry))
	var code string
	w.Scan(&code, `SELECT code FROM offices WHERE id = $1`, institution.OfficeOf(w.Structure(siracusa)))
	form := with(mara.get("/centres/new?office="+code).wants(http.StatusOK, "Qui non lavora ancora nessuno").form("/centres/new"), "label", "Casa", "operator", "", "lasts", "72h")
	secret := readOut.FindString(mara.send(http.MethodPost, "/centres/new", form).wants(http.StatusOK).words())
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	bruno.get("/centres/new").wants(http.StatusNotFound) // who is no administrator lets nobody in
	back := bruno.get("/centres").form("/centres/codes")
	bruno.follow(bruno.send(http.MethodPost, "/centres/codes", back)).wants(http.StatusOK, "non vale più").without("Codici dati")
	bruno.send(http.MethodPost, "/centres/codes", back).wants(http.StatusNotFound)
	if _, _, err := w.enrols(secret); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("the code opens: %v", err)
	}
}

// centreOf opens the page of the installation of a name.
func (b *browser) centreOf(label string) answer {
	b.t.Helper()
	list := b.get("/centres").wants(http.StatusOK, label)
	row := regexp.MustCompile(`/centres/[A-Za-z0-9_-]{20,}`).FindString(list.main()[:strings.Index(list.main(), label)+len(label)])
	return b.get(row).wants(http.StatusOK, label)
}

func TestAnInstallationIsRevokedByOnePersonAtOnceForAReason(t *testing.T) {
	w := newTown(t)
	a := w.certified(w.centre(siracusa), "Casa Uno")
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	if err := w.pki.Heed(t.Context(), a.ID, api.Word{Program: "v1.4.0", Unsent: 12, Clock: w.Now().Add(-20 * time.Minute)}, 1); err != nil {
		t.Fatal(err)
	}
	bruno.get("/centres?which=ails").wants(http.StatusOK, "Casa Uno", "più vecchio del registro", "orologio indietro di 20 min")
	bruno.get("/centres?find=due").wants(http.StatusOK, "Nessun programma di quel nome").without("Casa Uno")
	page := bruno.centreOf("Casa Uno").wants(http.StatusOK, "Da inviare 12", "secondo il programma", "Revoca subito", "Basta una persona")
	form := page.form(page.path)
	w.door.stale = true
	bruno.send(http.MethodPost, page.path, with(form, "why", "stolen")).wants(http.StatusUnauthorized)
	w.door.stale = false
	bruno.send(http.MethodPost, page.path, with(form, "why", " ")).wants(http.StatusUnprocessableEntity, "motivo non è scritto")
	if n := w.count(`SELECT count(*) FROM installations WHERE revoked_at IS NOT NULL`); n != 0 {
		t.Fatal("it is revoked without a reason")
	}
	bruno.follow(bruno.send(http.MethodPost, page.path, with(form, "why", "sottratto in ufficio"))).wants(http.StatusOK, "Revocato: da ora", "revocato", "sottratto in ufficio").without("Revoca subito")
	if n := w.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND action = 'operate' AND allowed AND reason = 'sottratto in ufficio'`, bruno.Caller.Person); n != 1 {
		t.Errorf("%d lines say so", n)
	}
	m := intaketest.Minor() // what the machine sends on the connection that it has is refused
	if _, err := a.TryPush(a.Write(m, "2026-03-01", placement.Began{At: facility.At(facility.ID(a.Office))})); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("it still writes: %v", err)
	}
	w.person("Anna", access.Municipality, institution.Municipality, siracusa).get(page.path).wants(http.StatusNotFound)
}

func TestAStolenComputerIsRevokedAndTheChildrenConcernedAreListedWithTheDrafts(t *testing.T) {
	w := newTown(t)
	a := w.certified(w.centre(siracusa), "Portatile 17")
	m := w.arrives(a, "2026-03-01", "Amadou", "Bah")
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	at := bruno.centreOf("Portatile 17").path + "/lost"
	form := bruno.get(at).wants(http.StatusOK, "Da che ora", "revocato subito").form(at)
	say := func(on, hour, words string) answer {
		return bruno.send(http.MethodPost, at, with(form, "day", on, "hour", hour, "words", words))
	}
	say("31/13/2026", "21:40", "rubato").wants(http.StatusUnprocessableEntity, "Non è un giorno")
	say("05/03/2026", "25:40", "rubato").wants(http.StatusUnprocessableEntity, "Non è un’ora")
	say("05/03/2036", "21:40", "rubato").wants(http.StatusUnprocessableEntity)
	say("05/03/2026", "10.40", "").wants(http.StatusUnprocessableEntity, "motivo non è scritto")
	if n := w.count(`SELECT count(*) FROM installations WHERE revoked_at IS NOT NULL`); n != 0 {
		t.Fatal("it is revoked by a form that is wrong")
	}
	list := bruno.follow(say(w.Now().Format("02/01/2006"), "00:01", "rubato dall’ufficio")).wants(http.StatusOK, "Portatile 17", "Minori interessati 1", w.codeOf(m).Display(), "il programma ne aveva scritto", "Notifica al Garante entro").without("Amadou")
	if n := w.count(`SELECT count(*) FROM installations WHERE revoked_at IS NOT NULL AND revoked_words = 'rubato dall’ufficio'`); n != 1 {
		t.Error("it is not revoked")
	}
	got := strings.Join(w.linesBy(bruno), ", ")
	if !strings.Contains(got, "ask-holdings, operate, ask-holdings") {
		t.Errorf("got the lines %s", got)
	}
	before := len(w.linesOf(m))
	page := bruno.get(list.path + "/html")
	if page.Code != http.StatusOK || !strings.Contains(page.text, "Bozza: notifica al Garante") || !strings.HasPrefix(page.Header().Get("Content-Disposition"), "attachment;") || strings.Contains(page.text, "Amadou") {
		t.Errorf("the drafts: %d", page.Code)
	}
	sheet := bruno.get(list.path + "/csv")
	if !strings.Contains(sheet.text, string(w.codeOf(m))) || len(w.linesOf(m)) <= before {
		t.Errorf("the list is %q", sheet.text)
	}
	w.person("Carla", access.Ministry, institution.Ministry).get(list.path).wants(http.StatusNotFound) // the address is of one sign-in
}
