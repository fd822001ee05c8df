package historytest

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
)

// Tell plays a history told in sentences, one a line or with ";" between them.
// A desk whose line is not cut sees everything that the registry has when it
// writes, unless it writes "blindly". A sentence that is not understood, or
// that says what is not so, fails the test.
//
//	centre A registers Amadou on 2026-03-01
//	A hosts Amadou
//	line of B is cut
//	centre B receives Amadou on 2026-03-04
//	A misses Amadou on 2026-03-04 as absence
//	lines heal
//	then place is in conflict between A and B
//	prefecture P chooses A's
//	then nothing is in conflict
//
// About lines:
//
//	line of B is cut · line of B heals · lines of A and B are cut · lines are cut · lines heal · B pulls · B pushes
//
// About a child; the one last named where no child is:
//
//	registers · hosts · ends the stay · sends to B · receives [from A] · misses · finds [at B | somewhere] · exits for majority
//	places at B · calls the roll from 1 to 9 · keeps a place [until 9] · lets the place go · turns away from A · withdraws to B
//	takes [by decree] · releases · offers to M2 · accepts from M1 · refuses from M1 · appoints Rosa by Catania of 3 · discharges Rosa
//	says Amadou's sex is M by declared [citing 12/2026]
//	retracts A's | LABEL · chooses A's | LABEL [for place] · keeps both [for place] · decides "VALUE" for sex · writes KIND {JSON}
//
// In JSON, <B> stands for the identifier of what is called B. Of what was
// recorded, "A's" is the last record of A about the child, or the one of A's
// that contends. Any of these may end in: on DATE · on 5 (of January 2026) · at
// 14 · by right · as LABEL. A decision is by right, unless "without right". The
// first words may say what an office is: centre, municipality, prefecture,
// ministry, court and so on: it then holds the sections of that role.
//
// What is so, at the registry ("then"), at a desk ("B shows"), or at all of them:
//
//	then stays are A 01-04, B 04- · then custody is M1 01- · then Amadou's sex is M · then place is in conflict between A and B
//	then nothing is in conflict · then scope is A, B · everybody shows the same
func (w *World) Tell(history string) *World {
	w.t.Helper()
	for line := range strings.SplitSeq(history, "\n") {
		for _, s := range sentences(line) {
			w.tell(s)
		}
	}
	return w
}

// sentences parts a line at its semicolons, but for those of a JSON value.
func sentences(line string) []string {
	var out []string
	for _, s := range strings.Split(line, ";") {
		if s = strings.TrimSpace(s); s != "" && !strings.HasPrefix(s, "#") {
			out = append(out, s)
		}
	}
	return out
}

// phrase is a sentence while it is read.
type phrase struct {
	w     *World
	whole string
	words []string
	desk  *Desk
	label string
	right bool
	left  bool // "without right"
	hour  string
	blind bool
	json  string
}

// word is a piece of a sentence: a quoted text, or what stands between spaces.
var word = regexp.MustCompile(`"[^"]*"|\S+`)

func (w *World) tell(sentence string) {
	w.t.Helper()
	p := &phrase{w: w, whole: sentence}
	text := sentence
	if from, to := strings.IndexByte(text, '{'), strings.LastIndexByte(text, '}'); from >= 0 && to > from {
		text, p.json = text[:from]+text[to+1:], text[from:to+1]
	}
	p.words = word.FindAllString(strings.TrimSuffix(text, "."), -1)
	if p.is("the") {
		p.next()
	}
	switch {
	case p.is("line", "lines"):
		p.lines()
	case p.is("then", "everybody") || len(p.words) > 1 && p.words[1] == "shows":
		p.expect()
	default:
		p.said()
	}
	if len(p.words) > 0 {
		p.fail("%q is not understood", strings.Join(p.words, " "))
	}
}

func (p *phrase) fail(format string, args ...any) {
	p.w.t.Helper()
	p.w.t.Fatalf("in the sentence %q: "+format, append([]any{p.whole}, args...)...)
}

// is reports whether the next word is one of these.
func (p *phrase) is(words ...string) bool {
	return len(p.words) > 0 && slices.Contains(words, p.words[0])
}

// next takes the next word; a quoted text without its quotes.
func (p *phrase) next() string {
	p.w.t.Helper()
	if len(p.words) == 0 {
		p.fail("it ends too early")
	}
	out := strings.Trim(p.words[0], `",`)
	p.words = p.words[1:]
	return out
}

// skip takes the next words if they are these.
func (p *phrase) skip(words ...string) bool {
	if len(p.words) < len(words) || !slices.Equal(p.words[:len(words)], words) {
		return false
	}
	p.words = p.words[len(words):]
	return true
}

// after takes a preposition, wherever it stands, with the word that follows it.
func (p *phrase) after(preposition string) (string, bool) {
	at := slices.Index(p.words, preposition)
	if at < 0 || at+1 == len(p.words) {
		return "", false
	}
	out := strings.Trim(p.words[at+1], `"`)
	p.words = slices.Delete(p.words, at, at+2)
	return out, true
}

