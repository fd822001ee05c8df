package localui

import (
	"net/http"
	"strings"
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/socialfile"
)

func TestTheSocialFileIsWrittenAndReadWithoutALine(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	child := childPath(t, b)
	m := strings.TrimPrefix(child, "/children/")
	told := []string{
		"by", "Anna Russo", "as", "psychologist", "mediator", "Fatou Sow", "language", "ff", "story", "left at fifteen", "vulnerable", "violence",
		"of-health", "has asthma",
	}
	before := len(c.open())
	b.wantsForm(t, m, "socialfile-interview", "error-words", told, append(told, "words", "I want to go to school"))
	got := c.bodies(before)
	if len(got) != 2 || got[0].Section != change.SocialFile || got[1].Section != change.Health || got[1].Kind != (socialfile.Note{}).Kind() {
		t.Fatalf("recorded %v; want the interview, and a note on health", got)
	}
	page := b.get(child+"/social").wants(http.StatusOK, "I want to go to school", "Fatou Sow", "violence or torture", "has asthma").page
	if voice, story := strings.Index(page, "I want to go"), strings.Index(page, "left at fifteen"); voice < 0 || voice > story {
		t.Error("what the child says does not stand first")
	}

	goal := []string{"what-1", "Italian A2", "who-1", "CPIA", "state-1", "under-way", "words", "in the evening"}
	b.wantsForm(t, m, "socialfile-plan", "error-until-1", goal, append(goal, "until-1", "30/06/2026"))
	b.get("/new/socialfile-plan?child="+m).wants(http.StatusOK, "Italian A2", "If it comes from a review")
	b.post(b.at, "on", "31/03/2026", "goals", "1", "what-1", "Italian A2", "who-1", "CPIA", "state-1", "reached", "reviewed", "30/03/2026", "with", "the guardian",
		"agreed", "go on to B1", "silent", "was tired").wants(http.StatusOK, "Recorded")
	b.get(child+"/social").wants(http.StatusOK, "Print the social file")
	b.get(child+"/social/paper").wants(http.StatusOK, "I want to go to school", "has asthma", "Nina Rossi", "Print this page").lacks("/new/socialfile")
	if looks := c.looks(); looks[len(looks)-1].What != "social file printed" {
		t.Errorf("the last look is %q, want that it was printed", looks[len(looks)-1].What)
	}
	b.get(child+"/social").wants(http.StatusOK, "reached", "go on to B1", "was tired", "another stands before it", "in the evening")

	b.wantsForm(t, m, "socialfile-note", "error-subject", []string{"sensitivity", "health", "text", "an inhaler"}, []string{"sensitivity", "health", "subject", "asthma", "text", "an inhaler"})
	_, link, _ := strings.Cut(b.get(child+"/social").wants(http.StatusOK, "an inhaler", "Put the note right").page, "/new/socialfile-correct?")
	query, _, _ := strings.Cut(link, `"`)
	b.get("/new/socialfile-correct?"+strings.ReplaceAll(query, "&amp;", "&")).wants(http.StatusOK, "asthma", "an inhaler")
	hidden := func(name string) string {
		_, rest, _ := strings.Cut(b.page, `name="`+name+`" value="`)
		value, _, _ := strings.Cut(rest, `"`)
		return value
	}
	before = len(c.open())
	b.post(b.at, "on", "31/03/2026", "subject", "asthma", "text", "no inhaler any more", "corrects", hidden("corrects"), "sensitivity", hidden("sensitivity")).wants(http.StatusOK, "Recorded")
	if got := c.bodies(before); len(got) != 1 || got[0].Section != change.Health || got[0].Body.(socialfile.Note).Corrects.IsZero() {
		t.Errorf("recorded %v; want a correction in the section of the note", got)
	}
	b.get(child).wants(http.StatusOK, "Social file")
}
