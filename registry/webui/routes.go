package webui

import (
	"slices"

	"net/http"

	"faro.example/shared/access"
	"faro.example/shared/pages"
)

// The addresses of the pages. What stands in one is a word, a day or a handle
// (see [sealer]).
const (
	pathHome     = "/"
	pathList     = "/list/"
	pathOpen     = "/open"
	pathFind     = "/find"
	pathCustody  = "/custody"
	pathCasefile = "/casefile/"
	pathNew      = "/new"
	pathGlass    = "/glass"
	pathNotices  = "/notices"
	pathForm     = "/form/"
	pathDecide   = "/decide"

	pathCandidates = "/candidates"
	pathStaff      = "/staff"
	pathRemarks    = "/remarks"
	pathPart       = "/part"
	pathHeld       = "/held"
	pathHouses     = "/structures"
	pathAlerts     = "/alerts"
	pathDeadlines  = "/deadlines"
	// PathHow is where who has never signed in before is led: from a provider's page.
	PathHow       = "/how"
	pathQueues    = "/queues"
	pathContacts  = "/contacts"
	pathPartners  = "/partners"
	pathPlaces    = "/places"
	pathCentres   = "/centres"
	pathEnrol     = "/centres/new"
	pathLost      = "/centres/lost"
	pathProposals = "/proposals"
	pathCatalogue = "/directory"
)

func (p *Pages) routes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return append(append(p.auditRoutes(), p.retentionRoutes()...), []route{
		{get, pathHome, (*visit).home},
		{get, PathHow, (*visit).how},
		{get, PathLive, (*visit).live},
		{get, pathList + ":which", (*visit).list},
		{post, pathOpen, (*visit).open},
		{get, pathFind, (*visit).find},
		{post, pathFind, (*visit).found},
		{get, pathCustody, (*visit).custody},
		{post, pathCustody, (*visit).custodyOn},
		{get, pathCasefile + ":handle", (*visit).casefile},
		{get, pathCasefile + ":handle/" + "form/:form", (*visit).form},
		{get, pathCasefile + ":handle/conflict/:slot", (*visit).conflict},
		{get, pathCasefile + ":handle/paper/:letter", (*visit).paper},
		{get, pathCasefile + ":handle/tracing/:tracing", (*visit).tracing},
		{get, pathRemarks + "/:handle", (*visit).remark},
		{post, pathRemarks, (*visit).sendRemark},
		{get, pathCasefile + ":handle/part", (*visit).part},
		{get, pathCasefile + ":handle/looks", (*visit).looks},
		{post, pathPart, (*visit).parted},
		{get, pathHeld, (*visit).held},
		{get, pathHeld + "/:handle", (*visit).heldOne},
		{post, pathHeld, (*visit).assign},
		{get, pathNew, (*visit).arrival},
		{post, PathSend, (*visit).send},
		{post, pathDecide, (*visit).decide},
		{get, pathCandidates, (*visit).candidates},
		{post, pathCandidates, (*visit).join},
		{get, pathCandidates + "/:handle", (*visit).compare},
		{get, pathSought, (*visit).sought},
		{post, pathSought, (*visit).decideSought},
		{get, pathSought + "/:handle", (*visit).soughtBeside},
		{get, pathAlerts, (*visit).alerts},
		{get, pathDeadlines, (*visit).deadlines},
		{get, pathQueues, (*visit).queues},
		{get, pathQueues + "/:queue", (*visit).queue},
		{get, pathQueues + "/:queue/next", (*visit).nextOnQueue},
		{get, pathPlaces, (*visit).places},
		{get, pathGlance, (*visit).glance},
		{get, pathCensus, (*visit).census},
		{get, pathSeries, (*visit).series},
		{get, pathFlows, (*visit).flows},
		{get, pathDifference, (*visit).difference},
		{get, pathBehind, (*visit).children},
		{get, pathQuestions, (*visit).savedQuestions},
		{post, pathQuestions, (*visit).saveQuestion},
		{get, pathQuestions + "/:question", (*visit).savedQuestion},
		{post, pathQuestions + "/:question", (*visit).withdrawQuestion},
		{get, pathQuestions + "/:question/:format", (*visit).exportQuestion},
		{get, pathDays, (*visit).days},
		{post, pathDays, (*visit).drawDays},
		{get, pathDays + "/:town/:quarter/:number", (*visit).statement},
		{get, pathDays + "/:town/:quarter/:number/:format", (*visit).daysSheet},
		{get, pathPublish, (*visit).publications},
		{post, pathPublish, (*visit).draft},
		{get, pathPublish + "/:name", (*visit).publication},
		{post, pathPublish + "/:name", (*visit).sendDraft},
		{get, PathLists, (*visit).askList},
		{post, PathLists, (*visit).compareList},
		{post, PathListsFile, (*visit).listFile},
		{get, pathGlass, (*visit).glass},
		{post, pathGlass, (*visit).breakGlass},
		{get, pathNotices, (*visit).notices},
		{get, pathCasefile + ":handle/mine/:lang", (*visit).mine},
		{get, pathCasefile + ":handle/social", (*visit).social},
		{get, pathCasefile + ":handle" + pathRights, (*visit).rights},
		{get, pathCasefile + ":handle/social/:as", (*visit).socialPaper},
		{get, pathTold + "/:text/:lang", (*visit).toldSheet},
		{get, pathTold + "/:text/:lang/:as", (*visit).toldSheet},
		{get, pathLetters, (*visit).letters},
		{post, pathLetters, (*visit).openLetter},
		{get, pathLetters + "/:handle", (*visit).letter},
		{get, pathLetters + "/:handle/:as", (*visit).letterPaper},
	}...)
}

