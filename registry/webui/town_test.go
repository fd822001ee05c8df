package webui_test

import (
	"context"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/alert"
	"faro.example/registry/assembly"
	"faro.example/registry/attachment"
	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/registry/backlog"
	"faro.example/registry/backup"
	"faro.example/registry/breach"
	"faro.example/registry/census"
	"faro.example/registry/compare"
	"faro.example/registry/directory"
	"faro.example/registry/erasure"
	"faro.example/registry/form"
	"faro.example/registry/glass"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/link"
	"faro.example/registry/live"
	"faro.example/registry/lookup"
	"faro.example/registry/monthkey"
	"faro.example/registry/notice"
	"faro.example/registry/paper"
	"faro.example/registry/pki"
	"faro.example/registry/presence"
	"faro.example/registry/question"
	"faro.example/registry/remark"
	"faro.example/registry/report"
	"faro.example/registry/report/press"
	"faro.example/registry/report/publication"
	"faro.example/registry/signin"
	"faro.example/registry/sought"
	"faro.example/registry/standby"
	"faro.example/registry/webui"
	"faro.example/registry/work"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
	"faro.example/shared/reference"
)

// Towns of the tests: Siracusa, where Anna works, and Milan.
const siracusa, milan = "089017", "015146"

var places = sync.OnceValues(reference.Load)

// town is a registry with people who look at its pages.
type town struct {
	*intaketest.House
	t      testing.TB
	dir    *directory.Directory
	engine *gin.Engine
	pages  *webui.Pages
	alerts *alert.Alerts
	asOf   func() (standby.AsOf, bool) // of what a replica answers; nil for none

	work     *work.Desk
	lines    *audit.Log
	sealer   *tree.Sealer
	machines heard
	pki      *pki.Authority
	desk     *publication.Desk
	book     book
	remarks  *remark.Book
	sought   *sought.Book
	files    *attachment.Desk
	erasures *erasure.Desk
	door     door
	live     *live.Live
	who      map[string]webui.Visitor // by the cookie of their browser
}

