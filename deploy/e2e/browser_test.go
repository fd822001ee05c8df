package e2e

import (
	"context"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"

	"faro.example/deploy/browsertest"
	"faro.example/deploy/stack"
)

const passphrase = "quattro parole a caso"

// freePort gives an address of this machine that nothing listens at.
func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().String()
}

// atPages serves an agent with its pages, and has its operator sit down there.
func (w *world) atPages(t testing.TB, at centre) (*stack.Agent, *browsertest.Person) {
	t.Helper()
	ctx := t.Context()
	a, err := w.newAgent(ctx, at.Code, at.Code)
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	host := freePort(t)
	a.With("FARO_AGENT_UI", host)
	code, err := a.Ctl(ctx, "code", "--as", at.who.Name)
	must(t, err)
	must(t, a.Serve.Start())
	must(t, until(ctx, "the pages answer", func(ctx context.Context) (bool, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, "tcp", host)
		if err != nil {
			return false, nil
		}
		return true, c.Close()
	}))
	p := browsertest.Sit(t, "http://"+host, "en", "../..")
	p.Go("/choose").To("who").Type("O")
	p.Fill("code", strings.TrimSpace(code)).Fill("passphrase", passphrase).Fill("repeated", passphrase).Press().Sees("Recovery codes")
	return a, p
}

var childCode = regexp.MustCompile(`\d{4} \d{4} \d{2}`)

func TestAChildIsSentByOnePageAndReceivedByAnotherWithTheLineCutBetween(t *testing.T) {
	if browsertest.Missing(t) {
		return
	}
	ctx := t.Context()
	w := newWorld(t)
	centres, err := w.newCentres(ctx, 2)
	must(t, err)
	from, here := w.atPages(t, centres[0])
	to, there := w.atPages(t, centres[1])

	from.Line.Cut()
	here.Go("/new/arrival").Type("17").Fill("family", "Traoré").Fill("given", "Awa").Fill("sex", "F").Fill("age", "16").Press()
	code := childCode.FindString(here.Sees("Awa Traoré", "not in Rome yet").Text())
	here.Go("/new/group").To("children").Space().To("to").Type(centres[1].Name).To("on").Press()
	here.Sees("Recorded", "Hand-over sheet").Inspect()
	there.Go("/").Sees("Nobody is expected")

	from.Line.Restore()
	must(t, settled(ctx, from))
	there.Waits("Nothing was recorded here yet")
	must(t, until(ctx, "the child is expected there", func(context.Context) (bool, error) {
		return strings.Contains(there.Go("/").Text(), "Awa Traoré"), nil
	}))
	there.Go("/new/expected").Type(code).Press().Sees("Awa Traoré")
	there.To("Has arrived").Press().Sees("Recorded").Inspect()
	must(t, settled(ctx, to))

	type record struct{ Kind, Structure string }
	got, err := ask[record](ctx, w, `SELECT kind, convert_from(header, 'UTF8')::json->>'structure' AS structure FROM records ORDER BY position`)
	must(t, err)
	want := []record{}
	for _, kind := range []string{"minor.registered", "identity.stated", "minor.found", "placement.began", "transfer.departed"} {
		want = append(want, record{kind, centres[0].ID.String()})
	}
	want = append(want, record{"transfer.arrived", centres[1].ID.String()})
	if !slices.Equal(got, want) {
		t.Errorf("the ledger holds %v, want %v", got, want)
	}
	must(t, until(ctx, "the looks are in the record of access", func(ctx context.Context) (bool, error) {
		looks, err := ask[struct{ Person string }](ctx, w, `SELECT DISTINCT person::text FROM access_lines WHERE action = 'look-at-agent' AND person IS NOT NULL`)
		return len(looks) == 2, err
	}))
	w.checked(t)
}
