package access_test

import (
	"slices"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// what is the policy told a second time, as a person reads it out: role, action,
// relation, and what is shown or written. What is not here is denied. Words in
// small letters are sections, "all" of them; those with a dot, "retracted" and
// "resolved" are kinds; "claims", "here", "charge", "decrees", "wardships", "answered", "papers", "courses", "outcomes",
// "leaving", "written", "asking", "working", "directing" and "informs" stand for the kinds below.
const what = `
ministry list-notices nobody
ministry open-notice addressed: identity presence custody guardian permit link
ministry record addressed: notice.opened
ministry open-notice own: identity presence custody guardian permit link
ministry open-casefile nobody: all
ministry search nobody: identity presence
ministry ask-custody nobody: custody
ministry count-census nobody
ministry operate nobody
ministry keep-directory nobody
ministry hand-over nobody
ministry publish nobody
ministry read-days nobody
ministry certify-days nobody
ministry show-sought nobody
ministry decide-sought nobody
ministry read-retention nobody
ministry order-erasure nobody
ministry read-notices nobody
ministry read-alerts nobody
ministry ask-looks nobody
ministry ask-holdings nobody
ministry record nobody: claims here charge decrees wardships answered papers courses outcomes leaving written opinion.given directing right.asked right.decided notice.sent links erased struck exit.recorded retracted resolved
ministry pull in-scope: all

municipality list-notices nobody
municipality open-notice addressed: identity presence custody guardian permit social-file link
municipality record addressed: notice.opened
municipality open-notice own: identity presence custody guardian permit link
municipality keep-staff nobody
municipality hand-over nobody
municipality count-census nobody
municipality break-glass nobody
municipality read-notices nobody
municipality read-alerts nobody
municipality record nobody: claims
municipality record own: retracted
municipality open-casefile in-territory: identity presence custody guardian permit protection measure rights tracing link
municipality search in-territory: identity presence
municipality ask-custody in-territory: custody
municipality read-days in-territory
municipality certify-days in-territory
municipality record in-territory: here charge decrees wardships answered papers courses outcomes asking right.asked notice.sent exit.recorded retracted resolved
municipality open-casefile in-custody: all
municipality search in-custody: identity presence
municipality ask-custody in-custody: custody
municipality ask-looks in-custody
municipality record in-custody: here charge decrees wardships answered papers courses outcomes leaving written asking right.asked right.decided notice.sent exit.recorded retracted resolved
municipality open-casefile in-scope: identity presence custody guardian permit protection return opinion measure social-file health rights tracing link
municipality search in-scope: identity presence
municipality pull in-scope: identity presence custody guardian permit protection return opinion measure social-file health rights tracing link
municipality record in-scope: here charge decrees wardships answered papers courses outcomes leaving written asking right.asked right.decided notice.sent exit.recorded retracted resolved
municipality open-casefile under-glass: identity presence custody guardian protection health link
municipality ask-custody under-glass: custody

prefecture list-notices nobody
prefecture open-notice addressed: identity presence custody guardian permit link
prefecture record addressed: notice.opened
prefecture open-notice own: identity presence custody guardian permit link
prefecture keep-staff nobody
prefecture hand-over nobody
prefecture count-census nobody
prefecture break-glass nobody
prefecture read-alerts nobody
prefecture record nobody: claims
prefecture record own: retracted
prefecture open-casefile in-territory: identity presence custody protection link
prefecture search in-territory: identity presence
prefecture ask-custody in-territory: custody
prefecture read-days in-territory
prefecture record in-territory: here notice.sent exit.recorded retracted resolved
prefecture open-casefile in-scope: identity presence custody link
prefecture search in-scope: identity presence
prefecture pull in-scope: identity presence custody link
prefecture record in-scope: here notice.sent exit.recorded retracted resolved
prefecture open-casefile under-glass: identity presence custody guardian protection health link
prefecture ask-custody under-glass: custody

region keep-staff nobody
region hand-over nobody
region count-census nobody
region record nobody: claims
region record own: retracted
region open-casefile in-territory: identity presence custody link
region search in-territory: identity presence
region ask-custody in-territory: custody
region open-casefile in-scope: identity presence custody link
region search in-scope: identity presence
region pull in-scope: identity presence custody link
region record in-scope: here exit.recorded retracted resolved

interior keep-staff nobody
interior hand-over nobody
interior count-census nobody
interior break-glass nobody
interior record nobody: claims
interior record own: retracted
interior pull in-scope: identity guardian tracing family-report link
interior record in-scope: informs
interior open-casefile entrusted: identity guardian tracing family-report link
interior record entrusted: informs
interior open-casefile under-glass: identity presence custody guardian protection health link
interior ask-custody under-glass: custody

police list-notices nobody
police open-notice addressed: identity presence custody guardian permit link
police record addressed: notice.opened
police open-notice own: identity presence custody guardian permit link
police keep-staff nobody
police hand-over nobody
police break-glass nobody
police read-alerts nobody
police record nobody: claims
police record own: retracted
police open-casefile in-territory: identity presence custody permit link
police search in-territory: identity presence
police ask-custody in-territory: custody
police open-casefile in-scope: identity presence custody link
police search in-scope: identity presence
police pull in-scope: identity presence custody link
police record in-territory: notice.sent permit.issued permit.refused permit.ended
police record in-scope: here notice.sent exit.recorded retracted resolved
police open-casefile under-glass: identity presence custody guardian protection health link
police ask-custody under-glass: custody

prosecutor list-notices nobody
prosecutor open-notice addressed: identity presence custody guardian permit social-file link
prosecutor record addressed: notice.opened
prosecutor keep-staff nobody
prosecutor hand-over nobody
prosecutor break-glass nobody
prosecutor read-alerts nobody
prosecutor open-casefile in-territory: identity presence custody guardian permit protection social-file rights link
prosecutor search in-territory: identity presence
prosecutor ask-custody in-territory: custody
prosecutor open-casefile under-glass: identity presence custody guardian protection health link
prosecutor ask-custody under-glass: custody

court list-notices nobody
court open-notice addressed: identity presence custody guardian permit link
court record addressed: notice.opened
court keep-staff nobody
court hand-over nobody
court break-glass nobody
court read-alerts nobody
court open-casefile in-territory: identity presence custody guardian permit protection social-file rights link opinion
court search in-territory: identity presence
court ask-custody in-territory: custody
court record in-territory: decrees answered extension.decided resolved
court open-casefile under-glass: identity presence custody guardian protection health link
court ask-custody under-glass: custody

family-department keep-staff nobody
family-department hand-over nobody
family-department count-census nobody

tracing-partner read-alerts nobody
tracing-partner keep-staff nobody
tracing-partner hand-over nobody
tracing-partner record own: retracted
tracing-partner open-casefile entrusted: identity tracing family-report link
tracing-partner record entrusted: working
tracing-partner pull in-scope: identity tracing family-report link
tracing-partner record in-scope: working

guardian read-alerts nobody
guardian open-casefile ward: all
guardian ask-custody ward: custody
guardian ask-looks ward
guardian record ward: answered guardian.noted asking right.asked

centre keep-staff nobody
centre hand-over nobody
centre push nobody
centre read-alerts nobody
centre pull nobody
centre record nobody: claims
centre record own: here retracted
centre open-casefile expected: identity presence custody guardian permit protection measure social-file health link
centre search expected: identity presence
centre open-casefile in-scope: identity presence custody guardian permit protection measure social-file health tracing rights link
centre search in-scope: identity presence
centre pull in-scope: identity presence custody guardian permit protection measure social-file health tracing rights link
centre record in-scope: here wardships papers courses written asking right.asked notice.sent exit.recorded retracted resolved
centre open-casefile entrusted: identity tracing family-report link

auditor hand-over nobody
auditor read-notices nobody
auditor read-retention nobody
auditor read-lines nobody
auditor review-looks nobody
auditor ask-looks nobody
auditor ask-holdings nobody

system ask-custody nobody: custody
system count-census nobody
system read-events nobody
`

// groups are the kinds that stand together above.
var groups = map[string]string{
	"claims": "minor.registered minor.found identity.stated identity.alias identifier.stated document.added notice.given relative.stated " +
		"identity.disputed border.refusal-attempted",
	"here": "placement.began placement.ended transfer.departed transfer.arrived absence.reported absence.ended " +
		"transfer.refused transfer.withdrawn presence.confirmed place.reserved place.released",
	"charge":    "custody.taken custody.released custody.offered custody.accepted custody.refused",
	"decrees":   "age.decided guardian.appointed guardian.ended age.ordered age.appealed",
	"wardships": "guardian.asked guardian.provisional guardian.noted",
	"answered":  "guardian.accepted guardian.declined",
	"papers":    "permit.asked permit.issued protection.asked",
	"courses":   "measure.enrolled measure.ended",
	"outcomes":  "permit.refused permit.ended protection.decided",
	"leaving":   "return.asked return.decided opinion.asked extension.asked extension.decided",
	"written":   "socialfile.interview socialfile.plan socialfile.photograph socialfile.note",
	"asking": "tracing.proposed tracing.consented tracing.declined tracing.withdrawn tracing.assessed tracing.requested " +
		"tracing.clarification-asked tracing.clarification-answered tracing.minor-informed tracing.closed",
	"working": "tracing.contacted tracing.reported tracing.translated tracing.entrusted tracing.withdrawn " +
		"tracing.clarification-asked tracing.clarification-answered",
	"directing": "tracing.received tracing.entrusted tracing.forwarded tracing.minor-informed tracing.closed tracing.withdrawn " +
		"tracing.clarification-asked tracing.clarification-answered",
	"informs": "tracing.minor-informed tracing.withdrawn tracing.clarification-asked tracing.clarification-answered",
	"links":   "link.same link.distinct link.parted assigned",
}

type cell struct {
	role     access.Role
	action   access.Action
	relation access.Relation
}

// told reads what above: for each cell that is allowed, its words.
func told(t *testing.T) map[cell][]string {
	t.Helper()
	var all []string
	for _, s := range change.Sections() {
		all = append(all, string(s))
	}
	out := map[cell][]string{}
	for line := range strings.Lines(what) {
		head, tail, _ := strings.Cut(strings.TrimSpace(line), ":")
		if head == "" {
			continue
		}
		f := strings.Fields(head)
		if len(f) != 3 {
			t.Fatalf("not a cell: %q", line)
		}
		c := cell{access.Role(f[0]), access.Action(f[1]), access.Relation(f[2])}
		if _, twice := out[c]; twice {
			t.Fatalf("a cell that is there twice: %v", c)
		}
		words := []string{}
		for _, w := range strings.Fields(tail) {
			switch {
			case w == "all":
				words = append(words, all...)
			case groups[w] != "":
				words = append(words, strings.Fields(groups[w])...)
			default:
				words = append(words, w)
			}
		}
		out[c] = words
	}
	return out
}

func TestOnlyAnAdministratorKeepsTheDirectory(t *testing.T) {
	for _, role := range access.Roles() {
		for _, a := range []access.Action{access.KeepDirectory, access.KeepStaff} {
			if err := access.Allow(access.Caller{Role: role, Scopes: everyScope}, a); !fault.Is(err, fault.Denied) {
				t.Errorf("%s %s without being an administrator: got %v, want denied", role, a, err)
			}
		}
	}
}

func TestEveryCellIsAllowedOrDeniedAsThePolicySays(t *testing.T) {
	allowed := told(t)
	cells := 0
	for _, role := range access.Roles() {
		for _, a := range access.Actions() {
			_, always := allowed[cell{role, a, access.Nobody}]
			for _, rel := range access.Relations() {
				cells++
				_, want := allowed[cell{role, a, rel}]
				want = want || always
				err := access.Allow(access.Caller{Role: role, Scopes: everyScope, Administrator: true}, a, rel)
				if (err == nil) != want {
					t.Errorf("%s %s as %s: got %v, want allowed %v", role, a, rel, err, want)
				}
				if err != nil && !fault.Is(err, fault.Denied) {
					t.Errorf("%s %s as %s: kind %v, want denied", role, a, rel, fault.KindOf(err))
				}
			}
		}
	}
	if want := 14 * 31 * 10; cells != want {
		t.Errorf("walked %d cells, want %d: a role, action or relation came or went", cells, want)
	}
}

func TestEveryCellShowsTheSectionsThatThePolicySays(t *testing.T) {
	allowed := told(t)
	for _, role := range access.Roles() {
		for _, a := range access.Actions() {
			for _, rel := range access.Relations() {
				words := append(slices.Clone(allowed[cell{role, a, rel}]), allowed[cell{role, a, access.Nobody}]...)
				got := access.Shown(role, a, rel)
				for _, s := range change.Sections() {
					if want := slices.Contains(words, string(s)); slices.Contains(got, s) != want {
						t.Errorf("%s %s as %s: shown %s: got %v, want %v", role, a, rel, s, !want, want)
					}
				}
			}
		}
	}
}

// sectionFor is a section in which a kind may be written: its own, or presence
// for those that take the section of what they concern.
func sectionFor(e change.Entry) change.Section {
	if e.Kind == note {
		return change.SocialFile
	}
	if e.Section == "" {
		return change.Presence
	}
	return e.Section
}

func TestEveryCellWritesTheKindsThatThePolicySays(t *testing.T) {
	allowed := told(t)
	for _, role := range access.Roles() {
		for _, rel := range access.Relations() {
			words := append(slices.Clone(allowed[cell{role, access.Record, rel}]), allowed[cell{role, access.Record, access.Nobody}]...)
			for _, e := range change.Catalogue() {
				in := sectionFor(e)
				if role == access.Court && e.Section == "" {
					in = change.Guardian // it writes nothing about presence
				}
				if role == access.TracingPartner && e.Section == "" {
					in = change.Tracing // nor does it
				}
				got := access.MayWrite(role, e.Kind, in, rel)
				if want := slices.Contains(words, e.Kind); got != want {
					t.Errorf("%s writes %s as %s: got %v, want %v", role, e.Kind, rel, got, want)
				}
			}
			if access.MayWrite(role, "no.such-kind", change.Identity, rel) {
				t.Errorf("%s as %s writes a kind that there is none of", role, rel)
			}
		}
	}
}

func TestEveryKindOfTheCatalogueHasSomebodyWhoMayWriteIt(t *testing.T) {
	for _, e := range change.Catalogue() {
		named := false
		for c, words := range told(t) {
			named = named || c.action == access.Record && slices.Contains(words, e.Kind)
		}
		if !named {
			t.Errorf("%s: the policy does not say who may write it", e.Kind)
		}
	}
	for _, words := range told(t) {
		for _, w := range words {
			_, kind := change.Lookup(w)
			if !kind && !change.Section(w).Valid() {
				t.Errorf("%q is no kind and no section", w)
			}
		}
	}
}

func TestWhatIsTakenBackOrDecidedIsInASectionThatTheRoleWritesIn(t *testing.T) {
	for _, c := range []struct {
		role access.Role
		in   change.Section
		want bool
	}{
		{access.Centre, change.Presence, true},
		{access.Centre, change.Identity, true},
		{access.Centre, change.Custody, false},
		{access.Municipality, change.Custody, true},
		{access.Prefecture, change.Custody, false},
		{access.Ministry, change.Custody, true},
		{access.Ministry, change.Health, true}, // notes
	} {
		if got := access.MayWrite(c.role, change.Retracted{}.Kind(), c.in, access.InScope); got != c.want {
			t.Errorf("%s takes back in %s: got %v, want %v", c.role, c.in, got, c.want)
		}
	}
}

func TestWhoIsShownASectionOfACasefileIsShownItsLinks(t *testing.T) {
	for _, c := range access.Matrix() {
		if c.Action != access.OpenCasefile && (c.Action != access.Pull || c.Relation == access.Nobody) {
			continue
		}
		if !slices.Contains(c.Sections, change.Link) {
			t.Errorf("%s %s as %s does not see links", c.Role, c.Action, c.Relation)
		}
	}
}

func TestTheMatrixHasEveryCellOnceAndIsTheCallersOwn(t *testing.T) {
	allowed := told(t)
	seen := map[cell]bool{}
	for _, c := range access.Matrix() {
		at := cell{c.Role, c.Action, c.Relation}
		if _, ok := allowed[at]; !ok || seen[at] {
			t.Errorf("%v: there twice, or not allowed", at)
		}
		seen[at] = true
		for i := range c.Sections {
			c.Sections[i] = "changed"
		}
	}
	if len(seen) != len(allowed) {
		t.Errorf("got %d cells, want %d", len(seen), len(allowed))
	}
	if slices.Contains(access.Shown(access.Ministry, access.OpenCasefile), "changed") {
		t.Error("who reads the matrix can change it")
	}
}

func TestNobodyIsShownMoreUnderGlassThanTheMinistrySees(t *testing.T) {
	for _, role := range access.Roles() {
		breaks := access.Allow(access.Caller{Role: role}, access.BreakGlass) == nil
		opens := len(access.Shown(role, access.OpenCasefile, access.UnderGlass)) > len(access.Shown(role, access.OpenCasefile))
		if breaks != opens {
			t.Errorf("%s: may break the glass %v, and is shown something by it %v", role, breaks, opens)
		}
		for _, section := range access.Shown(role, access.OpenCasefile, access.UnderGlass) {
			if !slices.Contains(access.Shown(access.Ministry, access.OpenCasefile), section) {
				t.Errorf("%s: is shown %s under glass, which the Ministry is not", role, section)
			}
		}
		for _, e := range change.Catalogue() {
			if access.MayWrite(role, e.Kind, e.Section, access.UnderGlass) && !access.MayWrite(role, e.Kind, e.Section) {
				t.Errorf("%s: writes %s because of a glass", role, e.Kind)
			}
		}
	}
}

func TestSectionsAreThoseThatTravelToAnOfficesInstallations(t *testing.T) {
	for _, role := range access.Roles() {
		got, want := access.Sections(role), access.Shown(role, access.Pull, access.InScope)
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", role, got, want)
		}
	}
	if got := access.Sections(access.Auditor); len(got) != 0 {
		t.Errorf("to an auditor's installations travels %v", got)
	}
}
