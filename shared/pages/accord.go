package pages

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"faro.example/shared/minor"
)

// accordWords are those of who agrees to a correction.
var accordWords = Words{
	"party.minor": {"il minore", "the child"}, "party.guardian": {"il tutore", "the guardian"}, "party.provisional": {"chi esercita la tutela provvisoria", "who holds the powers of a guardian until then"}, "party.relatives": {"chi esercita la responsabilità genitoriale", "who has parental responsibility"},
	"accord.agreed": {"Concordato con %s il %s, in %s", "Agreed with %s on %s, in %s"},
	"accord.notyet": {"Non ancora concordato: %s", "Not agreed yet: %s"},
}

// Accord says who agreed to a correction, when and in which language, or why
// nobody has yet; nothing where nothing is said of it.
func (k *Kit) Accord(l Lang, a *minor.Accord) string {
	switch {
	case a == nil:
		return ""
	case len(a.By) == 0:
		return k.Say(l, "accord.notyet", a.NotYet.Reveal())
	}
	var who []string
	for _, p := range a.By {
		who = append(who, k.Say(l, "party."+string(p)))
	}
	return k.Say(l, "accord.agreed", strings.Join(who, ", "), Date(l, a.On), Language(l, a.Language))
}

// Language is what a language is called, by its tag (BCP 47); the tag where it is
// called nothing.
func Language(l Lang, tag string) string {
	namer := display.Italian.Languages()
	if l == English {
		namer = display.English.Languages()
	}
	parsed, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := namer.Name(parsed); name != "" {
		return name
	}
	return tag
}
