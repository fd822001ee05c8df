package scenes

import (
	"bytes"
	"crypto/ed25519"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/registrytest"
	"faro.example/deploy/browsertest"
	"faro.example/deploy/line"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

const (
	root         = "../.."
	operatorCode = "K7QF-2MXA-9PLT-WRN4"
	phrase       = "quattro parole a caso"
)

func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// centre is a machine at a centre: agentd, on a line to a small registry.
type centre struct {
	t       *testing.T
	r       *registrytest.Registry
	line    *line.Line
	program string
	dir     string
	house   facility.ID
	other   facility.ID
	nina    institution.PersonID
	at      string // of its pages
	stop    func()
}

// newCentre enrols a machine with one operator, and serves its pages.
func newCentre(t *testing.T) *centre {
	t.Helper()
	r := registrytest.New(time.Now)
	c := &centre{t: t, r: r, program: filepath.Join(built(t), "agentd"), dir: filepath.Join(t.TempDir(), "agent"),
		house: newID[facility.ID](), other: newID[facility.ID](), nina: newID[institution.PersonID]()}
	office := institution.OfficeOf(c.house)
	r.Tell(api.Directory{
		Operators: []api.Operator{{Person: c.nina, Name: "Nina Rossi", Office: office, CodeSum: api.SumCode(operatorCode)}},
		Offices:   []api.Office{{ID: office, Code: "AG-01", Name: "Casa del Faro"}},
		Structures: []facility.Structure{
			{ID: c.house, Code: "AG-01", Name: "Casa del Faro", Type: facility.First, Municipality: "084020"},
			{ID: c.other, Code: "PA-07", Name: "Comunità Il Gelsomino", Type: facility.Second, Municipality: "082053"},
		},
	})
	l, err := line.Listen("127.0.0.1:0", strings.TrimPrefix(r.Serve(t, nil), "https://"), line.Quality{})
	must(t, err)
	c.line = l
	t.Cleanup(func() { must(t, l.Close()) })
	roots := filepath.Join(t.TempDir(), "root.pem")
	must(t, os.WriteFile(roots, r.Roots(), 0o600))
	c.agentd("enrol", "--registry", "https://"+l.Addr(), "--code", r.Invite(), "--roots", roots)
	c.serve()
	return c
}

func (c *centre) serve() {
	c.t.Helper()
	c.at, c.stop = browsertest.ServeAgent(c.t, c.program, c.dir)
}

// agentd runs a command and gives what it printed.
func (c *centre) agentd(args ...string) string {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), c.program, append([]string{"--dir", c.dir}, args...)...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		c.t.Fatalf("agentd %v: %v\n%s", args, err, said.String())
	}
	return said.String()
}

var installation = regexp.MustCompile(`"agent": "([0-9a-f-]{36})"`)

// agent is the machine's installation.
func (c *centre) agent() change.AgentID {
	c.t.Helper()
	m := installation.FindStringSubmatch(c.agentd("status", "--json"))
	if m == nil {
		c.t.Fatal("agentd status names no installation")
	}
	return change.AgentID(id.Must[struct{}](m[1]))
}

// sentHere has another centre send a child to this one, and gives its code.
func (c *centre) sentHere(given, family string) minor.Code {
	c.t.Helper()
	ctx := c.t.Context()
	key, err := localdb.NewKey()
	must(c.t, err)
	db, err := localdb.Create(ctx, filepath.Join(c.t.TempDir(), "other.db"), key)
	must(c.t, err)
	defer db.Close()
	public, private, err := ed25519.GenerateKey(nil)
	must(c.t, err)
	other := c.r.Admit(public)
	box := outbox.New(other, private, time.Now)
	m, today := newID[minor.ID](), day.On(day.FromTime(time.Now()))
	var frames []change.Frame
	code, err := minor.NewCode(uint32(77_000_000 + len(family)))
	must(c.t, err)
	name := minor.Name{Given: minor.Text(given), Family: minor.Text(family)}
	var seen change.Seen
	must(c.t, db.InTx(ctx, func(tx *sql.Tx) error {
		for _, body := range []change.Body{
			minor.Registered{Code: code},
			minor.IdentityStated{Source: minor.OwnWord, Name: &name, Sex: minor.Male, Citizenship: "GN",
				Birth: &minor.Birth{Date: day.Of(2009, 5, 6), Precision: minor.ToDay, Provenance: minor.Declared}},
			placement.Began{At: facility.At(c.other)},
			movement.Departed{From: facility.At(c.other), To: facility.At(c.house)},
		} {
			rec, err := box.Append(ctx, tx, outbox.Draft{Minor: m, On: today, Structure: institution.OfficeOf(c.other), Author: newID[institution.PersonID](), Seen: seen, Body: body})
			if err != nil {
				return err
			}
			seen.Records = append(seen.Records, rec.ID)
			frames = append(frames, change.Frame{Seq: rec.Seq, Data: change.AppendRecord(nil, &rec)})
		}
		return nil
	}))
	_, err = c.r.Push(ctx, other, other, false, frames)
	must(c.t, err)
	c.r.Enter(c.agent(), m)
	return code
}

// kinds are what the small registry has in its ledger, in order.
func (c *centre) kinds() (out []string) {
	for _, r := range c.r.Records() {
		out = append(out, r.Kind)
	}
	return out
}

// looked reports whether the registry was told that the operator looked at a page.
func (c *centre) looked(what string) bool {
	for _, l := range c.r.Looks() {
		if l.What == what && l.Person == c.nina && len(l.Minors) > 0 {
			return true
		}
	}
	return false
}

// nina sits down, chooses a passphrase and is signed in.
func (c *centre) ninaAt(lang string) *browsertest.Person {
	c.t.Helper()
	p := browsertest.Sit(c.t, c.at, lang, root)
	p.Go("/choose").To("who").Type("N")
	p.Fill("code", operatorCode).Fill("passphrase", phrase).Fill("repeated", phrase).Press()
	return p
}

var today = time.Now().In(day.Rome).Format("02/01/2006")
