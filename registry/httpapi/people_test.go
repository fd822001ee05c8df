package httpapi_test

import (
	"bytes"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"faro.example/registry/httpapi"
	"faro.example/registry/signin"
	"faro.example/registry/signin/signintest"
	"faro.example/shared/access"
	"faro.example/shared/api"
)

func TestAPersonSignsInWithABrowserAndAsksAsWhoTheyAre(t *testing.T) {
	w := newTown(t)
	w.idp.Says["role"] = "ministry"
	b := w.browser(t)
	if page := b.get(t, "/signin"); page.StatusCode != http.StatusOK || !strings.Contains(string(page.body), "Entra con SPID") {
		t.Errorf("got %d %.500s, want the provider to choose", page.StatusCode, page.body)
	}
	b.signIn(t)
	if page := b.get(t, "/signin", fromProvider); !strings.Contains(string(page.body), "Servizio sociale") {
		t.Errorf("got %.500s, want to be told as whom", page.body)
	}
	var s httpapi.Session
	b.get(t, "/v1/session").decode(t, http.StatusOK, &s)
	if s.Role != "municipality" || s.Person.String() != w.anna.String() || len(s.Offices) != 1 || s.Fresh == nil {
		t.Errorf("got %+v, want Anna of the municipality, whatever the token says", s)
	}
	b.post(t, "/v1/custody/lookups", lookupBody("0000000098", "custody hearing")).decode(t, http.StatusOK, &httpapi.CustodyAnswer{})
	if c := w.caller; c.Person != w.anna || c.Role != access.Municipality || c.Session == "" || c.Reason != "custody hearing" || !c.Agent.IsZero() {
		t.Errorf("asked as %+v, want Anna with her session and reason", c)
	}
	if strings.Contains(w.log.String(), signintest.Value) || strings.Contains(w.log.String(), "0000000098") || strings.Contains(w.log.String(), "state=") {
		t.Error("the log holds what it must not")
	}
}

func TestTheCookiesAreForThisHostOverTLSAndNoScript(t *testing.T) {
	w := newTown(t)
	b := w.browser(t)
	page := b.form(t, "/signin/begin", "provider=spid")
	res := b.get(t, b.toProvider(t, page), fromProvider)
	for _, a := range []answer{page, res} {
		for _, c := range a.Cookies() {
			if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
				t.Errorf("got the cookie %+v", c)
			}
		}
	}
	if len(page.Cookies()) != 1 || len(res.Cookies()) != 2 {
		t.Errorf("got %d and %d cookies, want one, then that one gone and the session's", len(page.Cookies()), len(res.Cookies()))
	}
}

func TestASessionThatWasCopiedToAnotherBrowserEnds(t *testing.T) {
	w := newTown(t)
	b, thief := w.signedIn(t), w.browser(t)
	at, err := url.Parse(w.base)
	if err != nil {
		t.Fatal(err)
	}
	thief.Jar.SetCookies(at, b.Jar.Cookies(at))
	thief.head.Set("User-Agent", "curl/8")
	thief.get(t, "/v1/session").problem(t, http.StatusUnauthorized)
	if l := w.kept.last(); l.Allowed || l.Caller.Person != w.anna || l.Action != access.SignIn {
		t.Errorf("got the line %+v, want one about Anna's session", l)
	}
	b.get(t, "/v1/session").problem(t, http.StatusUnauthorized)
}

func TestASignInThatAnotherBrowserBeganIsRefused(t *testing.T) {
	w := newTown(t)
	back := w.browser(t)
	there := w.browser(t)
	to := back.toProvider(t, back.form(t, "/signin/begin", "provider=spid"))
	for _, tc := range []struct {
		name string
		b    *browser
		path string
	}{
		{"another browser", there, to},
		{"a forged state", back, "/signin/callback?state=x&code=y"},
		{"nothing", back, "/signin/callback"},
	} {
		if res := tc.b.get(t, tc.path, fromProvider); res.StatusCode != http.StatusUnauthorized || w.kept.last().Allowed {
			t.Errorf("%s: got %d and the line %+v, want it refused with a line", tc.name, res.StatusCode, w.kept.last())
		}
	}
	there.get(t, "/v1/session").problem(t, http.StatusUnauthorized)
}

