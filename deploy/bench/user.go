package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"

	"faro.example/shared/access"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/mtls"
)

// user is somebody at a browser: signed in by the provider, with a connection, a
// session and cookies of their own, at an address of their own.
type user struct {
	ID     institution.PersonID `json:"id"`
	Role   access.Role          `json:"role"`
	Office int                  `json:"office"` // of the fleet

	town  *installation // whose minors they know
	here  int           // how many of them are still there
	http  *http.Client
	base  string
	token string // of their forms
	file  string // address of the casefile that is open
	form  url.Values
	turn  int // acts so far
}

// The acts, one after the other: four reads and a write.
const (
	actToday   = "today, or who has custody, or the census"
	actSearch  = "search by name"
	actOpen    = "open a casefile by code"
	actForm    = "open a form on it"
	actWrite   = "send the form"
	actsInTurn = 5
)

// browser makes the browser of the n-th user: each comes from a network of its
// own, as offices do.
func (u *user) browser(n int, base string, roots []byte) error {
	tls, err := mtls.Client(nil, roots)
	if err != nil {
		return err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, byte(1+n/250), byte(1+n%250), 1)}}
	u.base = base
	u.http = &http.Client{Jar: jar, Timeout: time.Minute, Transport: &http.Transport{
		TLSClientConfig: tls, ForceAttemptHTTP2: true, DialContext: from.DialContext, IdleConnTimeout: time.Hour,
	}}
	return nil
}

// page is an answer, after what it led to.
type page struct {
	path string // of the last address
	text string
}

// get asks for a page and send sends a form; both follow where they are led, and
// fail unless that is a page without a fault.
func (u *user) get(ctx context.Context, path string) (page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.base+path, nil)
	if err != nil {
		return page{}, err
	}
	return u.ask(req)
}

func (u *user) send(ctx context.Context, path string, form url.Values) (page, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return page{}, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", u.base)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return u.ask(req)
}

func (u *user) ask(req *http.Request) (page, error) {
	res, err := u.http.Do(req)
	if err != nil {
		return page{}, err
	}
	text, err := io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return page{}, err
	}
	if res.StatusCode != http.StatusOK {
		return page{}, fmt.Errorf("%s: %s", route(req.URL.Path), res.Status)
	}
	return page{res.Request.URL.RequestURI(), string(text)}, nil
}

// route is an address without what is sealed into it.
func route(path string) string { return handles.ReplaceAllString(path, "/-") }

var (
	handles = regexp.MustCompile(`/[A-Za-z0-9_-]{24,}`)
	leads   = regexp.MustCompile(`href="(http://[^"]+/authorize\?[^"]+)"`)
	tokens  = regexp.MustCompile(`name="token" value="([^"]+)"`)
	sealed  = regexp.MustCompile(`name="form" value="([^"]+)"`)
	assets  = regexp.MustCompile(`(?:href|src)="(/[^"?#]+\.(?:css|js|svg|png|ico)[^"#]*)"`)
)

// signIn signs the user in by the provider, who takes their word for who they are.
func (u *user) signIn(ctx context.Context) error {
	door, err := u.send(ctx, "/signin/begin", url.Values{"provider": {"demo"}})
	if err != nil {
		return err
	}
	to := leads.FindStringSubmatch(door.text)
	if to == nil {
		return errors.New("sign in: nothing leads to the provider")
	}
	at, err := url.Parse(html.UnescapeString(to[1]))
	if err != nil {
		return err
	}
	chosen := url.Values{"query": {at.RawQuery}, "person": {u.ID.String()}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+at.Host+"/chosen", strings.NewReader(chosen.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if _, err = u.ask(req); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	p, err := u.get(ctx, "/find")
	if err != nil {
		return err
	}
	token := tokens.FindStringSubmatch(p.text)
	if token == nil {
		return errors.New("sign in: the page has no form")
	}
	u.token = html.UnescapeString(token[1])
	return nil
}

// act does what is next, and says what that was.
func (u *user) act(ctx context.Context) (what string, err error) {
	u.turn++
	switch u.turn % actsInTurn {
	case 0:
		return actToday, u.today(ctx)
	case 1:
		return actSearch, u.search(ctx)
	case 2:
		return actOpen, u.open(ctx)
	case 3:
		return actForm, u.fillIn(ctx)
	}
	return actWrite, u.write(ctx)
}

// child is a minor of theirs who is still there: each time another.
func (u *user) child() int { return u.turn / actsInTurn % u.here * stillHere }

func (u *user) code() (minor.Code, error) { return minor.NewCode(u.town.first + uint32(u.child())) }

// today looks at what waits; every other time a service asks who has custody of a
// child, and the Ministry counts.
func (u *user) today(ctx context.Context) error {
	first := u.turn/actsInTurn%2 == 0
	switch {
	case first:
		_, err := u.get(ctx, "/")
		return err
	case u.Role == access.Ministry:
		_, err := u.get(ctx, "/census")
		return err
	}
	code, err := u.code()
	if err != nil {
		return err
	}
	p, err := u.send(ctx, "/custody", url.Values{"token": {u.token}, "code": {code.Display()}, "on": {europe()}, "reason": {"custody"}})
	if err == nil && !strings.Contains(p.text, u.town.office.Service.Name) {
		err = errors.New("/custody: not whose custody it is")
	}
	return err
}

// search looks for a child by name.
func (u *user) search(ctx context.Context) error {
	n := u.town.name(u.child())
	name := n.Given.Reveal() + " " + n.Family.Reveal()
	p, err := u.send(ctx, "/find", url.Values{"token": {u.token}, "name": {name}, "reason": {"care"}})
	if err == nil && !strings.Contains(p.text, `name="child" value="`) {
		err = errors.New("/find: nobody was found")
	}
	return err
}

// open opens a casefile by its code.
func (u *user) open(ctx context.Context) error {
	code, err := u.code()
	if err != nil {
		return err
	}
	p, err := u.send(ctx, "/find", url.Values{"token": {u.token}, "code": {code.Display()}, "reason": {"care"}})
	if err != nil {
		return err
	}
	if !strings.HasPrefix(p.path, "/casefile/") || !strings.Contains(p.text, code.Display()) {
		return errors.New("/casefile: not the child who was asked for")
	}
	u.file, _, _ = strings.Cut(p.path, "?")
	return nil
}

// fillIn opens a form on the casefile, and fills it in.
func (u *user) fillIn(ctx context.Context) error {
	p, err := u.get(ctx, u.file+"/form/identifier")
	if err != nil {
		return err
	}
	form := sealed.FindStringSubmatch(p.text)
	if form == nil {
		return errors.New("/casefile/-/form: no form")
	}
	u.form = url.Values{
		"token": {u.token}, "form": {html.UnescapeString(form[1])}, "scheme": {"sim"}, "value": {fmt.Sprintf("SIM-%d-%d", u.Office, u.turn)}, "on": {europe()},
	}
	return nil
}

// write sends the form, and fails unless it is recorded.
func (u *user) write(ctx context.Context) error {
	p, err := u.send(ctx, "/form/identifier", u.form)
	if err == nil && !strings.Contains(p.path, "done=recorded") {
		err = fmt.Errorf("/form: not recorded but %s", route(p.path))
	}
	return err
}

// europe is today as people write it.
func europe() string { return time.Now().Format("02/01/2006") }
