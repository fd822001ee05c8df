package webui

import (
	"strconv"

	"faro.example/registry/lookup"
	"faro.example/shared/access"
	law "faro.example/shared/notice"
	"faro.example/shared/pages"
)

// tries are the three pages that somebody of a role is shown first, in the order
// of the words how.ROLE.1 to 3.
func tries(r access.Role) []string {
	all := pathList + string(lookup.Everybody)
	switch r {
	case access.Ministry:
		return []string{pathCensus, pathQueues, pathCandidates}
	case access.Municipality:
		return []string{pathHome, pathFind, pathNew}
	case access.Prefecture:
		return []string{pathLetters, pathPlaces, all}
	case access.Region:
		return []string{all, pathPlaces, pathCensus}
	case access.Interior:
		return []string{pathQueues, pathCensus, pathGlass}
	case access.Police:
		return []string{pathQueues, pathLetters, pathGlass}
	case access.Prosecutor:
		return []string{pathLetters, queueAt(lookup.Queue(lookup.Missing)), pathQueues}
	case access.Court:
		return []string{pathQueues, pathLetters, all}
	case access.FamilyDepartment:
		return []string{pathCensus, pathFlows, pathPlaces}
	case access.TracingPartner:
		return []string{pathHome, pathQueues + "/" + string(lookup.OthersTurn), pathDeadlines}
	case access.Guardian:
		return []string{pathHome, pathDeadlines, toldAt(law.About, "it")}
	case access.Auditor:
		return []string{pathReviews, pathLines, pathWhole}
	}
	return nil
}

// how shows what the reader's role does here: the first page after the first
// sign-in, and from the menu whenever it is wanted.
func (v *visit) how() error {
	role := string(v.who.Role)
	body := pages.Tour{Lead: v.say("how." + role), Know: v.say("how.kept"), First: pages.Link{Text: v.say("how.go"), Href: pathHome}}
	for i, at := range tries(v.who.Role) {
		key := "how." + role + "." + strconv.Itoa(i+1)
		body.Try = append(body.Try, pages.Trial{Link: pages.Link{Text: v.say(key), Href: at}, Why: v.say(key + ".why")})
	}
	return v.show("how", "how.title", body)
}
