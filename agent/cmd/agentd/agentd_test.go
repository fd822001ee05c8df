package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"faro.example/agent/config"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/registrytest"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// centre is a machine on which agentd is used.
type centre struct {
	t     *testing.T
	r     *registrytest.Registry
	url   string
	dir   string
	now   func() time.Time
	house facility.ID
	said  *safeBuffer // everything that any command has printed
}

// safeBuffer is written by several goroutines.
type safeBuffer struct {
	mu sync.Mutex // guards the field below
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// newCentre makes a machine that is enrolled at a registry which names one
// operator there.
func newCentre(t *testing.T) *centre {
	t.Helper()
	c := newMachine(t)
	c.must("enrol", "--registry", c.url, "--code", c.r.Invite(), "--roots", c.roots())
	return c
}

func newMachine(t *testing.T) *centre {
	t.Helper()
	r := registrytest.New(time.Now)
	c := &centre{t: t, r: r, url: r.Serve(t, nil), dir: filepath.Join(t.TempDir(), "agent"), now: time.Now, house: newID[facility.ID](), said: &safeBuffer{}}
	office := institution.OfficeOf(c.house)
	r.Tell(api.Directory{
		Operators:  []api.Operator{{Person: newID[institution.PersonID](), Name: "Nina Rossi", Office: office}},
		Offices:    []api.Office{{ID: office, Code: "AG-01", Name: "Casa del Faro"}},
		Structures: []facility.Structure{{ID: c.house, Code: "AG-01", Name: "Casa del Faro", Type: facility.First, Municipality: "084020"}},
	})
	return c
}

func (c *centre) roots() string {
	c.t.Helper()
	return c.file("root.pem", string(c.r.Roots()))
}

func (c *centre) file(name, text string) string {
	c.t.Helper()
	path := filepath.Join(c.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return path
}

// agentd runs a command, and gives its exit code and what it printed.
func (c *centre) agentd(in string, args ...string) (code int, out string) {
	c.t.Helper()
	var b, e bytes.Buffer
	con := &console{ctx: c.t.Context(), in: strings.NewReader(in), out: &b, errs: &e, now: c.now}
	code = con.run(append([]string{"--dir", c.dir}, args...))
	if _, err := fmt.Fprint(c.said, b.String(), e.String()); err != nil {
		c.t.Fatal(err)
	}
	return code, b.String() + e.String()
}

func (c *centre) must(args ...string) string { c.t.Helper(); return c.mustSay("", args...) }

func (c *centre) mustSay(in string, args ...string) string {
	c.t.Helper()
	code, out := c.agentd(in, args...)
	if code != exitDone {
		c.t.Fatalf("agentd %v: exit code %d: %s", args, code, out)
	}
	return out
}

func (c *centre) want(code int, part string, args ...string) {
	c.t.Helper()
	got, out := c.agentd("", args...)
	if got != code || !strings.Contains(out, part) {
		c.t.Errorf("agentd %v: got exit code %d and %q, want %d and %q", args, got, out, code, part)
	}
	if strings.Count(out, "\n") != 1 {
		c.t.Errorf("agentd %v: an error is not one line: %q", args, out)
	}
}

// record records a body, and gives what --json prints.
func (c *centre) record(kind, body string, args ...string) (out recordedJSON) {
	c.t.Helper()
	text := c.mustSay(body, append([]string{"record", kind, "--file", "-", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		c.t.Fatal(err)
	}
	return out
}

func (c *centre) status() (out status) {
	c.t.Helper()
	if err := json.Unmarshal([]byte(c.must("status", "--json")), &out); err != nil {
		c.t.Fatal(err)
	}
	return out
}

// serve runs agentd serve; stop ends it and gives its exit code.
func (c *centre) serve() (stop func() int) {
	c.t.Helper()
	ctx, cancel := context.WithCancel(c.t.Context())
	con := &console{ctx: ctx, in: strings.NewReader(""), out: c.said, errs: c.said, now: c.now}
	done := make(chan int, 1)
	go func() { done <- con.run([]string{"--dir", c.dir, "serve"}) }()
	ended := sync.OnceValue(func() int { return <-done })
	c.t.Cleanup(func() { cancel(); ended() })
	return func() int { cancel(); return ended() }
}

// until waits until the store is as a test wants it.
func (c *centre) until(what string, ok func(outbox.Counts) bool) {
	c.t.Helper()
	c.await(what, func(ctx context.Context, q localdb.Querier) (bool, error) {
		n, err := outbox.Count(ctx, q)
		return err == nil && ok(n), err
	})
}

// await waits for something to be so in the store.
func (c *centre) await(what string, ok func(context.Context, localdb.Querier) (bool, error)) {
	c.t.Helper()
	ctx, stop := context.WithTimeout(c.t.Context(), time.Minute)
	defer stop()
	db, err := config.Store{Dir: c.dir}.Open(ctx, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	reached := false
	err = db.Watch(ctx, func() {
		e := db.View(ctx, func(q localdb.Querier) (err error) {
			reached, err = ok(ctx, q)
			return err
		})
		if e == nil && reached {
			stop()
		}
	})
	if !reached {
		c.t.Fatalf("waited for %s in vain: %v\n%s", what, err, c.said)
	}
}

func sent(n outbox.Counts) bool { return n.Unsent == 0 && n.Taken > 0 }

func TestAnArrivalIsRecordedWithTheLineCutAndIsInRomeOnceThereIsOne(t *testing.T) {
	c := newCentre(t)
	if got := c.status().Sentence; got != "nothing was recorded here yet, agentd serve is not running" {
		t.Errorf("at first: %q", got)
	}
	out := c.mustSay(`{"tag": "17"}`, "record", "minor.registered", "--file", "-", "--as", "nina rossi")
	if !strings.Contains(out, "minor ") || !strings.Contains(out, "code  0000 0000 ") || !strings.Contains(out, "it waits to be sent") {
		t.Errorf("recorded off line: %q", out)
	}
	if got := c.status().Sentence; got != "1 wait, nobody carries them: start agentd serve" {
		t.Errorf("off line: %q", got)
	}
	stop := c.serve()
	c.until("the record to be sent", sent)
	child := c.record("minor.registered", `{"tag": "18"}`, "--wait", "1m")
	if child.State != outbox.Taken || len(child.Code) != 10 || child.Number != 2 {
		t.Errorf("recorded on line: %+v", child)
	}
	stated := c.record("identity.stated", fmt.Sprintf(`{"minor": %q, "source": "declared", "sex": "M", "on": "2026-03-31"}`, child.Code), "--wait", "1m")
	if stated.Minor != child.Minor || stated.State != outbox.Taken {
		t.Errorf("by national code: %+v", stated)
	}
	st := c.status()
	if st.Sentence != "all 3 are in Rome" || !st.Serving || st.Children != 2 || st.Codes != 498 || st.Line.OK.IsZero() {
		t.Errorf("on line: %+v", st)
	}
	c.until("everything", sent)
	if code := stop(); code != exitDone {
		t.Errorf("serve ended with %d", code)
	}
	if got := len(c.r.Records()); got != 3 {
		t.Errorf("got %d records in the ledger, want 3", got)
	}
}

func TestAMovementNamesStructuresByTheirCode(t *testing.T) {
	c := newCentre(t)
	m := c.record("minor.registered", `{"tag": "17"}`).Minor
	c.record("placement.began", `{"at": {"facility": "AG-01"}}`, "--minor", m.String(), "--on", "2026-03-31")
	c.record("transfer.departed", `{"from": {"facility": "AG-01"}, "to": {"words": "Comunità di Prova"}}`, "--minor", m.String())
	st := c.status()
	if st.Records.Unsent != 3 || st.OwnOnly != 1 {
		t.Errorf("got %+v", st)
	}
}

func TestARetractionTakesTheSectionOfWhatItConcerns(t *testing.T) {
	c := newCentre(t)
	stop := c.serve()
	m := c.record("minor.registered", `{"tag": "17"}`).Minor
	began := c.record("placement.began", `{"at": {"facility": "AG-01"}}`, "--minor", m.String(), "--wait", "1m")
	c.record("retracted", fmt.Sprintf(`{"record": %q, "reason": "not here"}`, began.Record), "--wait", "1m")
	stop()
	recs := c.r.Records()
	if last := recs[len(recs)-1]; last.Section != change.Presence || last.Minor != m {
		t.Errorf("got section %q", last.Section)
	}
	c.want(exitNotFound, "no such record is held here", "record", "retracted", "--file",
		c.file("r.json", fmt.Sprintf(`{"record": %q, "reason": "x"}`, newID[change.ID]())))
}

func TestWhatIsRefusedIsShownAndCuredByANewRecord(t *testing.T) {
	c := newCentre(t)
	c.r.Refuse(func(rec *change.Record) *api.Receipt {
		if rec.Kind == "placement.began" && rec.Seq == 2 {
			return &api.Receipt{Reason: "not-own", Field: "at", Detail: "another's structure", Remedy: "record it at yours"}
		}
		return nil
	})
	stop := c.serve()
	m := c.record("minor.registered", `{"tag": "17"}`, "--wait", "1m").Minor
	code, out := c.agentd(`{"at": {"facility": "AG-01"}}`, "record", "placement.began", "--file", "-", "--minor", m.String(), "--wait", "1m")
	if code != exitInvalid || !strings.Contains(out, "record 2 was refused: another's structure (record it at yours)") {
		t.Errorf("got %d, %q", code, out)
	}
	if got := c.status().Sentence; got != "the one record is in Rome, 1 refused: agentd outbox says why" {
		t.Errorf("status: %q", got)
	}
	if out := c.must("outbox"); !strings.Contains(out, "at: another's structure (record it at yours)") {
		t.Errorf("outbox: %q", out)
	}
	c.record("placement.began", `{"at": {"facility": "AG-01"}}`, "--minor", m.String(), "--instead-of", "2", "--wait", "1m")
	if out := c.must("outbox"); !strings.Contains(out, "nothing waits") {
		t.Errorf("outbox afterwards: %q", out)
	}
	c.want(exitNotFound, "no record of that number is refused", "outbox", "--set-aside", "1")
	stop()
}

func TestWhatWasRefusedIsOfferedAgainOnceNothingStandsInItsWay(t *testing.T) {
	c := newCentre(t)
	c.r.Refuse(func(rec *change.Record) *api.Receipt {
		if rec.Seq == 1 {
			return &api.Receipt{Reason: "operator", Field: "author", Detail: "not an operator any more", Remedy: "ask your administrator"}
		}
		return nil
	})
	stop := c.serve()
	if code, out := c.agentd(`{"tag": "17"}`, "record", "minor.registered", "--file", "-", "--wait", "1m"); code != exitInvalid {
		t.Fatalf("got %d, %q", code, out)
	}
	if out := c.must("outbox", "--again", "1"); !strings.Contains(out, "offered again as number 2: minor.registered") {
		t.Errorf("got %q", out)
	}
	c.want(exitNotFound, "no record of that number is refused", "outbox", "--again", "1")
	stop()
}

const landing = `--landing-place=Lampedusa --landing-on=2026-03-31 --vessel=Ocean`

func TestASheetIsImportedOnceAndItsLandingSummedUp(t *testing.T) {
	c := newCentre(t)
	var b strings.Builder
	b.WriteString("Numero;Nome;Sesso;Data di nascita;Cittadinanza\n")
	for i := range 60 {
		fmt.Fprintf(&b, "%d;Esempio;%s;01/01/%d;EG\n", i+1, []string{"M", "M", "F"}[i%3], 2009+i%3)
	}
	b.WriteString("99;Esempio;boh;;\n")
	sheet := c.file("sbarco.csv", b.String())
	args := append([]string{"import", sheet}, strings.Fields(landing)...)
	code, out := c.agentd("", args...)
	if code != exitBadRows || !strings.Contains(out, "row 62, column C (Sesso)") || !strings.Contains(out, "60 children recorded") {
		t.Fatalf("got %d: %s", code, out)
	}
	code, out = c.agentd("", append(args, "--json")...)
	var again importedJSON
	if err := json.Unmarshal([]byte(out[:strings.LastIndex(out, "}")+1]), &again); err != nil || code != exitBadRows {
		t.Fatalf("got %d, %v: %s", code, err, out)
	}
	if len(again.Taken) != 0 || again.Known != 60 || again.Bad != 1 || again.Landing.IsZero() {
		t.Errorf("read again: %+v", again)
	}
	stop := c.serve()
	c.until("the sheet to be sent", sent)
	c.until("the sheet to be brought", func(outbox.Counts) bool { return c.status().Children == 60 })
	out = c.must("status", "--landing", again.Landing.String())
	for _, part := range []string{"60 children landed at Lampedusa on 2026-03-31; all recorded in Rome", "M                40", "F                20", "EG               60", "17               20"} {
		if !strings.Contains(out, part) {
			t.Errorf("the landing lacks %q:\n%s", part, out)
		}
	}
	stop()
	if got := len(c.r.Records()); got != 240 {
		t.Errorf("got %d records in the ledger, want 240", got)
	}
}

func TestTheTemplateOfASheetHasTheHeadings(t *testing.T) {
	c := newMachine(t)
	if out := c.must("import", "--template"); !strings.Contains(out, "Numero;Nome;Cognome;Sesso") {
		t.Errorf("got %q", out)
	}
}

func TestErrorsAreOneLineWithTheRemedyAndACodeOfTheirOwn(t *testing.T) {
	c := newMachine(t)
	c.want(exitNotFound, "agentd enrol", "status")
	c.want(exitInvalid, "agentd --help", "fly")
	c.want(exitInvalid, "as https://", "enrol", "--registry", "http://x", "--code", "A", "--roots", c.roots())
	c.want(exitDenied, "ask for a new one", "enrol", "--registry", c.url, "--code", "A", "--roots", c.roots())
	c.want(exitNotFound, "agentd enrol", "status") // the store is there, the identity is not
	c.want(exitBusy, "cannot be reached", "enrol", "--registry", "https://127.0.0.1:1", "--code", "A", "--roots", c.roots())
	c.must("enrol", "--registry", c.url, "--code", c.r.Invite(), "--roots", c.roots())
	c.want(exitConflict, "--again", "enrol", "--registry", c.url, "--code", c.r.Invite(), "--roots", c.roots())
	good := c.file("a.json", `{"tag": "17"}`)
	c.want(exitInvalid, "not a kind of record", "record", "minor.flown", "--file", good)
	c.want(exitNotFound, "file: cannot be read", "record", "minor.registered", "--file", "/nowhere")
	c.want(exitDenied, "nobody of that name", "record", "minor.registered", "--file", good, "--as", "Luca")
	c.want(exitInvalid, "bed: not a field of this kind", "record", "minor.registered", "--file", c.file("b.json", `{"bed": "1"}`))
	c.want(exitInvalid, "same key twice", "record", "minor.registered", "--file", c.file("b.json", `{"tag": "1", "tag": "2"}`))
	c.want(exitInvalid, "on: ", "record", "minor.registered", "--file", good, "--on", "2126-01-01")
	c.want(exitInvalid, "minor: missing", "record", "placement.began", "--file", c.file("b.json", `{"at": {"facility": "AG-01"}}`))
	c.want(exitNotFound, "", "record", "placement.began", "--file", c.file("b.json", `{"at": {"facility": "AG-01"}}`), "--minor", "0000 4711 30")
	c.want(exitInvalid, "landing-place", "import", c.file("s.csv", "Numero\n1\n"))
	c.want(exitNotFound, "", "status", "--landing", newID[minor.LandingID]().String())
	stop := c.serve()
	c.until("serve", func(outbox.Counts) bool { return c.status().Serving })
	c.want(exitConflict, "another agentd serves this store", "serve")
	stop()
}

func TestARevokedMachineStopsAndGoesOnInANewName(t *testing.T) {
	c := newCentre(t)
	c.record("minor.registered", `{"tag": "17"}`)
	c.r.Revoke(c.status().Agent)
	code, out := c.agentd("", "serve")
	if code != exitDenied || !strings.Contains(out, "revoked") {
		t.Errorf("serve: got %d, %q", code, out)
	}
	if got := c.status().Sentence; !strings.HasPrefix(got, "1 wait, the registry does not know this machine any more since ") {
		t.Errorf("status: %q", got)
	}
	c.record("minor.registered", `{"tag": "18"}`) // the operator goes on
	out = c.must("enrol", "--registry", c.url, "--code", c.r.Invite(), "--roots", c.roots(), "--again")
	if !strings.Contains(out, "2 records that were unsent go in the new name") {
		t.Errorf("enrol: %q", out)
	}
	stop := c.serve()
	c.until("what was unsent", sent)
	stop()
	if got := len(c.r.Records()); got != 2 {
		t.Errorf("got %d records in the ledger, want 2", got)
	}
}

func TestAClockKnownToBeWrongIsToldAndDatesAreNotPrefilled(t *testing.T) {
	c := newCentre(t)
	c.now = func() time.Time { return time.Now().Add(-26 * time.Hour) } // gone back since
	if got := c.status().Sentence; !strings.Contains(got, "this machine's clock is wrong") {
		t.Errorf("status: %q", got)
	}
	file := c.file("a.json", `{"tag": "17"}`)
	c.want(exitInvalid, "clock is known to be wrong", "record", "minor.registered", "--file", file)
	c.must("record", "minor.registered", "--file", file, "--on", "2026-03-31")
}

func TestAWrappedKeyNeedsItsPassphrase(t *testing.T) {
	c := newMachine(t)
	words := c.file("words", "a lamp in the tower\n")
	c.must("enrol", "--registry", c.url, "--code", c.r.Invite(), "--roots", c.roots(), "--passphrase-file", words)
	c.want(exitDenied, "--passphrase-file", "status")
	c.must("status", "--passphrase-file", words)
	c.mustSay("a lamp in the tower\n", "status", "--passphrase-file", "-")
	c.want(exitDenied, "not the passphrase", "status", "--passphrase-file", c.file("words", "another lamp, another tower"))
}

func TestNoCommandPrintsWhatAChildIsCalled(t *testing.T) {
	c := newCentre(t)
	stop := c.serve()
	m := c.record("minor.registered", `{"tag": "17"}`).Minor.String()
	c.record("identity.stated", `{"source": "declared", "name": {"given": "Oumarou", "family": "Zongo"}, "birth": {"date": "2009-07-13", "precision": "day", "provenance": "declared"}}`, "--minor", m)
	sheet := c.file("s.csv", "Numero;Nome;Cognome;Data di nascita;Sesso\n1;Oumarou;Zongo;13/07/2009;M\n2;Oumarou;Zongo;13/13/2009;Zongo\n")
	c.agentd("", append([]string{"import", sheet}, strings.Fields(landing)...)...)
	c.agentd(`{"source": "Zongo", "name": {"given": "Oumarou"}}`, "record", "identity.stated", "--file", "-", "--minor", m)
	c.agentd(`{"Oumarou": "Zongo"}`, "record", "identity.stated", "--file", "-", "--minor", m)
	c.until("everything to be sent", sent)
	c.must("status")
	c.must("outbox")
	stop()
	for _, secret := range []string{"Oumarou", "Zongo", "2009-07-13", "13/07", "13/13"} {
		if strings.Contains(c.said.String(), secret) {
			t.Errorf("%q is printed:\n%s", secret, c.said)
		}
	}
}

func TestTheHelpTeachesEveryCommand(t *testing.T) {
	c := newMachine(t)
	for _, command := range []string{"enrol", "serve", "record", "import", "status", "outbox"} {
		if out := c.must(command, "--help"); !strings.Contains(out, "agentd "+command) {
			t.Errorf("the help of %s has no example:\n%s", command, out)
		}
	}
	out := c.must("record", "--help")
	if missing := slices.IndexFunc(change.Catalogue(), func(e change.Entry) bool { return !strings.Contains(out, e.Kind) }); missing >= 0 {
		t.Errorf("the help of record lacks %s", change.Catalogue()[missing].Kind)
	}
}
