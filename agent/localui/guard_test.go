package localui

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"faro.example/agent/outbox"
	"faro.example/shared/pages"
)

func TestOnlyOurOwnPageByItsOwnNameChangesAnything(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.get("/new/arrival")
	at, token := b.at, tokenField.FindStringSubmatch(b.page)[1]
	form := url.Values{"token": {token}, "tag": {"17"}, "mode": {"found"}, "on": {"31/03/2026"}}
	for name, header := range map[string]map[string]string{
		"another name that points here": {"Host": "evil.example:8480", "Origin": "http://evil.example:8480"},
		"this machine by no name":       {"Host": "127.0.0.1"},
		"a form of another site":        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
		"another port of this machine":  {"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"},
		"a request that hides its page": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
		"no word of where it is from":   {"Origin": "", "Sec-Fetch-Site": ""},
	} {
		b.do(http.MethodPost, at, form, header)
		if b.status != http.StatusForbidden && b.status != http.StatusMisdirectedRequest {
			t.Errorf("%s: got status %d", name, b.status)
		}
	}
	for name, token := range map[string]string{"no token": "", "another's token": "guess"} {
		b.do(http.MethodPost, at, url.Values{"token": {token}, "tag": {"17"}}, nil)
		if b.status != http.StatusForbidden {
			t.Errorf("%s: got status %d", name, b.status)
		}
	}
	// No cookie goes to a foreign name; it learns nothing either, and tries no passphrase.
	b.do(http.MethodGet, "/signin", nil, map[string]string{"Host": "evil.example:8480"})
	if b.status != http.StatusMisdirectedRequest {
		t.Errorf("a page is shown under a foreign name: status %d", b.status)
	}
	if got := c.open(); len(got) != 0 {
		t.Fatalf("%d records were written", len(got))
	}
	b.do(http.MethodPost, at, form, nil).wants(http.StatusOK, "Recorded")
}

func TestEveryAnswerForbidsWhatAPageMayNotDo(t *testing.T) {
	c := newCentre(t)
	for _, path := range []string{"/signin", "/nowhere", "/assets/none"} {
		r, err := http.Get(c.url + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		if got := r.Header.Get("Content-Security-Policy"); got != pages.Policy || r.Header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: got the policy %q", path, got)
		}
	}
	b := c.browser().get("/signin")
	asset := regexp.MustCompile(`/assets/faro-[0-9a-f]+\.css`).FindString(b.page)
	b.get(asset).wants(http.StatusOK, "--blue")
}

func TestACookieIsNothingForAScriptAndAnotherSite(t *testing.T) {
	c := newCentre(t)
	r, err := http.Get(c.url + "/signin")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	for _, cookie := range r.Cookies() {
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode {
			t.Errorf("%s can be read by a script, or goes to another site", cookie.Name)
		}
	}
}

func TestSigningInMakesAnotherSession(t *testing.T) {
	c := newCentre(t)
	b := c.browser().get("/choose")
	at, err := url.Parse(c.url)
	if err != nil {
		t.Fatal(err)
	}
	before := b.client.Jar.Cookies(at)[0].Value
	b.post("/choose", "who", whoValue(c.nina), "code", ninasCode, "passphrase", phrase, "repeated", phrase).wants(http.StatusOK)
	if b.client.Jar.Cookies(at)[0].Value == before {
		t.Error("whoever planted a session is signed in with it")
	}
}

func TestPagesListenOnThisMachineAlone(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":8480", "192.168.1.2:8480", "example.org:80", "127.0.0.1"} {
		if l, err := Listen(address); err == nil {
			t.Errorf("it listens at %s", l.Addr())
		}
	}
}

func TestNothingOfAChildStandsInAnAddressOrATitle(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré", "given", "Awa")
	b.get(childPath(t, b))
	for _, in := range append(regexp.MustCompile(`href="[^"]*"|action="[^"]*"`).FindAllString(b.page, -1), regexp.MustCompile(`<title>.*</title>`).FindString(b.page)) {
		if strings.Contains(in, "Traor") || strings.Contains(in, "Awa") || strings.Contains(in, "0000") && strings.Contains(in, "98") {
			t.Errorf("it names the child: %s", in)
		}
	}
}

var saidWord = regexp.MustCompile(`(?:say\(|\bt |add\()"([a-z]+\.[a-z0-9.-]+)"`)

func TestEveryWordThatAPageSaysIsThere(t *testing.T) {
	c := newCentre(t)
	var files []string
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range saidWord.FindAllSubmatch(b, -1) {
			if key := string(m[1]); !c.ui.kit.Knows(key) && !strings.HasSuffix(key, ".") {
				t.Errorf("%s says %q, which is no word", f, key)
			}
		}
	}
	for page := range c.ui.kinds {
		for _, part := range []string{".title", ".help", ".submit"} {
			if !c.ui.kit.Knows(page + part) {
				t.Errorf("the form %s has no word for its %s", page, part)
			}
		}
	}
}

func TestWhatARegistryRefusesIsSaidWithWhatToDo(t *testing.T) {
	c := newCentre(t)
	v := &visit{UI: c.ui, lang: pages.Italian}
	for _, tc := range []struct {
		name string
		e    outbox.Entry
		want string
		lang pages.Lang
	}{
		{"a reason that is known", outbox.Entry{Reason: "not-held", Detail: "x", Remedy: "y"}, "Questo ufficio non può registrarlo", ""},
		{"one of a newer registry", outbox.Entry{Reason: "later", Detail: "the moon is full", Remedy: "wait"}, "The moon is full: wait.", pages.English},
	} {
		if text, lang := v.refused(tc.e); !strings.HasPrefix(text, tc.want) || lang != tc.lang {
			t.Errorf("%s: got %q in %q", tc.name, text, lang)
		}
	}
}
