package pages

import (
	"fmt"
	"strings"
)

// Lang is a language in which pages are shown, by its tag (BCP 47).
type Lang string

// The languages.
const (
	Italian Lang = "it"
	English Lang = "en"
)

// Langs lists every language, the first one for who asks for none of them.
func Langs() []Lang { return []Lang{Italian, English} }

// Word is a message in Italian and in English, with the verbs of package fmt for what
// is filled in. Where what is filled in first is a number, a stroke parts the
// singular from the plural: "%s minore|%s minori".
type Word [2]string

// Words are messages by their key.
type Words map[string]Word

// in gives the message in a language.
func (w Word) in(l Lang) string {
	if l == English {
		return w[1]
	}
	return w[0]
}

// Say gives a message. Numbers are written as the language writes them. A key
// that nobody knows is shown as it is: better than a page that is not shown.
func (k *Kit) Say(l Lang, key string, args ...any) string {
	w, ok := k.words[key]
	if !ok {
		return key
	}
	text := w.in(l)
	if one, many, ok := strings.Cut(text, "|"); ok && len(args) > 0 {
		text = many
		if n, ok := args[0].(int); ok && n == 1 {
			text = one
		}
	}
	if len(args) == 0 || !strings.Contains(text, "%") {
		return text
	}
	filled := make([]any, len(args))
	for i, a := range args {
		filled[i] = a
		if n, ok := a.(int); ok {
			filled[i] = Number(l, n)
		}
	}
	return fmt.Sprintf(text, filled...)
}

// Knows reports whether there is a message of that key.
func (k *Kit) Knows(key string) bool {
	_, ok := k.words[key]
	return ok
}

// Choose gives the first language that a browser asks for in Accept-Language
// and that pages are shown in.
func Choose(accept string) Lang {
	for part := range strings.SplitSeq(accept, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		for _, l := range Langs() {
			if base == string(l) {
				return l
			}
		}
	}
	return Italian
}

