package localui

import (
	"crypto/rand"
	"net/http"
	"sync"
	"time"

	"faro.example/shared/institution"
)

// session is one browser, from the first page that it was shown. It is kept in
// memory alone: who starts the program again signs in again.
type session struct {
	id     string
	token  string
	person institution.PersonID // zero while nobody is signed in
	office institution.OfficeID
	as     institution.PersonID // of who stands in for the person, zero if nobody does
	began  time.Time
	last   time.Time // the last sign of the person; the light is none
	locked bool
	to     string // the page that was open when the screen locked
}

// in reports whether somebody is signed in, also behind a locked screen.
func (s session) in() bool { return !s.person.IsZero() }

// phrase is whose passphrase opens the session.
func (s session) phrase() institution.PersonID {
	if !s.as.IsZero() {
		return s.as
	}
	return s.person
}

// sessions are the browsers that are known. It is safe for use by many goroutines.
type sessions struct {
	idle time.Duration
	now  func() time.Time

	mu sync.Mutex // guards the field below
	at map[string]*session
}

func newSessions(idle time.Duration, now func() time.Time) *sessions {
	return &sessions{idle: idle, now: now, at: map[string]*session{}}
}

// find gives the session of a cookie, locked if it was idle for too long, and
// whether there is one.
func (s *sessions) find(id string) (session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.at[id]
	now := s.now()
	switch {
	case !ok:
		return session{}, false
	case now.Sub(found.began) > sessionFor:
		delete(s.at, id)
		return session{}, false
	case found.in() && now.Sub(found.last) > s.idle:
		found.locked = true
	}
	return *found, true
}

// begin makes a session, in the place of another if one is named.
func (s *sessions) begin(old string, who session) session {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.at, old)
	if len(s.at) >= maxSessions {
		s.clear()
	}
	now := s.now()
	who.id, who.token, who.began, who.last = rand.Text(), rand.Text(), now, now
	s.at[who.id] = &who
	return who
}

// clear throws away who is not signed in; the caller holds mu.
func (s *sessions) clear() {
	for id, one := range s.at {
		if !one.in() {
			delete(s.at, id)
		}
	}
}

// change changes a session if it is still there.
func (s *sessions) change(id string, fn func(*session)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found, ok := s.at[id]; ok {
		fn(found)
	}
}

func (s *sessions) end(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.at, id)
}

const (
	sessionCookie = "faro_agent"
	langCookie    = "faro_lang"
)

// setSession has the browser keep the session: not Secure, since loopback has no
// TLS and a browser on the machine would drop it.
func setSession(w http.ResponseWriter, id string) {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
}
