package webui

import "net/http"

// officeRoutes are the pages of those who keep the directory, the structures and
// the installations.
func officeRoutes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, pathStaff, (*visit).staff},
		{post, pathStaff, (*visit).makeCode},
		{get, pathStaff + "/new", (*visit).newPerson},
		{post, pathStaff + "/new", (*visit).sendNewPerson},
		{get, pathStaff + "/person/:handle", (*visit).personPage},
		{post, pathStaff + "/person/:handle", (*visit).sendPerson},
		{get, pathCatalogue, (*visit).catalogue},
		{get, pathCatalogue + "/:what", (*visit).entry},
		{post, pathCatalogue + "/:what", (*visit).sendEntry},
		{post, pathCatalogue + "/doubles", (*visit).joinHouses},
		{get, pathProposals, (*visit).proposals},
		{post, pathProposals, (*visit).decideProposal},
		{get, pathHouses, (*visit).houses},
		{get, pathHouses + "/:handle/:form", (*visit).house},
		{post, pathHouses + "/:form", (*visit).sendHouse},
		{get, pathContacts, (*visit).contacts},
		{post, pathContacts, (*visit).stateContact},
		{get, pathPartners, (*visit).partners},
		{post, pathPartners, (*visit).stateAgreement},
		{get, pathCentres, (*visit).centres},
		{get, pathEnrol, (*visit).enrol},
		{post, pathEnrol, (*visit).invite},
		{get, pathCentres + "/root", (*visit).root},
		{post, pathCentres + "/codes", (*visit).takeBack},
		{get, pathLost + "/:handle", (*visit).lost},
		{get, pathLost + "/:handle/:as", (*visit).lostFile},
		{get, pathCentres + "/:handle", (*visit).centre},
		{post, pathCentres + "/:handle", (*visit).revoke},
		{get, pathCentres + "/:handle/lost", (*visit).askLost},
		{post, pathCentres + "/:handle/lost", (*visit).reportLost},
	}
}
