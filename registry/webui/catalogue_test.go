package webui_test

import (
	"net/http"
	"regexp"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/institution"
)

func TestAMunicipalityEntersAStructureOfItsTerritoryOnceAndEveryVersionIsKept(t *testing.T) {
	w, anna, nina := administered(t)
	nina.get("/directory").wants(http.StatusNotFound)
	house := func(pairs ...string) answer {
		form := anna.get("/directory/structures").wants(http.StatusOK, "Comune", "Posti in tutto").form("/directory/structures")
		return anna.send(http.MethodPost, "/directory/structures", with(with(form, "code", "SR-77", "name", "Casa Santa Lucia", "type", "first", "municipality", "Siracusa",
			"beds", "12", "places-first", "12", "from", "10/03/2026", "why", "aperta a marzo"), pairs...))
	}
	house("municipality", "Nessunluogo").wants(http.StatusUnprocessableEntity, "Non è un comune")
	house("beds", "molti").wants(http.StatusUnprocessableEntity, "Non è un numero")
	house("places-first", "3").wants(http.StatusUnprocessableEntity, "Non sono quanti i posti")
	house("municipality", "Milano").wants(http.StatusNotFound) // another's
	if n := w.count(`SELECT count(*) FROM offices WHERE code = 'SR-77'`); n != 0 {
		t.Fatal("it is entered by a form that is wrong")
	}
	anna.follow(house()).wants(http.StatusOK, "Registrato.", "Casa Santa Lucia", "SR-77", "12")
	house("code", "SR-78", "name", "Comunità Santa Lucia").wants(http.StatusUnprocessableEntity, "si chiama in modo simile", "Forse c’è già", "Casa Santa Lucia")
	if n := w.count(`SELECT count(*) FROM offices WHERE code = 'SR-78'`); n != 0 {
		t.Fatal("it is entered twice")
	}
	anna.follow(house("code", "SR-78", "name", "Comunità Santa Lucia", "other", "yes")).wants(http.StatusOK, "SR-78")

	page := anna.get("/directory/structures?code=SR-77").wants(http.StatusOK, "Che cosa diceva l’elenco", "Anna").without("Chiudere")
	anna.follow(anna.send(http.MethodPost, "/directory/structures", with(page.form("/directory/structures"), "name", "Casa Santa Lucia", "type", "first", "municipality", "089017",
		"beds", "20", "from", "10/03/2026", "why", "otto posti in più"))).wants(http.StatusOK, "20")
	anna.get("/directory/structures?code=SR-77").wants(http.StatusOK, "20", "12", "non più")
	if n := w.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND action = 'keep-staff' AND allowed AND reason = 'otto posti in più'`, anna.Caller.Person); n != 1 {
		t.Errorf("%d lines say why", n)
	}
	dario := w.administers(w.person("Dario", access.Municipality, institution.Municipality, milan))
	dario.get("/directory/structures?code=SR-77").wants(http.StatusNotFound)
	dario.get("/directory?what=institutions").wants(http.StatusNotFound)
}

func TestTheMinistryKeepsInstitutionsBodiesAndJoinsWhatWasEnteredTwice(t *testing.T) {
	w := newTown(t)
	mara := w.administers(w.person("Mara", access.Ministry, institution.Ministry))
	enter := func(what string, pairs ...string) answer {
		at := "/directory/" + what
		return mara.send(http.MethodPost, at, with(with(mara.get(at).wants(http.StatusOK).form(at), "from", "10/03/2026", "why", "nuova voce"), pairs...))
	}
	mara.follow(enter("bodies", "code", "EG-1", "name", "Cooperativa Aurora")).wants(http.StatusOK, "Cooperativa Aurora")
	mara.follow(enter("institutions", "code", "C-X", "name", "Comune di Prova", "kind", "municipality", "territory", "Siracusa\nAugusta")).wants(http.StatusOK, "Comune di Prova", "Siracusa, Augusta")
	mara.follow(enter("institutions", "code", "M-X", "name", "Un altro Ministero", "kind", "interior", "territory", "")).wants(http.StatusOK, "Proposto", "Un altro Ministero") // by two
	for _, name := range []string{"Casa Santa Lucia", "Comunità Santa Lucia"} {
		mara.follow(enter("structures", "code", name[:1]+"-1"+name[len(name)-3:len(name)-2]+name[1:2], "name", name, "type", "second", "municipality", "Siracusa", "body", "EG-1", "beds", "", "other", "yes"))
	}
	mara.get("/directory?region=19").wants(http.StatusOK, "Casa Santa Lucia", "Cooperativa Aurora", "non si sa")
	pairs := mara.get("/directory?what=doubles").wants(http.StatusOK, "Casa Santa Lucia", "Comunità Santa Lucia", "Non si può tornare indietro")
	form := pairs.form("/directory/doubles")
	mara.send(http.MethodPost, "/directory/doubles", with(form, "keep", "one", "why0", "")).wants(http.StatusUnprocessableEntity)
	mara.follow(mara.send(http.MethodPost, "/directory/doubles", with(form, "keep", "one", "why0", "scritta due volte"))).wants(http.StatusOK, "Nessuna struttura sembra")
	if w.count(`SELECT count(*) FROM structure_joins`) != 1 {
		t.Error("they are not one")
	}
	body := mara.get("/directory/bodies?code=EG-1").wants(http.StatusOK, "Chiudere")
	mara.send(http.MethodPost, "/directory/bodies", with(body.form("/directory/bodies"), "end", "10/03/2026", "why-end", "chiude")).wants(http.StatusUnprocessableEntity, "gestisce ancora delle strutture")
	one := regexp.MustCompile(`/directory/structures\?code=[A-Za-z0-9-]+`).FindString(mara.get("/directory?region=19").main())
	open := mara.get(one).wants(http.StatusOK)
	mara.follow(mara.send(http.MethodPost, "/directory/structures", with(open.form("/directory/structures"), "end", "10/03/2026", "why-end", "chiude"))).wants(http.StatusOK, "Registrato.")
	if w.count(`SELECT count(*) FROM structures WHERE known_until IS NULL AND name LIKE '%Santa Lucia' AND valid_until IS NULL`) != 0 {
		t.Error("it is not closed")
	}
}