// auditRoutes are the pages of the auditors, and of long work.
func (p *Pages) auditRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, pathLines, (*visit).askLines},
		{post, pathLines, (*visit).findLines},
		{get, pathLines + "/:handle", (*visit).lines},
		{get, pathLine + "/:handle", (*visit).line},
		{get, pathProof + ":handle", (*visit).proof},
		{get, pathKey, (*visit).publicKey},
		{get, pathWhole, (*visit).wholeRecord},
		{get, pathWhole + "/:number", (*visit).verified},
		{get, pathHoldings, (*visit).askHoldings},
		{post, pathHoldings, (*visit).findHoldings},
		{get, pathHoldings + "/:handle", (*visit).holdings},
		{get, pathReviews, (*visit).reviews},
		{get, pathReviews + "/:handle", (*visit).review},
		{post, pathReviews, (*visit).sendReview},
		{get, pathFindings, (*visit).findings},
		{get, pathFindings + "/:number", (*visit).finding},
		{post, pathFindings, (*visit).sendFinding},
		{get, pathRules, (*visit).rules},
		{post, pathRules, (*visit).setRule},
		{post, pathWatched, (*visit).watchChild},
		{get, pathWork, (*visit).work},
		{get, pathWork + "/:job", (*visit).workOne},
		{get, pathWork + "/:job/file", (*visit).workFile},
		{post, pathWork + "/stop", (*visit).stopWork},
		{post, pathWork + "/verify", (*visit).verify},
		{post, pathWork + "/lines", (*visit).exportLines},
		{post, pathWork + "/sweep", (*visit).sweep},
	}
}

// seldom are pages that are not wanted each day: of a long menu they are folded.
var seldom = []string{
	pathCustody, pathCandidates, pathSought, PathLists, pathHeld, pathAlerts, pathPlaces, pathCentres, pathQuestions, pathDays, pathPublish, pathStaff, pathProposals, pathCatalogue, pathContacts, pathPartners, pathNotices, pathRetention, pathHoldings, pathRules, pathWork, PathHow,
}

// oneLine is how many pages a menu shows in one line. Arbitrary: at a desk's width.
const oneLine = 9

// folded parts a menu that is too long for one line.
func folded(all []pages.Link) (daily, more []pages.Link) {
	if len(all) <= oneLine {
		return all, nil
	}
	for _, l := range all {
		if slices.Contains(seldom, l.Href) {
			more = append(more, l)
		} else {
			daily = append(daily, l)
		}
	}
	return daily, more
}

