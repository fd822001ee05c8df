//go:build demo

package main

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"faro.example/registry/assembly"
	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/mtls"
)

func TestThePeopleOfTheDemoSignInByAList(t *testing.T) {
	n := newNation(t)
	ines := institution.PersonID(id.New[struct{}]())
	n.with(t, func(r *assembly.Registry) {
		_, err := r.Directory.Import(t.Context(), institution.PersonID{}, day.Must("2020-01-01"), directory.Catalogue{
			People: []directory.Person{{ID: ines, Name: "Ines Prova", Office: institution.Office(n.comune), Role: access.Municipality}},
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	n.cfg.People, n.cfg.DemoProvider = freeAddress(t), freeAddress(t)
	n.cfg.PeopleURL = "https://" + n.cfg.People
	n.start(t)
	cfg, err := mtls.Client(nil, n.roots)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{TLSClientConfig: cfg}
	t.Cleanup(tr.CloseIdleConnections)
	c := &http.Client{Transport: tr, Jar: jar}
	ask := func(method, to string, values url.Values) string {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, to, strings.NewReader(values.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if method == http.MethodPost && strings.HasPrefix(to, n.cfg.PeopleURL) {
			r.Header.Set("Origin", n.cfg.PeopleURL)
		}
		res, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: got %d %s", method, to, res.StatusCode, text)
		}
		return html.UnescapeString(string(text))
	}
	found := func(pattern, text string) string {
		t.Helper()
		m := regexp.MustCompile(pattern).FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("no %s in %s", pattern, text)
		}
		return m[1]
	}
	to := found(`href="(https?://[^"]+)"`, ask(http.MethodPost, n.cfg.PeopleURL+"/signin/begin", url.Values{"provider": {"demo"}}))
	list := ask(http.MethodGet, to, nil)
	if !strings.Contains(list, "Ines Prova") {
		t.Fatalf("got %s, want the demo's people", list)
	}
	query := found(`name="query" value="([^"]+)"`, list)
	ask(http.MethodPost, "http://"+n.cfg.DemoProvider+"/chosen", url.Values{"query": {query}, "person": {ines.String()}})
	var session struct{ Person, Role string }
	if err := json.Unmarshal([]byte(ask(http.MethodGet, n.cfg.PeopleURL+"/v1/session", nil)), &session); err != nil {
		t.Fatal(err)
	}
	if session.Person != ines.String() || session.Role != "municipality" {
		t.Errorf("got %+v, want Ines", session)
	}
}
