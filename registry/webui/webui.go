// Package webui is what people see of the registry in a browser: the pages of
// institutions, drawn on the shell of shared/pages. With httpapi, which lets
// people in and calls these pages, it is the only importer of gin.
//
// The invariant: a page shows what the table of package access gives its reader,
// through packages that leave a line in the record of access first; it changes
// something only by a form that this person was given, and then only by a
// record that package intake judges; and nothing personal stands in an address
// or a title. What a page rests upon is asked elsewhere: this package knows no
// table and no rule of its own.
package webui

import (
	"cmp"
	"context"
	"embed"
	"log/slog"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"faro.example/registry/alert"
	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/registry/breach"
	"faro.example/registry/directory"
	"faro.example/registry/erasure"
	"faro.example/registry/glass"
	"faro.example/registry/intake"
	"faro.example/registry/link"
	"faro.example/registry/live"
	"faro.example/registry/lookup"
	"faro.example/registry/paper"
	"faro.example/registry/pki"
	"faro.example/registry/remark"
	"faro.example/registry/signin"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/reference"
)

//go:embed templates
var templates embed.FS

// What the pages are made of: package lookup, intake, directory and glass.
type (
	reader interface {
		Casefile(ctx context.Context, c access.Caller, m minor.ID) (lookup.Casefile, error)
		CasefileOf(ctx context.Context, c access.Caller, code minor.Code) (lookup.Casefile, error)
		Print(ctx context.Context, c access.Caller, m minor.ID) (lookup.Casefile, error)
		PrintOf(ctx context.Context, c access.Caller, code minor.Code) (lookup.Casefile, error)
	}
	finder interface {
		reader
		Lists(ctx context.Context, c access.Caller, which []lookup.Which, after lookup.Key, most int) ([]lookup.List, error)
		Find(ctx context.Context, c access.Caller, q lookup.Query) ([]lookup.Found, bool, error)
		Custody(ctx context.Context, c access.Caller, code minor.Code, on day.Date) (lookup.Answer, error)
		Break(ctx context.Context, c access.Caller, code minor.Code, said glass.Breaking) (glass.Broken, error)
	}
	taker interface {
		Say(ctx context.Context, c access.Caller, said []intake.Statement) ([]api.Receipt, error)
		MaySpeakFor(ctx context.Context, c access.Caller, o institution.OfficeID) error
	}
	guide interface {
		officeGuide
		peopleGuide
		tracingGuide
	}
	tracingGuide interface {
		Partners(ctx context.Context, c access.Caller) ([]directory.Partner, error)
		OfKind(ctx context.Context, c access.Caller, k institution.Kind) ([]institution.Institution, error)
	}
	officeGuide interface {
		Self(ctx context.Context, c access.Caller) (directory.Self, error)
		Names(ctx context.Context, offices ...institution.OfficeID) (map[institution.OfficeID]directory.Name, error)
		FindStructures(ctx context.Context, words string) ([]facility.Structure, error)
		FindMunicipalities(ctx context.Context, words string) ([]institution.Institution, error)
		Unattended(ctx context.Context, c access.Caller) ([]facility.Structure, error)
	}
	peopleGuide interface {
		FindGuardians(ctx context.Context, c access.Caller, words minor.Text) ([]directory.KnownGuardian, error)
		Called(ctx context.Context, c access.Caller, people ...institution.PersonID) (map[institution.PersonID]minor.Text, error)
	}
	teller interface {
		Notices(ctx context.Context, c access.Caller) ([]glass.Notice, error)
	}
)

// What the pages of those who may be one child are made of: package lookup and link.
type (
	comparer interface {
		Candidates(ctx context.Context, c access.Caller, q lookup.Asked) (lookup.Candidates, error)
		CountBeyond(ctx context.Context, c access.Caller) (int, error)
		Compare(ctx context.Context, c access.Caller, of lookup.Two) (lookup.Compared, error)
	}
	linker interface {
		Same(ctx context.Context, c access.Caller, a, b link.Of) (link.Said, error)
		Distinct(ctx context.Context, c access.Caller, a, b link.Of) (link.Said, error)
		Torn(ctx context.Context, c access.Caller, of link.Of, apart []link.Of) ([]link.Record, error)
		Parted(ctx context.Context, c access.Caller, of link.Of, apart []link.Of, records []change.Assignment) (link.Said, error)
		Held(ctx context.Context, c access.Caller, n int) ([]link.Record, error)
		Assign(ctx context.Context, c access.Caller, record change.ID, to link.Of) (link.Said, error)
	}
)