func TestNothingIsChangedAtTheWordOfAnotherSitesPage(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	for _, tc := range []struct {
		name  string
		alter func(*http.Request)
	}{
		{"another site", func(r *http.Request) {
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			r.Header.Set("Origin", "https://evil.example")
		}},
		{"a neighbour", func(r *http.Request) {
			r.Header.Set("Sec-Fetch-Site", "same-site")
			r.Header.Set("Origin", "https://other.registry.example")
		}},
		{"another site, in an old browser", func(r *http.Request) {
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set("Origin", "https://evil.example")
		}},
		{"another port", func(r *http.Request) {
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set("Origin", "https://127.0.0.1:1")
		}},
		{"a page that hides where it is from", func(r *http.Request) { r.Header.Set("Origin", "null") }},
		{"nothing said", func(r *http.Request) {
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Del("Origin")
		}},
	} {
		for _, path := range []string{"/signin/begin", "/signin/again", "/signout"} {
			if res := b.form(t, path, "provider=spid", tc.alter); res.StatusCode != http.StatusForbidden {
				t.Errorf("%s, %s: got %d, want it forbidden", tc.name, path, res.StatusCode)
			}
		}
		b.post(t, "/v1/custody/lookups", lookupBody("0000000098", "custody hearing"), tc.alter).problem(t, http.StatusForbidden)
	}
	b.get(t, "/v1/session", fromProvider).problem(t, http.StatusForbidden)
	b.get(t, "/v1/session", func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }).problem(t, http.StatusForbidden)
	b.get(t, "/v1/session").decode(t, http.StatusOK, &httpapi.Session{})
}

func TestAMachinesCertificateIsNotUsedByAnotherSitesPage(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.System)
	r := f.newRequest(t, http.MethodPost, "/v1/custody/lookups", []byte(`{}`))
	r.Header.Set("Content-Type", api.TypeJSON)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	r.Header.Set("Origin", "https://evil.example")
	c.send(t, r).problem(t, http.StatusForbidden)
}

func TestTheRegistryAnswersToItsOwnNameAlone(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	b.get(t, "/v1/session", func(r *http.Request) { r.Host = "evil.example" }).problem(t, http.StatusMisdirectedRequest)
}

func TestPeopleAndMachinesAreNotTakenForOneAnother(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	for _, path := range []string{api.PathFeed, "/status"} {
		b.get(t, path).problem(t, http.StatusNotFound)
	}
	b.post(t, api.PathRenew, api.RenewRequest{Request: []byte("x")}).problem(t, http.StatusNotFound)
	c := w.client(t) // on the machines' listener, with a person's cookie and no certificate
	r := w.newRequest(t, http.MethodGet, "/v1/session", nil)
	at, err := url.Parse(w.base)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range b.Jar.Cookies(at) {
		r.AddCookie(k)
	}
	c.send(t, r).problem(t, http.StatusUnauthorized)
	m, _ := w.enrolled(t, access.Ministry)
	m.get(t, "/v1/session").problem(t, http.StatusNotFound)
}

func TestSigningOutHoldsOnAConnectionThatIsOpen(t *testing.T) {
	for name, body := range map[string]string{"here": "", "everywhere": "everywhere=yes"} {
		w := newTown(t)
		b, other := w.signedIn(t), w.signedIn(t)
		other.get(t, "/v1/session").decode(t, http.StatusOK, &httpapi.Session{})
		at, err := url.Parse(w.base)
		if err != nil {
			t.Fatal(err)
		}
		had := b.Jar.Cookies(at)
		if res := b.form(t, "/signout", body); res.StatusCode != http.StatusSeeOther {
			t.Fatalf("got %d %.300s", res.StatusCode, res.body)
		}
		if b.Jar, err = cookiejar.New(nil); err != nil {
			t.Fatal(err)
		}
		b.Jar.SetCookies(at, had) // kept by somebody
		reused := false
		trace := &httptrace.ClientTrace{GotConn: func(i httptrace.GotConnInfo) { reused = i.Reused }}
		b.get(t, "/v1/session", func(r *http.Request) { *r = *r.WithContext(httptrace.WithClientTrace(r.Context(), trace)) }).problem(t, http.StatusUnauthorized)
		if !reused {
			t.Errorf("%s: the connection was not the one that was open", name)
		}
		want := http.StatusOK
		if body != "" {
			want = http.StatusUnauthorized
		}
		if res := other.get(t, "/v1/session"); res.StatusCode != want {
			t.Errorf("%s: another session of the person got %d, want %d", name, res.StatusCode, want)
		}
	}
}

