package webui_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"faro.example/registry/signin"
	"faro.example/shared/access"
)

// What a role is shown first are three pages that it may open.
func TestEveryRoleIsToldWhatItDoesHereAndThreeThingsToTry(t *testing.T) {
	w := newTown(t)
	tried := regexp.MustCompile(`(?s)<ol class="tries">(.*?)</ol>`)
	for _, role := range access.Roles() {
		if kindOf[role] == "" {
			continue // no person has it
		}
		b := w.person("somebody of "+string(role), role, kindOf[role], siracusa)
		for _, lang := range []string{"it", "en"} {
			b.lang = lang
			if !strings.Contains(b.get("/").text, `href="/how"`) {
				t.Errorf("%s: the menu does not lead to it", role)
			}
			page := b.get("/how").wants(http.StatusOK)
			links := regexp.MustCompile(`href="([^"]+)"`).FindAllStringSubmatch(tried.FindString(page.text), -1)
			if len(links) != 3 || regexp.MustCompile(`how\.[a-z]`).MatchString(page.words()) {
				t.Errorf("%s in %s: %d things to try: %s", role, lang, len(links), page.words())
			}
			for _, l := range links {
				b.get(l[1]).wants(http.StatusOK)
			}
		}
		if w.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND allowed`, b.Caller.Person) == 0 {
			t.Errorf("%s: tried three things, and no line says so", role)
		}
	}
}

func TestWhoSignsInForTheFirstTimeIsLedToWhatTheRoleDoesHere(t *testing.T) {
	p := newTown(t).pages
	if first, again := p.First(signin.Session{First: true}), p.First(signin.Session{}); first != "/how" || again != "/" {
		t.Errorf("led to %s the first time and to %s after it", first, again)
	}
}
