package webui_test

import (
	"net/http"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/institution"
)

func TestACorrectionSaysWhoAgreedOrWhyNotYetAndKeepsWhatWasBelieved(t *testing.T) {
	w := newTown(t)
	m := w.arrives(w.centre(siracusa), "2026-03-01", "Amadou", "Bah")
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	file := anna.open(m)
	file = anna.follow(anna.write(file, "custody-take", "on", "02/03/2026"))
	name := []string{"source", "document-photo", "given", "Ahmadou", "family", "Bah", "on", "03/03/2026"}
	before := w.records(m, "identity.stated")
	anna.write(file, "identity", name...).wants(http.StatusUnprocessableEntity, "Non è scritto né chi ha acconsentito né perché non ancora")
	anna.write(file, "identity", append(name, "party", "minor", "agreed_in", "fr")...).wants(http.StatusUnprocessableEntity, "crivi in che giorno ha acconsentito")
	if w.records(m, "identity.stated") != before {
		t.Fatal("a correction to which nobody agreed is recorded")
	}
	file = anna.follow(anna.write(file, "identity", append(name, "party", "minor", "agreed_on", "03/03/2026", "agreed_in", "fr")...)).
		wants(http.StatusOK, "Ahmadou Bah", "Amadou Bah", "prima della correzione", "Concordato con il minore il 3 marzo 2026, in francese")
	file = anna.follow(anna.write(file, "identity", "source", "document-photo", "given", "Ahmadu", "family", "Bah", "on", "03/03/2026", "not_yet", "manca il mediatore")).
		wants(http.StatusOK, "Non ancora concordato: manca il mediatore")
	// What was not known is no correction.
	anna.follow(anna.write(file, "identity", "source", "declared", "citizenship", "Guinea", "on", "03/03/2026")).wants(http.StatusOK, "Registrato.")
}
