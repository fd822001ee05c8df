package webui

import (
	"slices"

	"faro.example/shared/pages"
)

// Says gives a message in a language, "" if there is none.
func (p *Pages) Says(lang, key string) string {
	if !p.kit.Knows(key) {
		return ""
	}
	return p.kit.Say(pages.Lang(lang), key)
}

// GivenTwice lists the keys of messages that stand in two lists.
func GivenTwice() (out []string) {
	seen := map[string]bool{}
	for _, list := range wordLists() {
		for key := range list {
			if seen[key] {
				out = append(out, key)
			}
			seen[key] = true
		}
	}
	return out
}

// Writes reports whether a form of the pages writes records of a kind first.
func Writes(kind string) bool {
	return slices.ContainsFunc(append(forms(), arrivalForm()), func(d form) bool { return d.body.Kind() == kind })
}

// Packed makes a page small for who asks as c does.
var Packed = packed