// rest takes what is left of the sentence.
func (p *phrase) rest() string {
	out := strings.Join(p.words, " ")
	p.words = nil
	return out
}

// list takes the names that follow each other, with commas or "and" between them.
func (p *phrase) list(until ...string) []string {
	var out []string
	for len(p.words) > 0 && !p.is(until...) {
		if n := p.next(); n != "and" {
			out = append(out, n)
		}
	}
	return out
}

// lines cuts lines and heals them.
func (p *phrase) lines() {
	p.w.t.Helper()
	p.next()
	desks, all := p.w.order, true
	if p.skip("of") {
		desks, all = nil, false
		for _, n := range p.list("is", "are", "heal", "heals") {
			desks = append(desks, p.w.Desk(n))
		}
	}
	switch {
	case p.skip("is", "cut"), p.skip("are", "cut"):
		for _, d := range desks {
			d.Cut()
		}
		p.w.dark = p.w.dark || all
	case all && p.skip("heal"):
		p.w.Heal()
	case p.skip("heals"), p.skip("heal"):
		for _, d := range desks {
			d.Heal()
		}
	}
}

// said has a desk do something.
func (p *phrase) said() {
	p.w.t.Helper()
	p.subject()
	p.manner()
	p.desk.on, p.desk.entitled = day.On(p.w.day), p.right
	if p.hour != "" {
		p.desk.on = p.instant()
	}
	if !p.blind {
		p.desk.Pulls()
	}
	switch {
	case p.skip("pulls"):
		p.desk.Pulls()
	case p.skip("pushes"):
		p.desk.Pushes()
	default:
		r := p.desk.Says(p.body())
		if p.label != "" {
			p.w.labels[p.label] = r.ID
		}
		if !p.blind {
			p.desk.Pulls()
		}
	}
}

// kinds are what an office may be said to be, with the role whose sections it holds.
var kinds = map[string]access.Role{
	"centre": access.Centre, "municipality": access.Municipality, "prefecture": access.Prefecture, "ministry": access.Ministry,
	"court": access.Court, "prosecutor": access.Prosecutor, "police": access.Police, "region": access.Region,
}

// subject takes who does it. An office may be called by what it is alone: "the
// ministry chooses".
func (p *phrase) subject() {
	p.w.t.Helper()
	kind := p.next()
	role, ok := kinds[kind]
	who := kind
	if ok && len(p.words) > 0 && unicode.IsUpper(rune(p.words[0][0])) {
		who = p.next()
	}
	if !unicode.IsUpper(rune(who[0])) && !ok {
		p.fail("%q is neither an office nor a kind of office", who)
	}
	fresh := p.w.desks[who] == nil
	p.desk = p.w.Desk(who)
	if fresh && p.w.dark {
		p.desk.Cut()
	}
	if ok {
		p.desk.Holds(access.Sections(role)...)
		if role != access.Centre {
			p.desk.kind = institution.Kind(kind)
		}
	}
}

// manner takes how and when it is done.
func (p *phrase) manner() {
	p.w.t.Helper()
	p.blind = p.skip("blindly")
	p.label, _ = p.after("as")
	p.hour, _ = p.after("at") // an hour, or a structure
	if p.hour != "" && unicode.IsUpper(rune(p.hour[0])) {
		p.words = append(p.words, "at", p.hour)
		p.hour = ""
	}
	if on, ok := p.after("on"); ok {
		p.w.day = p.date(on)
	}
	p.left = p.without("without", "right")
	p.right = p.without("by", "right")
}

// without takes two words, wherever they stand.
func (p *phrase) without(first, second string) bool {
	for i := 1; i < len(p.words); i++ {
		if p.words[i-1] == first && p.words[i] == second {
			p.words = slices.Delete(p.words, i-1, i+1)
			return true
		}
	}
	return false
}

// date reads a day: "2026-03-01", or "5" for one of January 2026.
func (p *phrase) date(s string) day.Date {
	p.w.t.Helper()
	if d, err := day.Parse(s); err == nil {
		return d
	}
	return day.Of(2026, time.January, p.number(s))
}

func (p *phrase) instant() day.When {
	p.w.t.Helper()
	return day.At(p.w.day.Start().Add(time.Duration(p.number(p.hour)) * time.Hour))
}

func (p *phrase) number(s string) int {
	p.w.t.Helper()
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			p.fail("%q is no number", s)
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// record gives the record that is called so: by its label, or as the last of an
// office about the child; of those given, if there are any.
func (p *phrase) record(called string, among []change.ID) change.ID {
	p.w.t.Helper()
	if id, ok := p.w.labels[called]; ok {
		return id
	}
	who, ok := strings.CutSuffix(called, "'s")
	if !ok {
		p.fail("nothing is called %q", called)
	}
	for _, r := range slices.Backward(p.w.Written()) {
		if r.Agent == p.w.Desk(who).Agent() && r.Minor == p.w.minor && (among == nil || slices.Contains(among, r.ID)) {
			return r.ID
		}
	}
	p.fail("%s has recorded nothing of the kind", who)
	return change.ID{}
}
