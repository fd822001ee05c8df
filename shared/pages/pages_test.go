package pages

import (
	"bytes"
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"faro.example/shared/day"
	"faro.example/shared/fault"
)

func newKit(t *testing.T, body string, words Words) *Kit {
	t.Helper()
	assets, err := NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	kit, err := New(assets, words, fstest.MapFS{"templates/body.html": {Data: []byte(`{{define "body"}}` + body + `{{end}}`)}})
	if err != nil {
		t.Fatal(err)
	}
	return kit
}

func render(t *testing.T, kit *Kit, p Page) string {
	t.Helper()
	p.Name = "body"
	var out bytes.Buffer
	if err := kit.Render(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestEveryWordIsThereInBothLanguagesWithTheSameBlanks(t *testing.T) {
	all := maps.Clone(own)
	maps.Copy(all, procedureWords)
	maps.Copy(all, rightWords)
	maps.Copy(all, accordWords)
	maps.Copy(all, ageWords)
	for key, w := range all {
		if w[0] == "" || w[1] == "" || strings.Count(w[0], "%s") != strings.Count(w[1], "%s") {
			t.Errorf("%s: %q and %q do not say the same", key, w[0], w[1])
		}
	}
}

func TestAWordIsGivenOnce(t *testing.T) {
	assets, err := NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(assets, Words{"page.skip": {"a", "b"}}); err == nil {
		t.Error("a word of the layouts was taken a second time")
	}
}

func TestNumbersDaysAndPluralsAreWrittenAsEachLanguageWritesThem(t *testing.T) {
	kit := newKit(t, "", Words{"x.child": {"%s minore|%s minori", "%s child|%s children"}, "x.one": {"uno solo|tutti e %s", "just one|all %s"}})
	at := time.Date(2026, 3, 31, 23, 30, 0, 0, time.UTC) // 1 April in Italy
	for _, tc := range []struct{ name, got, want string }{
		{"a large number in Italian", Number(Italian, 1234567), "1.234.567"},
		{"a large number in English", Number(English, 1234567), "1,234,567"},
		{"a negative number", Number(Italian, -1200), "−1.200"},
		{"the first of a month in Italian", Date(Italian, day.Must("2026-05-01")), "1º maggio 2026"},
		{"a day in English", Date(English, day.Must("2026-05-01")), "1 May 2026"},
		{"one", kit.Say(Italian, "x.child", 1), "1 minore"},
		{"none", kit.Say(English, "x.child", 0), "0 children"},
		{"many", kit.Say(Italian, "x.child", 1200), "1.200 minori"},
		{"a singular without its number", kit.Say(English, "x.one", 1), "just one"},
		{"a word that nobody knows", kit.Say(English, "x.none", 1), "x.none"},
		{"an instant of today, in Italy", kit.Near(Italian, at, at.Add(time.Hour)), "01:30"},
		{"an instant of yesterday", kit.Near(English, at, at.Add(24*time.Hour)), "yesterday at 01:30"},
		{"a moment of which only the day is known", kit.When(English, day.On(day.Must("2026-05-01"))), "1 May 2026"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, tc.got, tc.want)
		}
	}
}

func TestALanguageIsChosenByWhatTheBrowserAsksFor(t *testing.T) {
	for accept, want := range map[string]Lang{"": Italian, "en-GB,en;q=0.9,it;q=0.8": English, "de,fr": Italian, "de, it-CH": Italian} {
		if got := Choose(accept); got != want {
			t.Errorf("%q: got %s, want %s", accept, got, want)
		}
	}
}

func TestAPageHoldsNoScriptOrStyleOfItsOwnAndAsksNoOtherHost(t *testing.T) {
	kit := newKit(t, `{{template "table" .Body}}`, nil)
	table := Table{Caption: "c", Head: []Cell{{Text: "a"}}, Rows: [][]Cell{{{Text: `<script>x</script>`, Own: true}}, {{Text: "link", Href: "javascript:alert(1)"}}}}
	got := render(t, kit, Page{Lang: English, Title: `"><script>x</script>`, Body: table, Account: &Account{Name: `<b onclick="x">`}, Token: "t"})
	for _, bad := range []string{"<script>x", "<b onclick", "javascript:alert", "<style", " style=", "http://", "https://", "//cdn"} {
		if strings.Contains(got, bad) {
			t.Errorf("the page holds %q:\n%s", bad, got)
		}
	}
	if strings.Count(got, "<script") != 1 || !strings.Contains(got, "<bdi>&lt;script&gt;") {
		t.Errorf("what was typed is not shown as it was typed:\n%s", got)
	}
}

func TestAFieldThatIsWrongSaysSoBesideItAndInTheSummary(t *testing.T) {
	kit := newKit(t, `{{template "form" (part . .Body)}}`, nil)
	f := Form{Action: "/x", Submit: "go", Groups: []Group{
		{Fields: []Field{{Name: "day", Kind: "text", Label: "Day", Hint: "as said", Error: "no day", Required: true}}},
		{Legend: "more", Folded: true, Fields: []Field{{Name: "sex", Kind: "radio", Label: "Sex", Error: "none", Options: []Option{{Value: "M", Text: "m"}}}}},
	}}
	got := render(t, kit, Page{Lang: English, Body: f, Token: "secret"})
	for _, want := range []string{`<a href="#field-day">Day</a>`, `aria-describedby="error-day hint-day"`, `aria-invalid="true"`, `<details class="folded" open>`, `name="token" value="secret"`, "2 things to mend"} {
		if !strings.Contains(got, want) {
			t.Errorf("the form lacks %s:\n%s", want, got)
		}
	}
}

func TestTheLongestBarFillsItsRoomAndTheTableSaysTheSame(t *testing.T) {
	c := NewChart(Italian, "età", []Bar{{Label: "17", N: 2000}, {Label: "16", N: 1}, {Label: "15"}})
	drawn := c.Drawn()
	if drawn[0].Width != chartWidth-chartLabel-chartNumber || drawn[1].Width != 2 || drawn[2].Width != 0 {
		t.Errorf("got widths %d, %d and %d", drawn[0].Width, drawn[1].Width, drawn[2].Width)
	}
	if twin := c.Twin("a", "b"); twin.Rows[0][1].Text != "2.000" || len(twin.Rows) != 3 {
		t.Errorf("got %v", twin.Rows)
	}
}

// A first visit loads everything; a later one the page alone, which is a few
// kilobytes. Only what npm brings is measured where it was brought.
func TestAFirstVisitLoadsLessThan300KilobytesAndALaterOneLessThan50(t *testing.T) {
	assets, err := NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	all := 0
	for name, at := range assets.byName {
		a, err := assets.Find(at)
		if err != nil {
			t.Fatal(err)
		}
		size := len(a.Packed)
		if a.Packed == nil {
			size = len(a.Body)
		}
		if strings.Contains(string(a.Body), "asset(") || strings.Contains(string(a.Body), "url(data:application") {
			t.Errorf("%s names what cannot be loaded", name)
		}
		all += size
	}
	if all > 250_000 {
		t.Errorf("a first visit loads %d bytes besides its page, want at most 250,000", all)
	}
	if page := len(render(t, newKit(t, "", nil), Page{Lang: Italian})); page > 5000 {
		t.Errorf("the layout of a page alone is %d bytes", page)
	}
	if _, err := assets.Find("/assets/../words.go"); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v", err)
	}
}

