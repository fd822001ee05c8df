package webui

import (
	"net/http"
	"time"

	"faro.example/shared/access"
	"faro.example/shared/pages"
)

// Breaking the glass wants a sign-in of the last minutes, and whoever writes why
// may take longer. What was typed goes with the browser while its author signs in
// again: sealed to that person, so that nobody else can read it or be given it.
const (
	glassCookie = "__Host-faro-glass"
	// glassKept is for how long it is kept. Arbitrary: time to sign in again.
	glassKept = 15 * time.Minute
)

// breaking is what a person has typed to break the glass.
type breaking struct {
	Code    string    `json:"c"`
	Purpose string    `json:"p"`
	Words   string    `json:"w"`
	Hours   string    `json:"h"`
	Kept    time.Time `json:"t"`
}

// typed is what the form sends; of a form that is opened, what was kept of it.
func (v *visit) typed() breaking {
	if v.c.Request.Method == http.MethodPost {
		return breaking{Code: v.field("code"), Purpose: v.field("purpose"), Words: v.field("happened"), Hours: v.field("hours")}
	}
	kept, _ := v.kept()
	return kept
}

// kept gives what this person has typed before a sign-in, and whether they did.
func (v *visit) kept() (out breaking, any bool) {
	c, err := v.c.Request.Cookie(glassCookie)
	if err != nil || v.seal.open("glass", v.person(), c.Value, &out) != nil || v.now().Sub(out.Kept) > glassKept {
		return breaking{}, false
	}
	return out, true
}

// keep keeps what was typed over a sign-in. What is longer than any that could
// be sent is not kept: a browser would not.
func (v *visit) keep(typed breaking) error {
	if len(typed.Code)+len(typed.Purpose)+len(typed.Words)+len(typed.Hours) > 2000 {
		return nil
	}
	typed.Kept = v.now().UTC()
	sealed, err := v.seal.text("glass", v.person(), typed)
	if err != nil {
		return err
	}
	v.glassCookie(sealed, int(glassKept/time.Second))
	return nil
}

func (v *visit) glassCookie(value string, age int) {
	http.SetCookie(v.c.Writer, &http.Cookie{Name: glassCookie, Value: value, Path: "/", MaxAge: age, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// resume leads back to what was kept.
func (v *visit) resume() []pages.Notice {
	if _, any := v.kept(); !any || access.Allow(v.who, access.BreakGlass) != nil {
		return nil
	}
	return []pages.Notice{{Tone: pages.Warning, Text: v.say("glass.kept"), Links: []pages.Link{{Text: v.say("glass.resume"), Href: pathGlass}}}}
}