func newTown(t testing.TB) *town {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	w := &town{House: intaketest.New(t), t: t, who: map[string]webui.Visitor{}}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	log := slog.New(slog.DiscardHandler)
	lines, err := audit.New(w.DB.As("faro_audit"), w.Now)
	must(err)
	lines.Seal = w.Sealer
	w.lines = lines
	book, err := glass.New(w.DB.As("faro_audit"), lines, w.Now)
	must(err)
	find, err := lookup.New(w.DB.As("faro_reader"), lines, w.Sealer, book)
	must(err)
	w.dir, err = directory.New(w.DB.As("faro_directory"), w.Intake, w.Now, log)
	must(err)
	w.dir.Lines = lines
	must(w.authority(lines, log))
	tables, err := places()
	must(err)
	desk, err := link.New(w.DB.As("faro_reader"), lines, w.Sealer, w.Intake, w.Now)
	must(err)
	w.alerts, err = alert.New(alert.Config{
		Pool: w.DB.As("faro_alert"), Reader: w.DB.As("faro_reader"), Lines: lines, Sealer: w.Sealer, Places: tables, Teller: w.Intake, Now: w.Now, Log: log,
	})
	must(err)
	w.remarks, err = remark.New(w.DB.As("faro_match"), lines, find, w.Sealer, w.Now)
	must(err)
	counts, err := census.New(w.DB.As("faro_census"), lines, tables)
	must(err)
	counts.Now = w.Now
	find.Counts, find.Now = counts, w.Now
	w.desk, err = publication.New(publication.Config{
		Pool: w.DB.As("faro_publication"), Count: counts, Maker: &report.Maker{Census: counts, Places: tables}, Press: &press.Press{}, Lines: lines, Floor: 5,
		Self: access.Caller{Role: access.Ministry}, Now: w.Now, Log: log,
	})
	must(err)
	days, err := presence.New(presence.Config{Pool: w.DB.As("faro_presence"), Seal: w.Sealer, Lines: lines, Now: w.Now, Log: log})
	must(err)
	letters, err := notice.New(notice.Config{Reader: w.DB.As("faro_reader"), Lines: lines, Taker: w.Intake, Sealer: w.Sealer, Places: tables, Now: w.Now})
	must(err)
	w.sought, err = sought.New(sought.Config{Pool: w.DB.As("faro_match"), Sealer: w.Sealer, Lines: lines, Now: w.Now})
	must(err)
	w.files, err = attachment.New(attachment.Config{Pool: w.DB.As("faro_files"), Reader: find, Sealer: w.Sealer, Now: w.Now, Log: log})
	must(err)
	w.live, err = live.New(w.DB.As("faro_reader"), find, log)
	must(err)
	list, err := erasure.OpenList(t.TempDir())
	must(err)
	t.Cleanup(func() { must(list.Close()) })
	w.erasures, err = erasure.New(erasure.Config{
		Pool: w.DB.As("faro_erasure"), Taker: w.Intake, Files: w.files, Sealer: w.Sealer, Lines: lines, List: list, Years: 5, Now: w.Now, Log: log,
	})
	must(err)
	w.Intake.HeldByOrder = w.erasures.HeldByOrder
	state := t.TempDir()
	_, err = pki.MakeCA(state, w.Now())
	must(err)
	key, _, err := tree.OpenKey(state)
	must(err)
	w.sealer = tree.NewSealer(tree.Options{Pool: w.DB.As("faro_audit"), Key: key, State: t.TempDir(), Now: w.Now, Log: log, Metrics: prometheus.NewRegistry()})
	questions, err := question.New(w.DB.As("faro_publication"), counts, 5, w.Now)
	must(err)
	parts := &assembly.Registry{Audit: lines, TreeKey: key, Publications: w.desk, Days: days, Questions: questions}
	chores := parts.Chores()
	verify := chores[work.VerifyRecord]
	verify.Do = func(ctx context.Context, task work.Task) (work.Result, error) { // there is no state folder, in which heads are kept besides
		done, err := lines.Verify(ctx, task.Caller, tree.Against{Keys: key.Keys, Progress: task.Progress})
		return work.Result{Outcome: work.Outcome{Link: fmt.Sprintf("/audit/whole/%d", done.Number)}}, err
	}
	chores[work.VerifyRecord] = verify
	w.work, err = work.New(work.Config{Pool: w.DB.As("faro_work"), Seal: w.Sealer, Lines: lines, Callers: w.dir, Kinds: chores, Log: log})
	must(err)
	w.works()
	p, err := webui.New(webui.Options{Now: w.Now, Log: log, Public: &w.book, Patience: time.Minute, Desk: &webui.Desk{
		Record: lines, Reviews: book, Keys: key.Keys, Work: w.work,
		Lookup: find, Intake: w.Intake, Directory: w.dir, Glass: book, Places: tables, Key: make([]byte, 32),
		Candidates: find, Link: desk, Sought: w.sought, Alerts: w.alerts, Beds: find, Remarks: w.remarks, Staff: w.dir, Door: &w.door, Machines: &w.machines, Invites: w.pki, Approvals: w.dir, Offices: w.dir, Catalogue: w.dir, Joins: w.dir, Breaches: &breach.Desk{Audit: lines, Machines: w.pki, Lookup: find, Directory: w.dir, Now: w.Now}, Live: w.live,
		Days: days, Files: w.files, Erasures: w.erasures,
		Certificates: backup.Options{State: state, Now: w.Now, Keys: monthkey.Keys{Folder: filepath.Join(state, "months"), From: w.Keys.Keys, Horizon: monthkey.Horizon, Now: w.Now}},
		Publications: w.desk, Census: counts, Behind: find, Questions: questions, Queues: find, Backlogs: &backlog.Board{Lookup: find, Alerts: w.alerts, Sought: w.sought, Letters: letters, Machines: &w.machines, Erasures: w.erasures},
		Contacts: w.dir,
		Forms:    &form.Desk{Lookup: find, Directory: w.dir, Places: tables, Press: &paper.Press{}, Now: w.Now},
		Letters:  letters, Looks: lines, Press: &paper.Press{},
		Lists: compare.Desk{Lookup: find, Lines: lines, Offices: w.dir, Places: tables},
	}})
	must(err)
	w.pages, w.engine = p, gin.New()
	signedIn := w.engine.Group("/", func(c *gin.Context) {
		webui.Admit(c, w.who[c.GetHeader("X-Who")])
		if w.asOf != nil {
			webui.Answered(c, w.asOf)
		}
	})
	p.Mount(w.engine.Group("/"), w.engine.Group("/"), signedIn, func(c *gin.Context, err error) {
		if fault.KindOf(err) == fault.Internal {
			t.Errorf("%s: %v", c.FullPath(), err)
		}
		if err := p.Fail(c, api.ProblemOf(err)); err != nil {
			t.Errorf("an error that cannot be shown: %v", err)
		}
		c.Abort()
	})
	return w
}

