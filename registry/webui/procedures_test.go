package webui_test

import (
	"net/http"
	"strings"
	"testing"

	"faro.example/registry/webui"
	"faro.example/shared/access"
	"faro.example/shared/institution"
)

func TestNoMessageIsGivenTwice(t *testing.T) {
	if twice := webui.GivenTwice(); len(twice) > 0 {
		t.Errorf("given twice, and one of them is never shown: %v", twice)
	}
}

func TestAPermitIsAskedForAndIssuedAndItsConditionsAreSaidBesideTheField(t *testing.T) {
	w, anna, m, file := inCustody(t)
	file = anna.follow(anna.write(file, "identity", "source", "document", "born", "01/05/2010", "provenance", "documented", "cites", "AB1", "on", "03/03/2026")).
		wants(http.StatusOK, "Registrato.")
	file = anna.follow(anna.write(file, "permit-asked", "permit", "minor-age", "asker", "parental-responsibility", "on", "04/03/2026", "office", "Questura di Siracusa")).
		wants(http.StatusOK, "Permesso di soggiorno chiesto", "Si attende l’esito", "chi esercita la responsabilità genitoriale", "Questura di Siracusa")
	anna.write(file, "permit-issued", "permit", "minor-age", "on", "05/03/2026", "until", "02/05/2028").
		wants(http.StatusConflict, "Oltre i 18 anni", "art. 10")
	if w.records(m, "permit.issued") != 0 {
		t.Error("a permit beyond majority is in the ledger")
	}
	anna.write(file, "permit-asked", "permit", "family", "asker", "minor", "bond", "entrusted", "status", "regularly-resident", "lives_with", "no", "on", "05/03/2026").
		wants(http.StatusConflict, "Non vive con il minore")
	file = anna.follow(anna.write(file, "permit-issued", "permit", "minor-age", "on", "05/03/2026", "until", "01/05/2028", "number", "I12345678")).
		wants(http.StatusOK, "Permesso di soggiorno rilasciato", "fino al 1º maggio 2028", "I12345678").without("Si attende l’esito")
	anna.follow(anna.write(file, "permit-ended", "permit", "minor-age", "permit-end", "converted", "into", "study", "on", "09/03/2026")).
		wants(http.StatusOK, "Permesso di soggiorno finito", "convertito")
	if w.records(m, "permit.asked")+w.records(m, "permit.issued")+w.records(m, "permit.ended") != 3 {
		t.Error("they are not in the ledger once each")
	}
}

func TestEveryProcedureIsRecordedByItsForm(t *testing.T) {
	w, anna, m, file := inCustody(t)
	decree := []string{"court", "TM Catania", "number", "12/2026", "decreed", "04/03/2026"}
	for _, c := range []struct {
		form, kind, says string
		values           []string
	}{
		{"permit-refused", "permit.refused", "mancano i documenti", []string{"permit", "work", "reason", "mancano i documenti"}},
		{"protection-asked", "protection.asked", "ricongiungimento Dublino", []string{"route", "dublin", "state", "Francia"}},
		{"protection-decided", "protection.decided", "accettata dall’altro Stato", []string{"route", "dublin", "state", "Francia", "outcome", "accepted"}},
		{"return-asked", "return.asked", "la madre è malata", []string{"state", "Tunisia", "own_wish", "yes", "interest", "la madre è malata", "agreement", "FAMI", "project", "Casa"}},
		{"return-decided", "return.decided", "Rimpatrio assistito deciso", append([]string{"granted", "no"}, decree...)},
		{"opinion-asked", "opinion.asked", "Parere art. 32 chiesto", []string{"into", "study", "reason", "va a scuola"}},
		{"extension-asked", "extension.asked", "Prosieguo chiesto", []string{"reason", "finisce la scuola"}},
		{"extension-decided", "extension.decided", "Prosieguo deciso", append([]string{"granted", "yes", "until", "01/05/2029"}, decree...)},
		{"measure-enrolled", "measure.enrolled", "Percorsi: Percorsi 4", []string{"programme", "percorsi", "course", "Percorsi 4", "with", "Il Faro"}},
	} {
		file = anna.follow(anna.write(file, c.form, append(c.values, "on", "05/03/2026")...)).wants(http.StatusOK, "Registrato.", c.says)
		if w.records(m, c.kind) != 1 {
			t.Errorf("%s is not in the ledger once", c.kind)
		}
	}
	path, _, _ := strings.Cut(file.path, "?")
	page := anna.get(path + "/form/measure-ended")
	file = anna.follow(anna.send(http.MethodPost, "/form/measure-ended", with(page.form("/form/measure-ended"), "measure", valueOf(page, "measure"), "measure-end", "completed", "on", "09/03/2026"))).
		wants(http.StatusOK, "completata").without("Finisce una misura")
	anna.write(file, "return-asked", "state", "Tunisia", "own_wish", "no", "interest", "x", "agreement", "x", "project", "x", "on", "05/03/2026").
		wants(http.StatusUnprocessableEntity, "Non è la volontà del minore")
	file.without("Dà il parere")

	rita := w.person("Rita", access.Ministry, institution.Ministry)
	rita.follow(rita.write(rita.open(m), "opinion-given", "favourable", "yes", "protocol", "35/1", "on", "09/03/2026")).
		wants(http.StatusOK, "Parere art. 32 dato", "favorevole")
}
