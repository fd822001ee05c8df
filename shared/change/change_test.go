package change_test

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

func TestAFaultOfTheHeaderNamesTheField(t *testing.T) {
	with := func(mend func(*change.Header)) error {
		ex := examples()[0]
		h := header(ex)
		mend(&h)
		_, err := change.Sign(vectorKey(), h, ex.body)
		return err
	}
	rome := time.FixedZone("", 7200)
	checkFaults(t, []faulty{
		{"as it should be", with(func(*change.Header) {}), ""},
		{"made in another zone, with fractions", with(func(h *change.Header) { h.Made.At = time.Date(2026, 3, 31, 9, 0, 0, 5, rome) }), ""},
		{"no id", with(func(h *change.Header) { h.ID = change.ID{} }), "id"},
		{"no minor", with(func(h *change.Header) { h.Minor = minor.ID{} }), "minor"},
		{"no agent", with(func(h *change.Header) { h.Agent = change.AgentID{} }), "agent"},
		{"no number", with(func(h *change.Header) { h.Seq = 0 }), "seq"},
		{"a number beyond 2^53", with(func(h *change.Header) { h.Seq = 1<<53 + 1 }), "seq"},
		{"a first name without number", with(func(h *change.Header) { h.Was.Agent = h.Agent }), "was"},
		{"a first name without agent", with(func(h *change.Header) { h.Was.Seq = 1 }), "was"},
		{"no structure", with(func(h *change.Header) { h.Structure = [16]byte{} }), "structure"},
		{"no author", with(func(h *change.Header) { h.Author = [16]byte{} }), "author"},
		{"a long stand-in", with(func(h *change.Header) { h.StandIn = minor.Text(strings.Repeat("x", 201)) }), "stand_in"},
		{"never made", with(func(h *change.Header) { h.Made.At = time.Time{} }), "made"},
		{"a clock beyond 2^53", with(func(h *change.Header) { h.Made.Skew = -1<<53 - 1 }), "made"},
		{"no day", with(func(h *change.Header) { h.On = day.When{} }), "on"},
		{"an epoch below zero", with(func(h *change.Header) { h.Seen.Epoch = -1 }), "seen"},
		{"a position beyond 2^53", with(func(h *change.Header) { h.Seen.Position = 1<<53 + 1 }), "seen"},
		{"too many records seen", with(func(h *change.Header) { h.Seen.Records = make([]change.ID, change.MaxSeenRecords+1) }), "seen"},
		{"too many minors seen", with(func(h *change.Header) { h.Seen.Minors = make([]minor.ID, change.MaxSeenMinors+1) }), "seen"},
		{"a record seen without identifier", with(func(h *change.Header) { h.Seen.Records = make([]change.ID, 1) }), "seen.records"},
		{"a minor seen without identifier", with(func(h *change.Header) { h.Seen.Minors = make([]minor.ID, 1) }), "seen.minors"},
	})
}

func TestSignRefusesABodyThatIsNotValid(t *testing.T) {
	_, err := change.Sign(vectorKey(), header(example{}), placement.Began{})
	if fault.As(err).Field != "body.at.facility" {
		t.Errorf("got %v", err)
	}
	_, err = change.Sign(vectorKey(), header(example{}), strange{})
	if fault.As(err).Field != "kind" {
		t.Errorf("a kind that is not in the catalogue: got %v", err)
	}
	_, err = change.Sign(vectorKey(), header(example{}), change.Retracted{Record: numbered[change.ID](1), Reason: "r"})
	if fault.As(err).Field != "section" {
		t.Errorf("a retraction in no section: got %v", err)
	}
}

type strange struct{}

func (strange) Kind() string    { return "example.unknown" }
func (strange) Validate() error { return nil }