// nav are the pages that the reader's role has something on.
func (v *visit) nav() []pages.Link {
	here := v.c.FullPath()
	var out []pages.Link
	add := func(may bool, path, key, letter string) {
		if may {
			out = append(out, pages.Link{Text: v.say(key), Href: path, Here: here == path, Key: letter})
		}
	}
	switch {
	case v.looksOver():
		add(true, pathHome, "nav.nation", "h")
		out[0].Here = here == pathHome || here == pathGlance
	case v.guards():
		add(true, pathHome, "nav.wards", "h")
	default:
		add(true, pathHome, "nav.home", "h")
		add(v.counts(), pathGlance, "nav.nation", "")
	}
	add(v.searches(), pathFind, "nav.find", "f")
	add(v.asks(), pathCustody, "nav.custody", "c")
	add(v.registers(), pathNew, "nav.new", "n")
	add(v.attends(), pathHouses, "nav.houses", "")
	add(v.compares(), pathCandidates, "nav.candidates", "")
	add(v.seeks(), pathSought, "nav.sought", "")
	add(v.searches(), PathLists, "nav.lists", "")
	add(v.assigns(), pathHeld, "nav.held", "")
	add(v.corresponds(), pathLetters, "nav.letters", "")
	add(v.told(), pathDeadlines, "nav.deadlines", "d")
	add(v.hasQueues(), pathQueues, "nav.queues", "")
	add(v.told() && v.who.Role == access.Guardian, pathAlerts, "nav.alerts", "")
	add(v.counts(), pathPlaces, "nav.places", "")
	add(v.operates(), pathCentres, "nav.centres", "")
	add(v.counts(), pathCensus, "nav.census", "")
	add(v.counts(), pathQuestions, "nav.questions", "")
	add(v.readsDays(), pathDays, "nav.days", "")
	add(v.publishes(), pathPublish, "nav.publications", "")
	add(access.Allow(v.who, access.BreakGlass) == nil, pathGlass, "nav.glass", "")
	add(v.retains(), pathRetention, "nav.retention", "")
	add(v.keeps(), pathStaff, "nav.staff", "")
	add(v.keeps(), pathProposals, "nav.proposals", "")
	add(v.catalogs(), pathCatalogue, "nav.catalogue", "")
	add(v.keeps(), pathContacts, "nav.contacts", "")
	add(v.agrees(), pathPartners, "nav.partners", "")
	add(v.audits(), pathLines, "nav.lines", "f")
	add(v.judges(), pathReviews, "nav.reviews", "")
	add(v.judges(), pathFindings, "nav.findings", "")
	add(v.audits(), pathWhole, "nav.whole", "")
	add(v.asksHoldings(), pathHoldings, "nav.holdings", "")
	add(v.judges(), pathRules, "nav.rules", "")
	add(access.Allow(v.who, access.ReadNotices) == nil, pathNotices, "nav.notices", "")
	add(v.works(), pathWork, "nav.work", "")
	add(true, PathHow, "nav.how", "")
	return out
}

// searches reports whether there are minors among whom the reader may search.
func (v *visit) searches() bool {
	return access.Allow(v.who, access.Search, access.InTerritory, access.InCustody, access.InScope) == nil
}

// asks reports whether there are minors of whom the reader may ask who has custody.
func (v *visit) asks() bool {
	return access.Allow(v.who, access.AskCustody, access.InTerritory, access.InCustody, access.UnderGlass, access.Ward) == nil
}

// registers reports whether the reader writes for structures or for the own office.
func (v *visit) registers() bool {
	return v.who.Role == access.Municipality || v.who.Role == access.Ministry
}

// flash is what the page before has done, by a word in the address.
func (v *visit) flash() []pages.Notice {
	var out []pages.Notice
	if key := "done." + v.c.Query("done"); v.kit.Knows(key) {
		out = append(out, pages.Notice{Tone: pages.Good, Text: v.say(key)})
	}
	if v.c.Query("end") != "" {
		out = append(out, pages.Notice{Tone: pages.Neutral, Text: v.say("queue.end")})
	}
	return out
}
