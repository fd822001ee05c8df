package feed

import (
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/fault"
)

func TestAPageEndsBeforeWhatNewerRulesHaveFolded(t *testing.T) {
	w := newWorld(t)
	f, a, b := w.feed(), w.centre(), w.centre()
	m, newer := intaketest.Minor(), intaketest.Minor()
	w.write(one(identity(b, m)), enter(a, m))
	w.write(one(identity(b, newer)), enter(a, newer))
	w.write(one(presence(b, m)), record(a, m))
	w.write(nil, leave(a, newer))
	foldedBy := func(rules int) {
		w.Exec(`INSERT INTO casefiles (minor, rules) VALUES ($1, $2) ON CONFLICT (minor) DO UPDATE SET rules = excluded.rules`, newer, rules)
	}
	ask := func(after uint64, rules int) (api.Feed, error) {
		return f.Pull(t.Context(), a.Caller(), after, 0, rules)
	}
	foldedBy(casefile.Rules + 1)
	for _, x := range []struct {
		rules int
		kinds string
		then  string // from where the page ended
	}{
		{casefile.Rules - 1, "e.", "e.rl"},
		{casefile.Rules, "e.", "e.rl"},
		{casefile.Rules + 1, "e.e.r", "l"}, // it folds by itself; of who left, only the registry can say what contends
	} {
		foldedBy(casefile.Rules + 1)
		page, err := ask(0, x.rules)
		if err != nil || kinds(page) != x.kinds || !page.More || page.Next != page.Items[len(page.Items)-1].N {
			t.Errorf("by rules %d: got %s up to %d, more %v, %v; want %s, and more", x.rules, kinds(page), page.Next, page.More, err, x.kinds)
		}
		if _, err := ask(page.Next, x.rules); !fault.Is(err, fault.Busy) {
			t.Errorf("by rules %d, what comes then: got %v, want busy", x.rules, err)
		}
		foldedBy(casefile.Rules)
		if rest, err := ask(page.Next, x.rules); err != nil || kinds(rest) != x.then || rest.More {
			t.Errorf("by rules %d, from who knows them: got %s, %v, want %s", x.rules, kinds(rest), err, x.then)
		}
	}
	pull(t, f, a, 4)
	thin(t, f)
	foldedBy(casefile.Rules + 1)
	if _, err := ask(0, casefile.Rules); !fault.Is(err, fault.Busy) {
		t.Errorf("to an old copy: got %v, want busy: what is given anew is never cut", err)
	}
	foldedBy(casefile.Rules)
	if again := pull(t, f, a, 0); kinds(again) != "e..l" {
		t.Errorf("to an old copy: got %s", kinds(again))
	}
}