// What the pages of what is to be watched are made of: package alert, lookup and pki.
type (
	watcher interface {
		Open(ctx context.Context, c access.Caller, of alert.Lasting) ([]alert.Alert, error)
		Deadlines(ctx context.Context, c access.Caller, q alert.Asked) (alert.List, error)
		Tellings(ctx context.Context, c access.Caller) ([]alert.Telling, error)
	}
	bedder interface {
		Places(ctx context.Context, c access.Caller, towns []string) ([]lookup.Places, error)
	}
	keeper interface {
		List(ctx context.Context, c access.Caller, code string) (directory.Listed, error)
		Submit(ctx context.Context, c access.Caller, e directory.Edit) (directory.Imported, *directory.Proposal, error)
		Person(ctx context.Context, c access.Caller, p institution.PersonID) (directory.Person, error)
		Partners(ctx context.Context, c access.Caller) ([]directory.Partner, error)
		StoodInLately(ctx context.Context, c access.Caller) (int, error)
		Withdraw(ctx context.Context, c access.Caller, p directory.ProposalID) error
	}
	confirmer interface {
		Proposals(ctx context.Context, c access.Caller) ([]directory.Proposal, error)
		Decided(ctx context.Context, c access.Caller) ([]directory.Decision, error)
		Confirm(ctx context.Context, c access.Caller, p directory.ProposalID) (directory.Imported, error)
		Refuse(ctx context.Context, c access.Caller, p directory.ProposalID) error
	}
	cataloguer interface {
		Structures(ctx context.Context, by access.Caller, towns ...string) ([]facility.Structure, error)
		Institutions(ctx context.Context, by access.Caller, k institution.Kind) ([]institution.Institution, error)
		Bodies(ctx context.Context, by access.Caller) ([]facility.Body, error)
		Alike(ctx context.Context, by access.Caller, s facility.Structure) ([]facility.Structure, error)
		Versions(ctx context.Context, by access.Caller, code string) ([]directory.Version, error)
	}
	joiner interface {
		Doubles(ctx context.Context, by access.Caller) ([]directory.Double, error)
		Join(ctx context.Context, by access.Caller, old, other facility.ID) error
	}
	offices interface {
		Find(ctx context.Context, codes ...string) ([]institution.OfficeID, error)
	}
	freshener interface {
		Fresh(ctx context.Context, s signin.Session, role access.Role) error
		Still(ctx context.Context, s signin.SessionID) error
	}
	remarker interface {
		Write(ctx context.Context, c access.Caller, of lookup.CandidateID, r remark.ID, words minor.Text) error
		Of(ctx context.Context, c access.Caller, of lookup.CandidateID) ([]remark.Remark, error)
	}
	reacher interface {
		Contacts(ctx context.Context, by access.Caller, offices ...institution.OfficeID) (map[institution.OfficeID]directory.Contact, error)
		StateContact(ctx context.Context, by access.Caller, code string, c directory.Contact) error
	}
	queuer interface {
		Queue(ctx context.Context, c access.Caller, q lookup.Queue, after lookup.Key, most int) (lookup.Queued, error)
		Caseloads(ctx context.Context, c access.Caller) ([]lookup.Caseload, error)
	}
	onlooker interface {
		Looks(ctx context.Context, c access.Caller, of audit.Child, relations ...access.Relation) ([]audit.Look, error)
		Holders(ctx context.Context, c access.Caller, minors []minor.ID, of change.Section, relations ...access.Relation) ([]audit.Holder, error)
	}
	backlogs interface {
		Of(ctx context.Context, c access.Caller) ([]lookup.Backlog, error)
	}
	machines interface {
		List(ctx context.Context) ([]pki.Installation, error)
		Silent(ctx context.Context) ([]pki.Installation, error)
		Find(ctx context.Context, agent change.AgentID) (pki.Installation, error)
		RevokeAs(ctx context.Context, by access.Caller, agent change.AgentID) error
	}
	inviter interface {
		InviteAs(ctx context.Context, by access.Caller, in pki.Invitation) (string, error)
		Invited(ctx context.Context) ([]pki.Invited, error)
		TakeBack(ctx context.Context, by access.Caller, name string) error
		Roots() []byte
	}
	breacher interface {
		Answer(ctx context.Context, by access.Caller, loss breach.Loss) (*breach.Breach, error)
	}
)