// edited is a record whose header's text was changed and signed again: what an
// installation that does not keep to the format could send.
func edited(t *testing.T, old, new string) error {
	t.Helper()
	rec, err := signed(examples()[7])
	if err != nil {
		t.Fatal(err)
	}
	raw := bytes.Replace(rec.Raw, []byte(old), []byte(new), 1)
	if bytes.Equal(raw, rec.Raw) {
		t.Fatalf("%s is not in %s", old, rec.Raw)
	}
	got, err := change.Parse(raw, [64]byte(ed25519.Sign(vectorKey(), raw)), rec.Salt, rec.BodyRaw)
	if err != nil && !reflect.DeepEqual(got, change.Record{}) {
		t.Errorf("refused, and gives %v", got)
	}
	_, bare := change.Parse(raw, rec.Sig, [16]byte{}, nil)
	if old != `"digest":"` && fmt.Sprint(bare) != fmt.Sprint(err) {
		t.Errorf("with its body: %v; without: %v", err, bare)
	}
	return err
}

func TestAHeaderHasOneEncoding(t *testing.T) {
	cases := []struct{ name, old, new, field string }{
		{"a format to come", `{"faro":1`, `{"faro":2,"new":1`, "header.faro"},
		{"a format of its own", `{"faro":1`, `{"faro":10`, "header.faro"},
		{"no format", `{"faro":1,`, `{`, "header"},
		{"an unknown field", `,"kind"`, `,"kin":1,"kind"`, "header"},
		{"a field twice", `"seq":42`, `"seq":41,"seq":42`, "header"},
		{"a space", `"seq":42`, `"seq": 42`, "header"},
		{"another spelling of a number", `"seq":42`, `"seq":4.2e1`, "header.seq"},
		{"a number that is a word", `"seq":42`, `"seq":"42"`, "header.seq"},
		{"a field of another case", `"seq"`, `"Seq"`, "header"},
		{"fields out of order", `"kind":"placement.began","version":1`, `"version":1,"kind":"placement.began"`, "header"},
		{"an optional field that is zero", `,"structure"`, `,"was":{"agent":"00000000-0000-0000-0000-000000000000","seq":0},"structure"`, "header"},
		{"null for a field", `"seq":42`, `"seq":null`, "header"},
		{"an escape that need not be", `"placement.began"`, `"placement\u002ebegan"`, "header"},
		{"made with an offset", `09:30:00Z`, `11:30:00+02:00`, "header.made"},
		{"an identifier in capitals", `0000000000a1"`, `0000000000A1"`, "header"},
		{"another section", `"section":"presence"`, `"section":"custody"`, "header.section"},
		{"no section", `"section":"presence"`, `"section":"cellar"`, "header.section"},
		{"a kind with capitals", `"placement.began"`, `"Placement.Began"`, "header.kind"},
		{"a kind with a line feed", `"placement.began"`, `"placement\nbegan"`, "header.kind"},
		{"a long kind", `"placement.began"`, `"` + strings.Repeat("x", 61) + `"`, "header.kind"},
		{"version zero", `"version":1`, `"version":0`, "header.version"},
		{"a version beyond its bounds", `"version":1`, `"version":65537`, "header.version"},
		{"a longer digest", `"digest":"`, `"digest":"A`, "header"},
		{"something after it", `"version":1`, `"version":1}{"`, "header"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { checkFaults(t, []faulty{{c.name, edited(t, c.old, c.new), c.field}}) })
	}
}