// own are the messages of the layouts here.
var own = Words{
	"page.skip":        {"Vai al contenuto", "Skip to the content"},
	"nav.how":          {"Come funziona", "How it works"},
	"how.title":        {"Come funziona", "How it works"},
	"how.try":          {"Tre cose da provare per prime", "Three things to try first"},
	"how.know":         {"Da sapere", "Good to know"},
	"page.menu":        {"Pagine", "Pages"},
	"page.more":        {"Altro", "More"},
	"page.state":       {"Stato", "State"},
	"page.languages":   {"Lingua", "Language"},
	"page.texts":       {"Testi per il minore", "Texts for the minor"},
	"page.name":        {"Faro, registro dei minori non accompagnati", "Faro, register of unaccompanied minors"},
	"page.bare":        {"Gli stili non sono stati preparati: esegui “make prepare” e ricompila. Tutto funziona ugualmente.", "The styles were not prepared: run “make prepare” and build again. Everything works all the same."},
	"page.asof":        {"Risponde una copia della base dati, con tutto fino alla posizione %s del registro, vecchia al più di %s s. Quello che hai scritto tu c’è.", "Answered by a copy of the database, with all up to position %s of the ledger, at most %s s old. What you have written is in it."},
	"page.printed":     {"Stampato da %s (%s), %s", "Printed by %s (%s), %s"},
	"page.lock":        {"Blocca lo schermo", "Lock the screen"},
	"page.out":         {"Esci", "Sign out"},
	"cell.differs":     {"diverso", "differs"},
	"turn.label":       {"Posto nella coda", "Place on the queue"},
	"turn.back":        {"Torna a: %s", "Back to: %s"},
	"keys.title":       {"Tasti", "Keys"},
	"keys.move":        {"alla riga che segue, a quella che precede", "to the next row, to the one before"},
	"keys.enter.name":  {"Invio", "Enter"},
	"keys.enter":       {"apre la riga", "opens the row"},
	"keys.decide":      {"va a ciò che c’è da fare o da decidere; dopo la decisione si arriva a quella che segue", "goes to what there is to do or decide; after a decision comes the next one"},
	"keys.next":        {"la prossima dello stesso elenco, senza decidere", "the next of the same queue, without deciding"},
	"keys.back":        {"torna all’elenco", "back to the queue"},
	"keys.help":        {"mostra questi tasti", "shows these keys"},
	"keys.where":       {"Valgono fuori dai campi in cui si scrive. Senza tasti bastano i collegamenti.", "They hold outside the fields in which one writes. Links do without them."},
	"keys.off":         {"Spegni i tasti su questo computer", "Turn the keys off on this computer"},
	"keys.on":          {"Accendi i tasti su questo computer", "Turn the keys on on this computer"},
	"page.waiting":     {"%s in attesa", "%s waiting"},
	"page.news":        {"C’è qualcosa di nuovo: mostralo", "There is something new: show it"},
	"page.help":        {"A che cosa serve questa pagina", "What this page is for"},
	"notice.success":   {"Fatto", "Done"},
	"notice.info":      {"Nota", "Note"},
	"notice.warning":   {"Attenzione", "Mind"},
	"notice.danger":    {"Errore", "Error"},
	"form.errors":      {"%s cosa da correggere|%s cose da correggere", "%s thing to mend|%s things to mend"},
	"form.required":    {"obbligatorio", "required"},
	"form.error":       {"Errore", "Error"},
	"form.keep":        {"Conserva per dopo", "Keep for later"},
	"form.kept":        {"Conservato su questo computer", "Kept on this computer"},
	"form.choose":      {"Scegli", "Choose"},
	"form.all":         {"Seleziona tutti", "Select all"},
	"chart.table":      {"Gli stessi numeri in tabella", "The same numbers as a table"},
	"axis.table":       {"Le stesse date in tabella", "The same days as a table"},
	"chart.value":      {"Valore", "Value"},
	"chart.number":     {"Numero", "Number"},
	"pager.label":      {"Altre pagine dell’elenco", "More pages of the list"},
	"pager.previous":   {"Precedenti", "Previous"},
	"pager.next":       {"Successivi", "Next"},
	"time.since.clock": {"dalle %s", "since %s"}, "time.since.yesterday": {"da ieri alle %s", "since yesterday at %s"},
	"time.since.day": {"dal %s alle %s", "since %s at %s"}, "time.since.vowel": {"dall’%s alle %s", "since %s at %s"},
	"time.today":      {"oggi", "today"},
	"time.yesterday":  {"ieri", "yesterday"},
	"time.tomorrow":   {"domani", "tomorrow"},
	"time.dayclock":   {"%s alle %s", "%s at %s"},
	"fault.elsewhere": {"Qualcosa non ha funzionato in questo programma: riprova, e se succede ancora avvisa chi lo gestisce.", "Something went wrong inside this program: try again, and if it happens again tell whoever looks after it."},

	// what a child can dispute
	"about.name": {"il nome", "the name"}, "about.birth": {"la data di nascita", "the date of birth"}, "about.sex": {"il sesso", "the sex"},
	"about.birth-place": {"il luogo di nascita", "the place of birth"}, "about.citizenship": {"la cittadinanza", "the citizenship"}, "about.languages": {"le lingue", "the languages"},
	"about.mother": {"la madre", "the mother"}, "about.father": {"il padre", "the father"}, "about.age": {"se è minore", "whether of age"},
	"about.presence": {"dove è stato", "the places"}, "about.custody": {"chi lo ha in carico", "who answers"}, "about.guardian": {"il tutore", "the guardian"},
	"about.permit": {"il permesso di soggiorno", "the residence permit"}, "about.protection": {"la protezione", "the protection"},
	"about.social-file": {"la cartella sociale", "the social file"}, "about.health": {"la salute", "health"},

	// the kinds of records that are called alike on every page
	"kind.age.ordered": {"Accertamento dell’età disposto", "Assessment of the age ordered"}, "kind.age.appealed": {"Reclamo sull’età", "Appeal on the age"},
	"kind.guardian.asked": {"Tutore chiesto", "Guardian asked for"}, "kind.guardian.provisional": {"Tutela provvisoria", "Provisional guardianship"}, "kind.guardian.accepted": {"Tutela accettata", "Guardianship taken up"},
	"kind.notice.sent": {"Avviso inviato", "Notice sent"}, "kind.notice.opened": {"Avviso aperto", "Notice opened"}, "kind.identity.disputed": {"Contestato dal minore", "Disputed by the child"},
	"kind.border.refusal-attempted": {"Tentato respingimento alla frontiera", "Attempt to turn the child back at the border"},
	"kind.guardian.declined":        {"Tutela non accettata", "Guardianship declined"}, "kind.guardian.noted": {"Annotazione del tutore", "Note of the guardian"},
}
