package signin_test

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/config"
	"faro.example/registry/pg"
	"faro.example/registry/signin"
	"faro.example/registry/signin/signintest"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

func TestASessionThatMovesToAnotherBrowserEnds(t *testing.T) {
	for _, tc := range []struct {
		name  string
		alter func(*signin.Browser)
	}{
		{"another browser", func(b *signin.Browser) { b.Agent = "Chrome/140" }},
		{"another language", func(b *signin.Browser) { b.Language = "en" }},
		{"another system", func(b *signin.Browser) { b.Platform = `"Windows"` }},
		{"another network", func(b *signin.Browser) { b.Address = netip.MustParseAddr("198.51.100.7") }},
		{"another kind of network", func(b *signin.Browser) { b.Address = netip.MustParseAddr("2001:db8::7") }},
	} {
		f := newFixture(t)
		_, token := f.annaIn(t)
		same := firefox
		same.Address = netip.MustParseAddr("::ffff:192.0.2.200") // of the same network
		if _, err := f.Find(t.Context(), token, same); err != nil {
			t.Errorf("%s: before it moved: %v", tc.name, err)
		}
		moved := firefox
		tc.alter(&moved)
		_, err := f.Find(t.Context(), token, moved)
		f.refused(t, tc.name, err)
		if l := f.lines.last(t); l.Caller.Person != f.anna || l.Caller.Session == "" {
			t.Errorf("%s: got the line %+v, want it to say whose session", tc.name, l)
		}
		_, err = f.Find(t.Context(), token, firefox)
		f.refused(t, tc.name+", and back", err)
	}
}

func TestASessionEnds(t *testing.T) {
	for _, tc := range []struct {
		name string
		end  func(*fixture, signin.Session) error
	}{
		{"idle", func(f *fixture, _ signin.Session) error { f.pass(signin.DefaultIdle); return nil }},
		{"signed out", func(f *fixture, s signin.Session) error { return f.SignOut(t.Context(), s) }},
		{"signed out everywhere", func(f *fixture, s signin.Session) error { return f.SignOutEverywhere(t.Context(), s.Person) }},
		{"left the directory", func(f *fixture, s signin.Session) error { return f.Leave(t.Context(), s.Person) }},
		{"unbound", func(f *fixture, s signin.Session) error { return f.Unbind(t.Context(), s.Person, s.Provider, f.bruno) }},
		{"bound anew", func(f *fixture, s signin.Session) error {
			return f.Bind(t.Context(), signin.Binding{Person: s.Person, Provider: s.Provider, Value: "TINIT-NEW"}, f.bruno)
		}},
		{"restored", func(f *fixture, _ signin.Session) error {
			return pg.InTx(t.Context(), f.Admin(), func(ctx context.Context, tx pgx.Tx) error { return signin.EndAll(ctx, tx, f.now()) })
		}},
		{"its provider is configured no more", func(f *fixture, _ signin.Session) error {
			f.options.Providers = f.options.Providers[1:]
			f.open(t)
			return nil
		}},
	} {
		f := newFixture(t)
		s, token := f.annaIn(t)
		if _, err := f.Find(t.Context(), token, firefox); err != nil {
			t.Fatal(err)
		}
		if err := tc.end(f, s); err != nil {
			t.Fatal(err)
		}
		if err := f.Still(t.Context(), s.ID); !fault.Is(err, fault.Unauthenticated) { // so that a page that is open loses its line
			t.Errorf("%s: got %v while it was open, want it over", tc.name, err)
		}
		for range 2 {
			_, err := f.Find(t.Context(), token, firefox)
			f.refused(t, tc.name, err)
		}
	}
}

func TestWhatAPageAsksByItselfMakesNoSessionLonger(t *testing.T) {
	f := newFixture(t)
	s, token := f.annaIn(t)
	for range 3 {
		f.pass(signin.DefaultIdle / 4)
		if _, err := f.Look(t.Context(), token, firefox); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Still(t.Context(), s.ID); err != nil {
		t.Errorf("before its time: %v", err)
	}
	f.pass(signin.DefaultIdle / 4)
	if err := f.Still(t.Context(), s.ID); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("got %v of a page that was only open, want the session over", err)
	}
	_, err := f.Look(t.Context(), token, firefox)
	f.refused(t, "a page that asks by itself", err)
}

func TestWhetherASessionIsStillGoodIsKnownAtOnce(t *testing.T) {
	f := newFixture(t)
	s, _ := f.annaIn(t)
	if err := f.Still(t.Context(), s.ID); err != nil {
		t.Errorf("while it is: %v", err)
	}
	if err := f.SignOut(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if err := f.Still(t.Context(), s.ID); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("got %v, want it over", err)
	}
}