// works has long work done until the test ends.
func (w *town) works() {
	ctx, stop := context.WithCancel(context.WithoutCancel(w.t.Context()))
	var runs sync.WaitGroup
	runs.Go(func() { w.work.Run(ctx) })
	w.t.Cleanup(func() {
		stop()
		runs.Wait()
	})
}

// door says whether who is signed in has just proved to be there.
type door struct{ stale, shut bool }

func (d *door) Still(context.Context, signin.SessionID) error {
	if d.shut {
		return fault.Newf(fault.Unauthenticated, "signed out")
	}
	return nil
}

func (d *door) Fresh(context.Context, signin.Session, access.Role) error {
	if d.stale {
		return fault.Newf(fault.Unauthenticated, "not seen lately")
	}
	return nil
}

// heard are the installations that a registry has heard of: those of the test, or
// else its own.
type heard struct {
	*pki.Authority
	all []pki.Installation
}

func (h *heard) List(ctx context.Context) ([]pki.Installation, error) {
	if h.all != nil {
		return h.all, nil
	}
	return h.Authority.List(ctx)
}

func (h *heard) Silent(ctx context.Context) ([]pki.Installation, error) {
	if h.all != nil {
		return slices.DeleteFunc(slices.Clone(h.all), func(i pki.Installation) bool {
			return i.State != pki.IsSilent || i.Role != access.Centre
		}), nil
	}
	return h.Authority.Silent(ctx)
}

// authority lets installations in.
func (w *town) authority(lines *audit.Log, log *slog.Logger) error {
	dir := w.t.TempDir()
	ca, err := pki.MakeCA(dir, w.Now())
	if err != nil {
		return err
	}
	journal, err := pki.OpenJournal(dir)
	if err != nil {
		return err
	}
	w.t.Cleanup(func() {
		if err := journal.Close(); err != nil {
			w.t.Error(err)
		}
	})
	w.pki, err = pki.New(pki.Options{Pool: w.DB.As("faro_directory"), CA: ca, Journal: journal, Scopes: w.Intake, Now: w.Now, Log: log, Metrics: prometheus.NewRegistry()})
	if err != nil {
		return err
	}
	w.pki.Lines, w.machines.Authority, w.dir.Machines = lines, w.pki, w.pki
	return nil
}

// person adds somebody who works at an institution of their own.
func (w *town) person(name string, role access.Role, kind institution.Kind, territory ...string) *browser {
	w.t.Helper()
	return w.personAt(name, role, institution.Office(w.Institution(kind, territory...)), territory...)
}

