package webui

import "faro.example/shared/pages"

// Says gives a message in a language, "" if there is none.
func (p *Pages) Says(lang, key string) string {
	if !p.kit.Knows(key) {
		return ""
	}
	return p.kit.Say(pages.Lang(lang), key)
}