func TestASignInEndsTheSessionThatTheBrowserHadBefore(t *testing.T) {
	w := newTown(t)
	b, other := w.signedIn(t), w.browser(t)
	at, err := url.Parse(w.base)
	if err != nil {
		t.Fatal(err)
	}
	other.Jar.SetCookies(at, b.Jar.Cookies(at))
	b.signIn(t)
	b.get(t, "/v1/session").decode(t, http.StatusOK, &httpapi.Session{})
	other.get(t, "/v1/session").problem(t, http.StatusUnauthorized)
}

func TestAPageThatAsksByItselfKeepsNobodySignedIn(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	byItself := func(r *http.Request) { r.Header.Set("Faro-Live", "ledger") }
	for range 3 {
		w.pass(signin.DefaultIdle / 4)
		b.get(t, "/v1/session", byItself).decode(t, http.StatusOK, &httpapi.Session{})
	}
	w.pass(signin.DefaultIdle / 4)
	b.get(t, "/v1/session", byItself).problem(t, http.StatusUnauthorized)
}

func TestWhoLeftTheDirectoryIsSignedOut(t *testing.T) {
	w := newTown(t)
	b := w.signedIn(t)
	at, err := url.Parse(w.base)
	if err != nil {
		t.Fatal(err)
	}
	had, saved := b.Jar.Cookies(at), w.rest.people[w.anna]
	delete(w.rest.people, w.anna)
	b.get(t, "/v1/session").problem(t, http.StatusUnauthorized)
	w.rest.people[w.anna] = saved // and comes back
	b.Jar.SetCookies(at, had)
	b.get(t, "/v1/session").problem(t, http.StatusUnauthorized)
}

func TestWhatIsGravestWantsAFreshSignInOfAPerson(t *testing.T) {
	w := newTown(t)
	body := map[string]string{"person": w.anna.String(), "provider": "spid", "value": "TINIT-NEW"}
	const path = "/v1/sign-in/bindings"
	anna := w.signedIn(t)
	anna.post(t, path, body).problem(t, http.StatusNotFound) // not hers to say
	w.idp.Says[signintest.Claim] = brunosValue
	b := w.browser(t)
	b.signIn(t)
	w.pass(signin.Fresh + time.Second)
	if p := b.post(t, path, body).problem(t, http.StatusUnauthorized); !strings.Contains(p.Remedy, "sign in again") {
		t.Errorf("got %+v, want to be told to sign in again", p)
	}
	if l := w.kept.last(); l.Allowed || l.Caller.Person != w.bruno {
		t.Errorf("got the line %+v, want one that refuses Bruno", l)
	}
	res := b.get(t, b.toProvider(t, b.form(t, "/signin/again", "")), fromProvider)
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("got %d %.300s", res.StatusCode, res.body)
	}
	if res := b.post(t, path, body); res.StatusCode != http.StatusNoContent {
		t.Errorf("after it: got %d %.300s, want it done", res.StatusCode, res.body)
	}
	m, _ := w.enrolled(t, access.Ministry)
	m.post(t, path, body).problem(t, http.StatusNotFound)
}

