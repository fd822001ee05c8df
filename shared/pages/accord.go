package pages

import (
	"strings"

	"faro.example/shared/minor"
)

var accordWords = Words{
	"party.minor": {"il minore", "the child"}, "party.guardian": {"il tutore", "the guardian"},
	"party.provisional": {"chi esercita la tutela provvisoria", "the provisional guardian"}, "party.relatives": {"chi esercita la responsabilità genitoriale", "who has parental responsibility"},
	"accord.agreed": {"d’accordo: %s, il %s, in lingua %s", "agreed to by: %s, on %s, in the language %s"},
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
	return k.Say(l, "accord.agreed", strings.Join(who, ", "), Date(l, a.On), a.Language)
}