func TestASessionEndsInAnyCaseHoweverBusy(t *testing.T) {
	f := newFixture(t)
	s, token := f.annaIn(t)
	for f.now().Before(s.Expires) {
		if _, err := f.Find(t.Context(), token, firefox); err != nil {
			t.Fatalf("after %v: %v", f.now().Sub(s.Began), err)
		}
		f.pass(20 * time.Minute)
	}
	_, err := f.Find(t.Context(), token, firefox)
	f.refused(t, "after its length", err)
	_, err = f.Find(t.Context(), "no such token", firefox)
	f.refused(t, "no such token", err)
}

func TestTheFirstTimeThatAPersonSignsInIsSaidOnce(t *testing.T) {
	f := newFixture(t)
	first, token := f.annaIn(t)
	again, _ := f.annaIn(t)
	found, err := f.Find(t.Context(), token, firefox)
	if err != nil || !first.First || again.First || found.First {
		t.Errorf("got %t, %t and %t of the session found (%v), want the first sign-in alone", first.First, again.First, found.First, err)
	}
	f.other.Says["fiscal_number"] = brunosCode
	if s, _, err := f.signIn(t, "ministry", f.other, nil); err != nil || !s.First {
		t.Errorf("got %t and %v of another person, want a first time", s.First, err)
	}
}

func TestSigningOutEverywhereEndsNobodyElsesSessions(t *testing.T) {
	f := newFixture(t)
	s, first := f.annaIn(t)
	_, second := f.annaIn(t)
	f.other.Says["fiscal_number"] = brunosCode
	_, brunos, err := f.signIn(t, "ministry", f.other, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SignOutEverywhere(t.Context(), s.Person); err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{first, second} {
		_, err := f.Find(t.Context(), token, firefox)
		f.refused(t, "signed out everywhere", err)
	}
	if _, err := f.Find(t.Context(), brunos, firefox); err != nil {
		t.Errorf("another person's: %v", err)
	}
}

func TestWhatIsGravestWantsAPersonWhoWasAtTheProviderLately(t *testing.T) {
	f := newFixture(t)
	s, old := f.annaIn(t)
	if err := f.Fresh(t.Context(), s, access.Municipality); err != nil {
		t.Errorf("right after the sign-in: %v", err)
	}
	f.pass(signin.Fresh + time.Second)
	if err := f.Fresh(t.Context(), s, access.Municipality); !fault.Is(err, fault.Unauthenticated) || f.lines.last(t).Allowed {
		t.Errorf("later: got %v, want it refused with a line", err)
	}
	again, token, err := f.signIn(t, "spid", f.spid, &s)
	if err != nil {
		t.Fatal(err)
	}
	if q := f.spid.Asked; q.Get("prompt") != "login" || q.Get("max_age") != "0" {
		t.Errorf("the provider was asked %v, want it to ask the person", q)
	}
	if again.ID != s.ID || again.Expires != s.Expires {
		t.Errorf("got %+v, want the same session, no longer than before", again)
	}
	if err := f.Fresh(t.Context(), again, access.Municipality); err != nil {
		t.Errorf("once the person was there: %v", err)
	}
	_, err = f.Find(t.Context(), old, firefox)
	f.refused(t, "the token of before", err)
	if _, err := f.Find(t.Context(), token, firefox); err != nil {
		t.Errorf("the new token: %v", err)
	}
}

func TestAProofThatIsStaleOrOfAnotherPersonIsNone(t *testing.T) {
	f := newFixture(t)
	s, token := f.annaIn(t)
	f.pass(time.Hour / 4)
	was := s.Authenticated.Unix()
	for name, forge := range map[string]func(signintest.Claims){
		"of before":        func(c signintest.Claims) { c["auth_time"] = was },
		"without its time": func(c signintest.Claims) { delete(c, "auth_time") },
		"of nobody":        func(c signintest.Claims) { c["fiscal_number"] = "TINIT-X" },
	} {
		f.spid.Forge = forge
		_, _, err := f.signIn(t, "spid", f.spid, &s)
		f.refused(t, name, err)
	}
	f.spid.Forge = nil
	carla := f.bruno // moves to the municipality's provider, and sits down at Anna's desk
	f.options.Providers[0].Institutions = []string{"MLPS"}
	f.open(t)
	f.spid.Says["fiscal_number"] = brunosCode
	_, _, err := f.signIn(t, "spid", f.spid, &s)
	f.refused(t, "of another person", err)
	if l := f.lines.last(t); l.Caller.Person != carla {
		t.Errorf("got the line %+v, want it to say who it was", l)
	}
	if _, err := f.Find(t.Context(), token, firefox); err != nil {
		t.Errorf("the session goes on as it was: %v", err)
	}
}

func TestAProviderThatDoesNotSayWhenLetsInButNotToWhatIsGravest(t *testing.T) {
	f := newFixture(t)
	f.spid.Forge = func(c signintest.Claims) { delete(c, "auth_time") }
	s, token := f.annaIn(t)
	for _, x := range []signin.Session{s, must(f.Find(t.Context(), token, firefox))} {
		if err := f.Fresh(t.Context(), x, access.Municipality); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("got %v, want a fresh sign-in asked for", err)
		}
	}
}

