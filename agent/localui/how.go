package localui

import (
	"net/http"

	"faro.example/shared/notice"
	"faro.example/shared/pages"
)

const pathHow = "/how"

// how says in a minute what is done at this machine, and what to try first: where a
// new operator is led who has chosen a passphrase, and from the menu. It names
// nobody, so it leaves no line.
func (v *visit) how() error {
	of, at := "how.centre", []string{"/new/arrival", "/new/rollcall", "/outbox"}
	if v.mission() {
		of, at = "how.mission", []string{"/", toldAt(notice.Search, string(v.lang)), "/outbox"}
	}
	body := pages.Tour{Lead: v.say(of), Know: v.say(of + ".know"), First: pages.Link{Text: v.say("how.go"), Href: "/"}}
	for i, key := range []string{of + ".1", of + ".2", of + ".3"} {
		body.Try = append(body.Try, pages.Trial{Link: pages.Link{Text: v.say(key), Href: at[i]}, Why: v.say(key + ".why")})
	}
	p := v.page("how")
	p.Body = body
	return v.show(http.StatusOK, p)
}
