package scenes

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/deploy/browsertest"
	"faro.example/deploy/line"
	"faro.example/deploy/loader"
	"faro.example/deploy/stack"
	"faro.example/registry/pg/privatepg"
	"faro.example/shared/api"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// office is an institution of the small nation of the scenes.
type office struct {
	institution.Institution
	person institution.PersonID
	role   string
}

// nation is a registry with its programs, one centre with an agent, one without,
// and somebody of every role, who sign in by the demo's provider.
type nation struct {
	t        *testing.T
	stack    *stack.Stack
	agent    *desk
	db       *pgx.Conn
	people   string // where they sign in
	provider string
	offices  map[string]office
	sayers   [2]*loader.Installation // of what others say beside a scene
}

func newNation(t *testing.T) *nation {
	t.Helper()
	n := &nation{t: t, offices: map[string]office{}}
	free := func() string {
		a, err := stack.FreeAddress()
		must(t, err)
		return a
	}
	people := free()
	n.people, n.provider = "https://"+people, free()
	var err error
	n.stack, err = stack.Open(t.Context(), stack.Options{
		Dir: entered(t), Bin: built(t), Log: slog.New(slog.DiscardHandler),
		Registry: []string{"--people", people, "--people-url", n.people, "--demo-provider", n.provider, "--requests-per-minute", "60000"},
	})
	must(t, err)
	t.Cleanup(func() { must(t, n.stack.Close()) })
	n.catalogue()
	n.db, err = pgx.Connect(t.Context(), n.stack.Postgres.DSN("faro", privatepg.Superuser))
	must(t, err)
	t.Cleanup(func() { must(t, n.db.Close(context.WithoutCancel(t.Context()))) })
	n.agent = n.centre("SR-01")
	return n
}

// centre enrols the agent of a structure, and serves its pages.
func (n *nation) centre(code string) *desk {
	n.t.Helper()
	a, err := n.stack.Agent(code, line.Quality{})
	must(n.t, err)
	n.t.Cleanup(func() { must(n.t, a.Close()) })
	invited, err := n.stack.Invite(n.t.Context(), "--office", code, "--label", code)
	must(n.t, err)
	must(n.t, a.Enrol(n.t.Context(), invited))
	pages, err := stack.FreeAddress()
	must(n.t, err)
	a.With("FARO_AGENT_UI", pages)
	must(n.t, a.Serve.Start())
	return &desk{Agent: a, at: "http://" + pages}
}

// desk is the machine of a centre, with its pages.
type desk struct {
	*stack.Agent
	at string
}

// sit has the centre's operator choose a passphrase, by keyboard.
func (d *desk) sit(t *testing.T, lang string) *browsertest.Person {
	t.Helper()
	p := browsertest.Sit(t, d.at, lang, root)
	p.Go("/choose").To("who").Type("N")
	return p.Fill("code", operatorCode).Fill("passphrase", phrase).Fill("repeated", phrase).Press()
}

// entered is a folder that PostgreSQL, which runs as another user, may enter.
func entered(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "faro-scenes-")
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	must(t, os.Chmod(dir, 0o711))
	return dir
}