func TestTheBodyIsTheOneThatTheHeaderNames(t *testing.T) {
	rec, err := signed(examples()[0])
	if err != nil {
		t.Fatal(err)
	}
	other := bytes.Replace(rec.BodyRaw, []byte("A-017"), []byte("A-018"), 1)
	for name, err := range map[string]error{
		"another body":         second(change.Parse(rec.Raw, rec.Sig, rec.Salt, other)),
		"another salt":         second(change.Parse(rec.Raw, rec.Sig, [16]byte{1}, rec.BodyRaw)),
		"a body of no bytes":   second(change.Parse(rec.Raw, rec.Sig, rec.Salt, []byte{})),
		"a salt without bytes": second(change.Parse(rec.Raw, rec.Sig, [16]byte{}, rec.BodyRaw)),
	} {
		if !fault.Is(err, fault.Invalid) || fault.As(err).Field != "digest" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	large := bytes.Repeat([]byte{' '}, change.MaxBody+1)
	if err := second(change.Parse(rec.Raw, rec.Sig, rec.Salt, large)); fault.As(err).Field != "body" {
		t.Errorf("a large body: got %v", err)
	}
	if err := second(change.Parse(large, rec.Sig, rec.Salt, rec.BodyRaw)); fault.As(err).Field != "header" {
		t.Errorf("a large header: got %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestOnlyTheInstallationsKeyVerifies(t *testing.T) {
	rec, err := signed(examples()[0])
	if err != nil {
		t.Fatal(err)
	}
	public := vectorKey().Public().(ed25519.PublicKey)
	if err := rec.Verify(public); err != nil {
		t.Errorf("refused: %v", err)
	}
	other := ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey)
	if err := rec.Verify(other); fault.As(err).Field != "sig" {
		t.Errorf("by another key: got %v", err)
	}
	rec.Raw = bytes.Replace(rec.Raw, []byte(`"seq":42`), []byte(`"seq":43`), 1)
	if err := rec.Verify(public); !fault.Is(err, fault.Invalid) {
		t.Errorf("another header: got %v", err)
	}
}

func TestSaltsDiffer(t *testing.T) {
	ex := examples()[0]
	a, errA := change.Sign(vectorKey(), header(ex), ex.body)
	b, errB := change.Sign(vectorKey(), header(ex), ex.body)
	if errA != nil || errB != nil || a.Salt == b.Salt || a.Digest == b.Digest {
		t.Errorf("two records of one body have the digests %x and %x (%v, %v)", a.Digest, b.Digest, errA, errB)
	}
}

func TestARecordIssuedAnewKeepsWhatItSays(t *testing.T) {
	known, err := signed(examples()[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, old := range []change.Record{known, unknown(t, "example.unknown", 3, change.Tracing, `{"a":1}`)} {
		h := old.Header
		h.Was, h.Agent, h.Seq = old.Ref(), numbered[change.AgentID](0xbb), 1
		rec, err := change.Reissue(vectorKey(), old, h)
		if err != nil {
			t.Fatal(err)
		}
		if rec.ID != old.ID || rec.Digest != old.Digest || !bytes.Equal(rec.BodyRaw, old.BodyRaw) || rec.Salt != old.Salt ||
			rec.Kind != old.Kind || rec.Version != old.Version || rec.Section != old.Section || rec.On != old.On {
			t.Errorf("got %v, want what %v says", rec, old)
		}
		if rec.Was != old.Ref() || rec.Ref() == old.Ref() {
			t.Errorf("it is %v and was %v", rec.Ref(), rec.Was)
		}
		if _, err := change.Reissue(vectorKey(), old.Detached(), h); fault.As(err).Field != "body" {
			t.Errorf("without its body: got %v", err)
		}
	}
}

// Of a kind or version to come, what no two readers could read differently.
func TestABodyToComeHasOneMeaning(t *testing.T) {
	deep := func(n int) string { return `{"a":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}` }
	cases := []struct {
		name, body string
		ok         bool
	}{
		{"an object", `{"b":1,"a":{"b":[true,null,"\u00e8"]}}`, true},
		{"an object with nothing in it", `{}`, true},
		{"with spaces", `{ "a" : 1 }`, true},
		{"the largest numbers", `{"a":9007199254740992,"b":-9007199254740992,"c":1.5e3}`, true},
		{"as deep as may be", deep(31), true},
		{"deeper", deep(32), false},
		{"a larger number", `{"a":9007199254740993}`, false},
		{"a smaller number", `{"a":-9007199254740993}`, false},
		{"a number that is not finite", `{"a":1e999}`, false},
		{"a key twice", `{"a":1,"a":2}`, false},
		{"a key twice, once escaped", `{"a":1,"\u0061":2}`, false},
		{"a key twice, deep down", `{"b":[{"a":1,"a":1}]}`, false},
		{"the same key in two objects", `{"b":[{"a":1},{"a":1}]}`, true},
		{"bytes that are not UTF-8", "{\"a\":\"\xff\"}", false},
		{"a list", `[1]`, false},
		{"a space before it", ` {}`, false},
		{"two objects", `{}{}`, false},
		{"half an object", `{"a":`, false},
		{"nothing", ``, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			old := change.Record{BodyRaw: []byte(c.body)}
			old.Kind, old.Version, old.Section = "example.unknown", 1, change.Tracing
			rec, err := change.Reissue(vectorKey(), old, header(example{}))
			if c.ok && (err != nil || string(rec.BodyRaw) != c.body) {
				t.Errorf("refused: %v", err)
			}
			if !c.ok && !fault.Is(err, fault.Invalid) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTheLargestHeaderFits(t *testing.T) {
	ex := examples()[0]
	h := header(ex)
	h.StandIn = minor.Text(strings.Repeat("\t", 200))
	h.Was = change.Ref{Agent: h.Agent, Seq: 1 << 53}
	for i := range change.MaxSeenRecords {
		h.Seen.Records = append(h.Seen.Records, numbered[change.ID](i+1))
	}
	for i := range change.MaxSeenMinors {
		h.Seen.Minors = append(h.Seen.Minors, numbered[minor.ID](i+1))
	}
	rec, err := change.Sign(vectorKey(), h, ex.body)
	if err != nil || len(rec.Raw) > change.MaxHeader/2 {
		t.Errorf("it has %d bytes: %v", len(rec.Raw), err)
	}
}

func TestTheCatalogueKnowsEachKindOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range change.Catalogue() {
		if seen[e.Kind] || e.Version < 1 || e.Version >= 1<<16 || e.Section != "" && !e.Section.Valid() {
			t.Errorf("%s version %d in %q", e.Kind, e.Version, e.Section)
		}
		seen[e.Kind] = true
		if got, ok := change.Lookup(e.Kind); !ok || got.Section != e.Section {
			t.Errorf("%s is not found", e.Kind)
		}
	}
	if _, ok := change.Lookup("example.unknown"); ok {
		t.Error("a kind that is reserved for tests is in the catalogue")
	}
	list := change.Catalogue()
	list[0].Kind = "changed"
	if change.Catalogue()[0].Kind == "changed" {
		t.Error("the catalogue can be changed from outside")
	}
}

func TestSections(t *testing.T) {
	for _, s := range change.Sections() {
		if !s.Valid() {
			t.Errorf("%s is not valid", s)
		}
	}
	if change.Section("").Valid() || change.Section("cellar").Valid() || len(change.Sections()) != 15 {
		t.Error("any section is valid")
	}
	change.Sections()[0] = "changed"
	if !change.Identity.Valid() {
		t.Error("the sections can be changed from outside")
	}
}

// A body that gained a field says so only where it uses it: who reads the older
// version alone still reads all else.
func TestABodyIsOfTheOldestVersionThatHasItsFields(t *testing.T) {
	casa, porto := facility.Place{Words: "Casa"}, facility.Place{Words: "Porto"}
	for _, c := range []struct {
		body change.Body
		want int
	}{
		{movement.Departed{From: casa, To: porto}, 1},
		{movement.Departed{From: casa, To: porto, Reason: "x"}, 2},
		{placement.Began{At: casa}, 1},
		{placement.Began{At: casa, Reason: "x"}, 2},
		{identityStated(), 1},
		{corrected(), 2},
		{guardian.Noted{Text: "x", Question: true}, 1},
		{guardian.Noted{Text: "x", Answers: numbered[guardian.NoteID](1)}, 2},
	} {
		rec, err := signed(example{body: c.body})
		if err != nil || rec.Version != c.want || !rec.Known() {
			t.Errorf("%s: version %d, %v; want %d", c.body.Kind(), rec.Version, err, c.want)
		}
		rec.Version = 1
		if _, err := change.Reissue(vectorKey(), rec, header(example{})); (err != nil) != (c.want > 1) {
			t.Errorf("%s written as version 1: got %v", c.body.Kind(), err)
		}
	}
}