func TestSinceWhenSomethingLastsIsSaidAsPeopleSayIt(t *testing.T) {
	k := newKit(t, "", nil)
	now := time.Date(2026, 3, 31, 10, 0, 0, 0, day.Rome)
	for _, c := range []struct {
		at     time.Time
		it, en string
	}{
		{now.Add(-time.Hour), "dalle 09:00", "since 09:00"},
		{now.Add(-24 * time.Hour), "da ieri alle 10:00", "since yesterday at 10:00"},
		{time.Date(2026, 3, 8, 7, 5, 0, 0, day.Rome), "dall’8 marzo 2026 alle 07:05", "since 8 March 2026 at 07:05"},
		{time.Date(2026, 3, 3, 7, 5, 0, 0, day.Rome), "dal 3 marzo 2026 alle 07:05", "since 3 March 2026 at 07:05"},
	} {
		if it, en := k.Since(Italian, c.at, now), k.Since(English, c.at, now); it != c.it || en != c.en {
			t.Errorf("got %q and %q, want %q and %q", it, en, c.it, c.en)
		}
	}
}

func TestATextThatIsLongerThanItsBarIsCutWhereAWordCanBeRead(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{{"Casa Uno", 900, "Casa Uno"}, {"Casa Uno", 60, "Casa…"}, {"Casa Uno", 30, ""}} {
		if got := short(c.text, c.width); got != c.want {
			t.Errorf("%q in %d: got %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

// Of two functions of one name in one scope the first is never called, and nothing
// complains.
func TestNoTwoFunctionsOfTheScriptHaveOneName(t *testing.T) {
	script, err := os.ReadFile("static/faro.js")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\tfunction (\w+)`).FindAllStringSubmatch(string(script), -1) {
		if seen[m[1]] {
			t.Errorf("two are called %s", m[1])
		}
		seen[m[1]] = true
	}
	if len(seen) < 5 {
		t.Errorf("found %d functions: the script is written otherwise now", len(seen))
	}
}