func (w *town) personAt(name string, role access.Role, office institution.OfficeID, territory ...string) *browser {
	w.t.Helper()
	p := institution.PersonID(id.New[struct{}]())
	w.Exec(`INSERT INTO people (id, name, office, role, valid_from, known_from, changed_at) VALUES ($1, $2, $3, $4, '2000-01-01', 0, now())`, p, name, office, string(role))
	v := webui.Visitor{
		Caller:  access.Caller{Role: role, Person: p, Offices: []institution.OfficeID{office}, Territory: territory, Session: "s-" + name, Reason: "signed in"},
		Session: signin.Session{ID: signin.SessionID(id.New[struct{}]()), Person: p},
	}
	w.who[name] = v
	return &browser{w: w, t: w.t, who: name, Visitor: v, lang: "it"}
}

// centre adds a structure of a town with its agent.
func (w *town) centre(t string) *intaketest.Agent {
	return w.Agent(institution.OfficeOf(w.Structure(t)))
}

// arrives has an agent record a child who comes.
func (w *town) arrives(a *intaketest.Agent, on, given, family string) minor.ID {
	w.t.Helper()
	m := intaketest.Minor()
	records := []change.Record{
		a.Write(m, on, minor.Registered{Code: a.Code(), Tag: "17"}),
		a.Write(m, on, minor.Found{Mode: minor.ByFinding, Setting: minor.Inside}),
		a.Write(m, on, minor.IdentityStated{
			Source: minor.OwnWord, Name: &minor.Name{Given: minor.Text(given), Family: minor.Text(family)}, Sex: minor.Male, Citizenship: "GN",
		}),
		a.Write(m, on, placement.Began{At: facility.At(facility.ID(a.Office))}),
	}
	a.Taken(records...)
	return m
}

// says has an agent record what happened later, having all before its eyes.
func (w *town) says(a *intaketest.Agent, m minor.ID, on string, b change.Body) {
	w.t.Helper()
	var position uint64
	w.Scan(&position, `SELECT position FROM ledger_head`)
	a.Sent(position)
	a.Taken(a.Write(m, on, b, intaketest.Seen(position)))
}

func (w *town) codeOf(m minor.ID) minor.Code {
	w.t.Helper()
	var serial uint32
	w.Scan(&serial, `SELECT serial FROM codes WHERE minor = $1`, m)
	c, err := minor.NewCode(serial)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// line is a line of the record of access.
type line struct {
	Action  string
	Allowed bool
	Reason  string
}

// linesOf gives the lines about a minor, the newest first.
func (w *town) linesOf(m minor.ID) []line {
	w.t.Helper()
	rows, err := w.DB.Admin().Query(w.t.Context(), `SELECT action, allowed, reason FROM access_lines WHERE $1 = ANY (subjects) ORDER BY id DESC`, m)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	var out []line
	for rows.Next() {
		var l line
		if err := rows.Scan(&l.Action, &l.Allowed, &l.Reason); err != nil {
			w.t.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}

// count asks the database.
func (w *town) count(sql string, args ...any) (n int) {
	w.t.Helper()
	w.Scan(&n, sql, args...)
	return n
}

// records counts the records of a kind about a minor.
func (w *town) records(m minor.ID, kind string) (n int) {
	w.t.Helper()
	w.Scan(&n, `SELECT count(*) FROM records WHERE minor = $1 AND kind = $2`, m, kind)
	return n
}

// browser is somebody's browser.
type browser struct {
	webui.Visitor
	w    *town
	t    testing.TB
	who  string
	lang string
	kept []*http.Cookie // the last that each page set
}

// answer is a page that came back.
type answer struct {
	*httptest.ResponseRecorder
	t    testing.TB
	path string
	text string
}

func (b *browser) send(method, path string, values url.Values) answer {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), method, "https://registry.example"+path, strings.NewReader(values.Encode()))
	r.Header.Set("X-Who", b.who)
	r.Header.Set("Accept-Language", b.lang)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range b.kept {
		r.AddCookie(c)
	}
	rec := httptest.NewRecorder()
	b.w.engine.ServeHTTP(rec, r)
	for _, set := range rec.Result().Cookies() {
		b.kept = slices.DeleteFunc(b.kept, func(c *http.Cookie) bool { return c.Name == set.Name })
		if set.MaxAge >= 0 {
			b.kept = append(b.kept, set)
		}
	}
	return answer{rec, b.t, path, rec.Body.String()}
}

func (b *browser) get(path string) answer { b.t.Helper(); return b.send(http.MethodGet, path, nil) }

// follow gets a page and the one that it leads to.
func (b *browser) follow(a answer) answer {
	b.t.Helper()
	if a.Code != http.StatusSeeOther {
		b.t.Fatalf("%s: got %d, want to be led on: %s", a.path, a.Code, a.main())
	}
	return b.get(a.Header().Get("Location"))
}

var (
	hiddens = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)
	mains   = regexp.MustCompile(`(?s)<main.*</main>`)
	forms   = regexp.MustCompile(`(?s)<form method="post" action="([^"]+)".*?</form>`)
	tags    = regexp.MustCompile(`<[^>]*>`)
)

