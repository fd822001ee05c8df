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
	pathHow        = "/how"
	pathQueues     = "/queues"
	pathContacts   = "/contacts"
	pathPartners   = "/partners"
	pathPlaces     = "/places"
	pathCentres    = "/centres"
	pathGaps       = "/custody/gaps"
)

func (p *Pages) routes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, pathHome, (*visit).home},
		{get, pathHow, (*visit).how},
		{get, PathLive, (*visit).live},
		{get, pathList + ":which", (*visit).list},
		{post, pathOpen, (*visit).open},
		{get, pathFind, (*visit).find},
		{post, pathFind, (*visit).found},
		{get, pathCustody, (*visit).custody},
		{post, pathCustody, (*visit).custodyOn},
		{get, pathGaps, (*visit).gaps},
		{get, pathCasefile + ":handle", (*visit).casefile},
		{get, pathCasefile + ":handle/" + "form/:form", (*visit).form},
		{get, pathCasefile + ":handle/conflict/:slot", (*visit).conflict},
		{get, pathCasefile + ":handle/paper/:letter", (*visit).paper},
		{get, pathCasefile + ":handle/tracing/:tracing", (*visit).tracing},
		{get, pathStaff, (*visit).staff},
		{post, pathStaff, (*visit).makeCode},
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
		{get, pathHouses, (*visit).houses},
		{get, pathHouses + "/:handle/:form", (*visit).house},
		{post, pathHouses + "/:form", (*visit).sendHouse},
		{get, pathAlerts, (*visit).alerts},
		{get, pathDeadlines, (*visit).deadlines},
		{get, pathQueues, (*visit).queues},
		{get, pathContacts, (*visit).contacts},
		{post, pathContacts, (*visit).stateContact},
		{get, pathPartners, (*visit).partners},
		{post, pathPartners, (*visit).stateAgreement},
		{get, pathQueues + "/:queue", (*visit).queue},
		{get, pathPlaces, (*visit).places},
		{get, pathCentres, (*visit).centres},
		{get, pathCensus, (*visit).census},
		{get, pathSeries, (*visit).series},
		{get, pathFlows, (*visit).flows},
		{get, pathDifference, (*visit).difference},
		{get, pathBehind, (*visit).children},
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
	}
}

// seldom are pages that are not wanted each day: of a long menu they are folded.
var seldom = []string{
	pathGaps, PathLists, pathHeld, pathAlerts, pathPlaces, pathCentres, pathDays, pathPublish, pathStaff, pathContacts, pathPartners, pathNotices, pathHow,
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
	if v.guards() {
		add(true, pathHome, "nav.wards", "h")
	} else {
		add(true, pathHome, "nav.home", "h")
	}
	add(v.searches(), pathFind, "nav.find", "f")
	add(v.asks(), pathCustody, "nav.custody", "c")
	add(v.answers(), pathGaps, "nav.gaps", "")
	add(v.registers(), pathNew, "nav.new", "n")
	add(v.attends(), pathHouses, "nav.houses", "")
	add(v.compares(), pathCandidates, "nav.candidates", "")
	add(v.seeks(), pathSought, "nav.sought", "")
	add(v.searches(), PathLists, "nav.lists", "")
	add(v.assigns(), pathHeld, "nav.held", "")
	add(v.corresponds(), pathLetters, "nav.letters", "")
	add(v.told(), pathDeadlines, "nav.deadlines", "d")
	add(v.hasQueues(), pathQueues, "nav.queues", "")
	add(v.told(), pathAlerts, "nav.alerts", "")
	add(v.counts(), pathPlaces, "nav.places", "")
	add(v.operates(), pathCentres, "nav.centres", "")
	add(v.counts(), pathCensus, "nav.census", "")
	add(v.readsDays(), pathDays, "nav.days", "")
	add(v.publishes(), pathPublish, "nav.publications", "")
	add(access.Allow(v.who, access.BreakGlass) == nil, pathGlass, "nav.glass", "")
	add(v.keeps(), pathStaff, "nav.staff", "")
	add(v.keeps(), pathContacts, "nav.contacts", "")
	add(v.agrees(), pathPartners, "nav.partners", "")
	add(access.Allow(v.who, access.ReadNotices) == nil, pathNotices, "nav.notices", "")
	add(true, pathHow, "nav.how", "")
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
	key := "done." + v.c.Query("done")
	if v.c.Query("done") == "" || !v.kit.Knows(key) {
		return nil
	}
	return []pages.Notice{{Tone: pages.Good, Text: v.say(key)}}
}
