package pages

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"faro.example/shared/minor"
)

var accordWords = Words{
	"party.minor": {"il minore", "the child"}, "party.guardian": {"il tutore", "the guardian"},
	"party.provisional": {"chi esercita la tutela provvisoria", "the provisional guardian"}, "party.relatives": {"chi esercita la responsabilità genitoriale", "who has parental responsibility"},
	"accord.agreed": {"d’accordo: %s, il %s, in %s", "agreed to by: %s, on %s, in %s"},
	"accord.notyet": {"non ancora concordata: %s", "not agreed to yet: %s"},
	"accord.before": {"prima si credeva: %s", "believed before: %s"},
}

// Accord says who agreed to a correction, when and in which language, or why
// nobody has yet; "" where nothing is said.
func (k *Kit) Accord(l Lang, a *minor.Accord) string {
	switch {
	case a == nil:
		return ""
	case a.NotYet != "":
		return k.Say(l, "accord.notyet", a.NotYet.Reveal())
	}
	who := make([]string, len(a.By))
	for i, p := range a.By {
		who[i] = k.Say(l, "party."+string(p))
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