func TestEveryAnswerSaysWhatABrowserMayMakeOfIt(t *testing.T) {
	w := newTown(t)
	b, c := w.signedIn(t), w.client(t)
	for name, a := range map[string]answer{
		"a page": b.get(t, "/signin"), "the API": b.get(t, "/v1/session"), "an error": b.get(t, "/nothing"), "the machines' API": c.get(t, "/status"),
		"an error there": c.get(t, "/nothing"),
	} {
		for header, want := range map[string]string{
			"Strict-Transport-Security": "max-age=", "Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "same-origin", "Cache-Control": "no-store", "X-Frame-Options": "DENY",
		} {
			if got := a.Header.Get(header); !strings.Contains(got, want) {
				t.Errorf("%s: got %s %q, want %q", name, header, got, want)
			}
		}
		if strings.Contains(a.Header.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s: the policy lets in what is not safe", name)
		}
	}
}

func TestAPersonMayAskSoOftenInAMinuteOverAllSessions(t *testing.T) {
	w := newTown(t)
	one, two := w.signedIn(t), w.signedIn(t)
	res := one.get(t, "/v1/session")
	limit, err := strconv.Atoi(res.Header.Get("X-RateLimit-Limit"))
	if err != nil || !strings.Contains(res.Header.Get("RateLimit-Policy"), "q="+strconv.Itoa(limit)+";w=60") ||
		!strings.Contains(res.Header.Get("RateLimit"), "r="+strconv.Itoa(limit-1)+";t=") {
		t.Errorf("got %v, want the limit in all forms", res.Header)
	}
	for range limit - 1 {
		if res := two.get(t, "/v1/session"); res.StatusCode != http.StatusOK {
			t.Fatalf("got %d before the limit", res.StatusCode)
		}
	}
	res = one.get(t, "/v1/session")
	res.problem(t, http.StatusTooManyRequests)
	if res.Header.Get("Retry-After") == "" {
		t.Error("not said when to come back")
	}
	w.pass(time.Minute)
	one.get(t, "/v1/session").decode(t, http.StatusOK, &httpapi.Session{})
}

func TestGuessingSessionsEndsSoon(t *testing.T) {
	w := newTown(t)
	good := w.signedIn(t)
	b := w.browser(t)
	for tries := 1; ; tries++ {
		res := b.get(t, "/v1/session", func(r *http.Request) {
			r.AddCookie(&http.Cookie{Name: "__Host-faro-session", Value: strconv.Itoa(tries)})
			r.Header.Set("X-Forwarded-For", "198.51.100."+strconv.Itoa(tries%250)) // nobody's word is taken
		})
		if res.StatusCode == http.StatusTooManyRequests {
			break
		}
		if tries > 500 {
			t.Fatal("somebody tries on and on")
		}
	}
	good.get(t, "/v1/session").problem(t, http.StatusTooManyRequests) // an address is an address
	w.pass(time.Minute)
	good.get(t, "/v1/session").decode(t, http.StatusOK, &httpapi.Session{})
}

func TestTheSystemOfAnotherAdministrationHasALimitOfItsOwn(t *testing.T) {
	f := newFixture(t, func(o *httpapi.Options) { o.PerSystem = 2 })
	c, _ := f.enrolled(t, access.System)
	var last answer
	for range 2 {
		last = c.get(t, "/v1/events")
		last.decode(t, http.StatusOK, &httpapi.Events{})
	}
	if !bytes.Contains([]byte(last.Header.Get("RateLimit")), []byte("r=0")) {
		t.Errorf("got %q, want none left", last.Header.Get("RateLimit"))
	}
	last = c.get(t, "/v1/events")
	last.problem(t, http.StatusTooManyRequests)
	if last.Header.Get("Retry-After") == "" {
		t.Error("not said when to come back")
	}
	a, _ := f.enrolled(t, access.Centre)
	a.get(t, api.PathFeed).decode(t, http.StatusOK, &api.Feed{})
}

func TestEventsAreToldFromWhereTheReaderStands(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.System)
	var out httpapi.Events
	c.get(t, "/v1/events?after=7&epoch=2").decode(t, http.StatusOK, &out)
	if f.asked.After != 7 || f.asked.Epoch != 2 || out.Next != 9 || len(out.Events) != 1 || out.Events[0].Region != "Sicilia" {
		t.Errorf("asked %+v and got %+v", f.asked, out)
	}
}