// catalogue brings the directory in.
func (n *nation) catalogue() {
	type person struct {
		ID            institution.PersonID `json:"id"`
		Name          string               `json:"name"`
		Role          string               `json:"role"`
		Office        institution.OfficeID `json:"office"`
		Administrator bool                 `json:"administrator,omitempty"`
	}
	type operator struct {
		Person institution.PersonID `json:"person"`
		Office institution.OfficeID `json:"office"`
		Code   []byte               `json:"code_sum"`
	}
	type agreement struct {
		Partner   institution.ID  `json:"partner"`
		Number    string          `json:"number"`
		Countries []minor.Country `json:"countries"`
	}
	var c struct {
		Institutions []institution.Institution `json:"institutions"`
		Structures   []facility.Structure      `json:"structures"`
		People       []person                  `json:"people"`
		Operators    []operator                `json:"operators"`
		Agreements   []agreement               `json:"agreements"`
	}
	siracusa, milan := []string{"089017"}, []string{"015146"}
	for _, o := range []struct {
		code, name, who string
		kind            institution.Kind
		territory       []string
	}{
		{"SS-SR", "Servizi sociali del Comune di Siracusa", "Anna Prova", institution.Municipality, siracusa},
		{"SS-MI", "Servizi sociali del Comune di Milano", "Dario Esempio", institution.Municipality, milan},
		{"PR-SR", "Prefettura di Siracusa", "Franca Finta", institution.Prefecture, siracusa},
		{"QU-MI", "Questura di Milano", "Gino Inventato", institution.Police, milan},
		{"TM-CT", "Tribunale per i minorenni di Catania", "Tea Ipotetica", institution.Court, siracusa},
		{"PM-CT", "Procura presso il Tribunale per i minorenni di Catania", "Pia Supposta", institution.Prosecutor, siracusa},
		{"REG-19", "Regione Siciliana", "Rita Presunta", institution.Region, siracusa},
		{"MIN", "Ministero del Lavoro e delle Politiche Sociali", "Marco Modello", institution.Ministry, nil},
		{"INT", "Ministero dell’Interno", "Ines Immaginata", institution.Interior, nil},
		{"DIP", "Dipartimento per le politiche della famiglia", "Dina Fittizia", institution.FamilyDepartment, nil},
		{"IF", "Partner per le indagini", "Paolo Partenza", institution.TracingPartner, nil},
		{"IF-GN", "Missione in Guinea", "Fatou Campo", institution.TracingPartner, nil},
	} {
		i := institution.Institution{ID: newID[institution.ID](), Code: o.code, Name: o.name, Kind: o.kind, Territory: o.territory}
		if o.code == "IF-GN" {
			i.Parent = n.offices["IF"].Institution.ID
			c.Agreements = append(c.Agreements, agreement{i.Parent, "1/2020", []minor.Country{"GN"}})
		}
		p := person{newID[institution.PersonID](), o.who, string(o.kind), institution.Office(i.ID), o.kind == institution.Ministry}
		c.Institutions, c.People = append(c.Institutions, i), append(c.People, p)
		n.offices[o.code] = office{i, p.ID, string(o.kind)}
		if slices.Contains([]string{"SS-SR", "MIN", "IF", "IF-GN"}, o.code) {
			c.Operators = append(c.Operators, operator{p.ID, p.Office, api.SumCode(operatorCode)})
		}
		if o.kind == institution.Ministry { // where the auditors sit
			aida := person{newID[institution.PersonID](), "Aida Revisora", "auditor", p.Office, false}
			mara := person{newID[institution.PersonID](), "Mara Seconda", string(o.kind), p.Office, true} // for what takes two
			c.People = append(c.People, aida, mara)
			n.offices["AUD"], n.offices["MIN2"] = office{i, aida.ID, aida.Role}, office{i, mara.ID, mara.Role}
		}
		if o.kind == institution.Court { // which keeps the list of guardians
			gaia := person{newID[institution.PersonID](), "Gaia Tutrice", "guardian", p.Office, false}
			c.People = append(c.People, gaia)
			n.offices["GUARDIAN"] = office{i, gaia.ID, gaia.Role}
		}
	}
	for code, at := range map[string]struct{ name, municipality string }{
		"SR-01": {"Casa Uno", siracusa[0]}, "SR-02": {"Casa Due", siracusa[0]}, "MI-01": {"Casa Tre", milan[0]},
	} {
		s := facility.Structure{ID: newID[facility.ID](), Code: code, Name: at.name, Type: facility.First, Municipality: at.municipality}
		c.Structures = append(c.Structures, s)
		nina := person{newID[institution.PersonID](), "Nina " + code, "centre", institution.OfficeOf(s.ID), false}
		n.offices[code] = office{institution.Institution{ID: institution.ID(s.ID), Code: code, Name: s.Name}, nina.ID, nina.Role}
		c.People, c.Operators = append(c.People, nina), append(c.Operators, operator{nina.ID, nina.Office, api.SumCode(operatorCode)})
	}
	b, err := json.Marshal(c)
	must(n.t, err)
	file := filepath.Join(n.t.TempDir(), "catalogue.json")
	must(n.t, os.WriteFile(file, b, 0o600))
	_, err = n.stack.Ctl(n.t.Context(), "import", "catalogue", file, "--from", "2020-01-01")
	must(n.t, err)
}

// arrive has the centre register children, and waits until they are in Rome.
func (n *nation) arrive(rows ...string) {
	n.t.Helper()
	file := filepath.Join(n.t.TempDir(), "landing.csv")
	must(n.t, os.WriteFile(file, []byte("Numero,Nome,Cognome,Sesso,Cittadinanza\n"+strings.Join(rows, "\n")+"\n"), 0o600))
	on := day.FromTime(time.Now()).Add(-3).String()
	_, err := n.agent.Ctl(n.t.Context(), "import", file, "--landing-place", "Augusta", "--landing-on", on, "--as", "Nina SR-01")
	must(n.t, err)
	_, err = n.agent.Record(n.t.Context(), "minor.registered", map[string]string{"tag": "last"}, "--as", "Nina SR-01", "--wait", "30s")
	must(n.t, err)
}

// count asks the database.
func (n *nation) count(sql string, args ...any) (out int) {
	n.t.Helper()
	must(n.t, n.db.QueryRow(n.t.Context(), sql, args...).Scan(&out))
	return out
}

// sit has somebody of an office sign in, by keyboard.
func (n *nation) sit(code, lang string) *browsertest.Person {
	n.t.Helper()
	p := browsertest.Sit(n.t, n.people+"/signin", lang, root)
	u, err := url.Parse("http://" + n.provider)
	must(n.t, err)
	p.Allow(u.Host)
	return n.enter(p, code, lang)
}

// enter signs somebody in, and opens the first page: who signs in for the first
// time is led to what the own role does there.
func (n *nation) enter(p *browsertest.Person, code, lang string) *browsertest.Person {
	n.t.Helper()
	p.Go("/signin").To("Demo").Press()
	p.To(map[string]string{"it": "Vai all’accesso", "en": "Go on to sign in"}[lang]).Press()
	return p.To(n.offices[code].person.String()).Press().Go("/")
}

// code gives a national code that the database is asked for.
func (n *nation) code(sql string) minor.Code {
	n.t.Helper()
	c, err := minor.NewCode(uint32(n.count(sql)))
	must(n.t, err)
	return c
}

// codes gives national codes, as they are shown.
func (n *nation) codes(sql string) (out []string) {
	n.t.Helper()
	rows, err := n.db.Query(n.t.Context(), sql)
	must(n.t, err)
	serials, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	must(n.t, err)
	for _, s := range serials {
		c, err := minor.NewCode(uint32(s))
		must(n.t, err)
		out = append(out, c.Display())
	}
	return out
}