// Desk is what stands behind the pages of who is signed in; all of it is needed.
type Desk struct {
	Lookup    finder
	Intake    taker
	Directory guide
	Glass     teller
	Places    *reference.Tables
	Key       []byte // by which what travels through a browser is sealed

	Candidates comparer
	Link       linker
	Sought     seeker

	Alerts   watcher
	Beds     bedder
	Remarks  remarker
	Staff    keeper
	Door     freshener
	Machines machines
	Invites  inviter

	Approvals confirmer
	Offices   offices
	Catalogue cataloguer
	Joins     joiner

	Breaches breacher
	Live     *live.Live // tells pages that are open what is new

	Publications publisher
	Days         certifier
	Forms        former
	Census       counter
	Behind       opener
	Questions    asker
	Queues       queuer
	Backlogs     backlogs
	Contacts     reacher
	Lists        lister
	Letters      correspondence
	Looks        onlooker
	Files        filer
	Press        *paper.Press

	Certificates certificates // of erasures

	Record  recorder
	Reviews reviewer
	Keys    tree.Keys // by which heads of the record of access are checked
	Work    worker

	Erasures *erasure.Desk // what the law no longer lets be kept
}

// whole reports whether nothing of the desk is missing.
func (d *Desk) whole() bool {
	for _, part := range []any{d.Lookup, d.Intake, d.Directory, d.Glass, d.Candidates, d.Link, d.Sought, d.Alerts, d.Beds, d.Remarks, d.Staff, d.Door, d.Machines, d.Invites, d.Breaches, d.Approvals, d.Offices, d.Catalogue, d.Joins, d.Publications, d.Days, d.Forms, d.Census, d.Behind, d.Questions, d.Queues, d.Backlogs, d.Contacts, d.Lists, d.Letters, d.Record, d.Reviews, d.Work, d.Files, d.Looks, d.Certificates} {
		if part == nil {
			return false
		}
	}
	return d.Places != nil && d.Press != nil && d.Live != nil && d.Erasures != nil
}

// Options are what the pages are made of; all must be given but the desk,
// without which there are the pages of the sign-in alone, and what is published,
// without which there are no pages for anybody.
type Options struct {
	Desk   *Desk
	Public published
	Now    func() time.Time
	Log    *slog.Logger

	Patience time.Duration // how long a page waits for work that may be short; 0 for the usual
}

// Pages are the pages. They are safe for use by several goroutines.
type Pages struct {
	desk   *Desk
	kit    *pages.Kit
	assets *pages.Assets
	seal   *sealer
	now    func() time.Time
	log    *slog.Logger
	fail   func(*gin.Context, error)
	public published
	shelf  shelf

	patience time.Duration
}

// New makes the pages.
func New(o Options) (*Pages, error) {
	if o.Now == nil || o.Log == nil {
		return nil, fault.Newf(fault.Internal, "pages without all their parts")
	}
	p := &Pages{desk: o.Desk, now: o.Now, log: o.Log, public: o.Public, patience: cmp.Or(o.Patience, patience)}
	var err error
	if p.assets, err = pages.NewAssets(); err != nil {
		return nil, err
	}
	if p.kit, err = pages.New(p.assets, words(), templates); err != nil {
		return nil, err
	}
	if o.Desk == nil {
		return p, nil
	}
	if !o.Desk.whole() {
		return nil, fault.Newf(fault.Internal, "pages without all that stands behind them")
	}
	p.seal, err = newSealer(o.Desk.Key)
	return p, err
}

// Mount puts in their places what anybody may fetch, what anybody may read, and
// the pages of who is signed in: their group MUST recognise people, and [Admit]
// them. What goes wrong is given to fail, which answers by [Pages.Fail].
func (p *Pages) Mount(anybody, public, signedIn *gin.RouterGroup, fail func(*gin.Context, error)) {
	p.fail = fail
	if p.public != nil {
		p.mountPublic(public)
	}
	anybody.GET(pages.AssetPrefix+"*file", p.asset)
	anybody.GET(pathLanguage+":lang", p.chooseLanguage)
	if p.desk == nil {
		return
	}
	for _, r := range slices.Concat(p.routes(), officeRoutes()) {
		signedIn.Handle(r.method, r.path, p.handle(r.show))
	}
}

// route is one page.
type route struct {
	method, path string
	show         func(*visit) error
}
