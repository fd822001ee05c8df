package notice

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"faro.example/shared/day"
)

// The texts that a child is given to read, by the name that the record bears which
// says that it was told: minor.NoticeGiven, and the consent to a tracing. Other words
// are another text with another name, and the old one stays: so what was told is kept.
const (
	About  = "informativa-minori-2026-1" // when it is registered
	Search = "ricerca-familiari-2026-1"  // before it is asked whether its family is to be traced
)

// Texts lists them, in the order in which they are shown.
func Texts() []string { return []string{About, Search} }

// Sheet is a text in one language, one that the child understands.
type Sheet struct {
	Text     string // its name
	Language string // BCP 47
	Title    string
	Parts    []SheetPart
	Checked  Check
}

// SheetPart is one thing that the child is told.
type SheetPart struct{ Head, Text string }

// Check says that a mediator has read a text and found that it tells a child what it is
// to tell. It stands here, beside the words, and travels with them to every installation,
// so that one without a line shows it too; the mediator signs the print, which bears
// the mark of its words.
type Check struct {
	By   string // in what capacity, never who
	On   day.Date
	Mark string // of the words that were read
}

// Mark tells words from any others: it is printed below them.
func (s Sheet) Mark() string {
	h := sha256.New()
	for _, w := range append([]string{s.Text, s.Language, s.Title}, s.words()...) {
		h.Write([]byte(w + "\x00"))
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

func (s Sheet) words() (out []string) {
	for _, p := range s.Parts {
		out = append(out, p.Head, p.Text)
	}
	return out
}

// Draft reports whether no mediator has checked these words: none, or others.
func (s Sheet) Draft() bool {
	return s.Checked.By == "" || s.Checked.On.IsZero() || s.Checked.Mark != s.Mark()
}

// Standing says in a language that the text is a draft, or since when it is not.
func (s Sheet) Standing(language string) string {
	t := tongueOf(language)
	if s.Draft() {
		return t.draft
	}
	return strings.NewReplacer("{by}", s.Checked.By, "{on}", s.Checked.On.String()).Replace(t.checked)
}

// Right reports whether the sheet is written from the right.
func (s Sheet) Right() bool { return tongueOf(s.Language).right }

// Name is what its language calls itself.
func (s Sheet) Name() string { return tongueOf(s.Language).name }

// tongue is a language in which there are sheets.
type tongue struct {
	tag, name      string
	right          bool
	draft, checked string
}

// tongues are those languages, Italian first.
func tongues() []tongue {
	return []tongue{
		{tag: "it", name: "Italiano", draft: "Bozza: nessun mediatore ha ancora controllato questo testo.", checked: "Testo controllato: {by}, {on}."},
		{tag: "en", name: "English", draft: "Draft: no mediator has checked this text yet.", checked: "Checked text: {by}, {on}."},
		{tag: "fr", name: "Français", draft: "Brouillon : aucun médiateur n’a encore vérifié ce texte.", checked: "Texte vérifié : {by}, {on}."},
		{tag: "es", name: "Español", draft: "Borrador: ningún mediador ha revisado todavía este texto.", checked: "Texto revisado: {by}, {on}."},
		{tag: "sq", name: "Shqip", draft: "Draft: asnjë ndërmjetës nuk e ka kontrolluar ende këtë tekst.", checked: "Tekst i kontrolluar: {by}, {on}."},
		{tag: "ar", name: "العربية", right: true, draft: "مسودة: لم يراجع هذا النص أي وسيط بعد.", checked: "نص تمت مراجعته: {by}، {on}."},
		{tag: "uk", name: "Українська", draft: "Чернетка: жоден медіатор ще не перевірив цей текст.", checked: "Перевірений текст: {by}, {on}."},
	}
}

// tongueOf finds a language; Italian where there are no sheets in it.
func tongueOf(tag string) tongue {
	all := tongues()
	return all[max(0, slices.IndexFunc(all, func(t tongue) bool { return t.tag == tag }))]
}

// Sheets gives a text in every language in which there is one, Italian first.
func Sheets(text string) []Sheet {
	all := slices.Concat(aboutSheets(), searchSheets())
	return slices.DeleteFunc(all, func(s Sheet) bool { return s.Text != text })
}

// SheetIn gives a text in a language, and whether there is one.
func SheetIn(text, language string) (Sheet, bool) {
	all := Sheets(text)
	i := slices.IndexFunc(all, func(s Sheet) bool { return s.Language == language })
	if i < 0 {
		return Sheet{}, false
	}
	return all[i], true
}

// told makes the parts out of heads and texts, in turn.
func told(texts ...string) (out []SheetPart) {
	for pair := range slices.Chunk(texts, 2) {
		out = append(out, SheetPart{pair[0], pair[1]})
	}
	return out
}