// main is the page without its shell.
func (a answer) main() string { return mains.FindString(a.text) }

// words is what is read on the page.
func (a answer) words() string {
	return html.UnescapeString(strings.Join(strings.Fields(tags.ReplaceAllString(a.main(), " ")), " "))
}

// wants fails the test unless the page is as it ought to be.
func (a answer) wants(status int, texts ...string) answer {
	a.t.Helper()
	if a.Code != status {
		a.t.Fatalf("%s: got %d, want %d: %s", a.path, a.Code, status, a.words())
	}
	for _, text := range texts {
		if !strings.Contains(a.words(), text) {
			a.t.Errorf("%s: does not say %q: %s", a.path, text, a.words())
		}
	}
	return a
}

// without fails the test if the page says something.
func (a answer) without(texts ...string) answer {
	a.t.Helper()
	for _, text := range texts {
		if strings.Contains(a.words(), text) {
			a.t.Errorf("%s: says %q", a.path, text)
		}
	}
	return a
}

// form gives the hidden fields of the form in the page that goes to an address.
func (a answer) form(action string) url.Values {
	a.t.Helper()
	for _, m := range forms.FindAllStringSubmatch(a.main(), -1) {
		if m[1] != action {
			continue
		}
		out := url.Values{}
		for _, h := range hiddens.FindAllStringSubmatch(m[0], -1) {
			out.Set(h[1], html.UnescapeString(h[2]))
		}
		return out
	}
	a.t.Fatalf("%s: no form to %s: %s", a.path, action, a.main())
	return nil
}

var children = regexp.MustCompile(`name="child" value="([^"]+)"`)

// firstChild is the first minor of a list.
func firstChild(a answer) string {
	a.t.Helper()
	m := children.FindStringSubmatch(a.text)
	if m == nil {
		a.t.Fatalf("%s: nobody is on a list", a.path)
	}
	return m[1]
}

func with(v url.Values, pairs ...string) url.Values {
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// open opens the casefile of a minor by its code.
func (b *browser) open(m minor.ID) answer {
	b.t.Helper()
	page := b.get("/find").wants(http.StatusOK)
	return b.follow(b.send(http.MethodPost, "/find", with(page.form("/find"), "code", b.w.codeOf(m).Display(), "reason", "care")))
}

// write opens a form on a casefile, fills it in and sends it.
func (b *browser) write(file answer, form string, pairs ...string) answer {
	b.t.Helper()
	at, _, _ := strings.Cut(file.path, "?")
	page := b.get(at + "/form/" + form).wants(http.StatusOK)
	return b.send(http.MethodPost, "/form/"+form, with(page.form("/form/"+form), pairs...))
}