func must(s signin.Session, err error) signin.Session {
	if err != nil {
		panic(err)
	}
	return s
}

func TestAValueOfAClaimIsOnePerson(t *testing.T) {
	f := newFixture(t)
	nobody := institution.PersonID{1}
	for _, tc := range []struct {
		name string
		b    signin.Binding
		kind fault.Kind
	}{
		{"another person's", signin.Binding{Person: f.bruno, Provider: "spid", Value: annasCode}, fault.Conflict},
		{"nobody", signin.Binding{Person: nobody, Provider: "spid", Value: "x"}, fault.NotFound},
		{"no provider", signin.Binding{Person: f.anna, Provider: "cie", Value: "x"}, fault.NotFound},
		{"nothing", signin.Binding{Person: f.anna, Provider: "spid"}, fault.Invalid},
		{"spaces", signin.Binding{Person: f.anna, Provider: "spid", Value: " x"}, fault.Invalid},
	} {
		if err := f.Bind(t.Context(), tc.b, f.bruno); !fault.Is(err, tc.kind) {
			t.Errorf("%s: got %v, want %v", tc.name, err, tc.kind)
		}
	}
	if _, token := f.annaIn(t); token == "" {
		t.Error("a binding that was refused ended the one that there was")
	}
	if err := f.Unbind(t.Context(), f.anna, "ministry", f.bruno); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v, want nothing to unbind", err)
	}
}

func TestAPersonWhoseTimeIsOverIsNotLetIn(t *testing.T) {
	f := newFixture(t)
	if _, err := f.Admin().Exec(t.Context(), `UPDATE people SET valid_until = $2 WHERE id = $1`, f.anna, f.now()); err != nil {
		t.Fatal(err)
	}
	_, _, err := f.signIn(t, "spid", f.spid, nil)
	f.refused(t, "a person who left", err)
}

func TestSignInSeesNoNameAndNoMinor(t *testing.T) {
	f := newFixture(t)
	for _, q := range []string{
		`SELECT name FROM people`, `SELECT name FROM institutions`, `SELECT * FROM records`, `SELECT * FROM casefiles`, `SELECT * FROM codes`,
		`SELECT * FROM access_lines`, `SELECT * FROM installations`, `UPDATE people SET role = 'ministry'`, `DELETE FROM sessions`,
		`UPDATE sessions SET person = $1`, `UPDATE signin_bindings SET person = $1`, `DELETE FROM signin_bindings`,
	} {
		var args []any
		if q[len(q)-1] == '1' {
			args = append(args, f.bruno)
		}
		if _, err := f.As("faro_signin").Exec(t.Context(), q, args...); err == nil {
			t.Errorf("it may %s", q)
		}
	}
}

func TestASignInWithoutAllItsPartsIsNone(t *testing.T) {
	f := newFixture(t)
	for name, alter := range map[string]func(*signin.Options){
		"a key":           func(o *signin.Options) { o.ClaimKey = nil },
		"lines":           func(o *signin.Options) { o.Lines = nil },
		"a claim":         func(o *signin.Options) { o.Providers[0].Claim = "" },
		"a level":         func(o *signin.Options) { o.Providers[0].Levels = nil },
		"an institution":  func(o *signin.Options) { o.Providers[0].Kinds = nil },
		"a person's name": func(o *signin.Options) { o.Providers[0].Claim = "role" },
	} {
		o := f.options
		o.Metrics = prometheus.NewRegistry()
		o.Providers = []signin.Provider{provider("x", f.spid, func(p *config.Provider) { p.Kinds = []string{"municipality"} })}
		alter(&o)
		if _, err := signin.New(o); err == nil {
			t.Errorf("without %s: it is taken", name)
		}
	}
}
