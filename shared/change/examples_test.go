package change_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/placement"
	"faro.example/shared/protection"
	"faro.example/shared/tracing"
)

// numbered gives an identifier that ends in n.
func numbered[ID ~[16]byte](n int) ID {
	return ID(id.Must[int](fmt.Sprintf("019b0000-0000-7000-8000-%012x", n)))
}

// on gives a day of 2026.
func on(month time.Month, d int) day.Date { return day.Of(2026, month, d) }

// example is a body with every field set that can be set together, and what
// is not the same in every header.
type example struct {
	body    change.Body
	section change.Section // only for kinds that take that of what they concern
	dress   func(*change.Header)
}

// examples has one body for each kind of the catalogue. They are frozen by the
// vectors in testdata: what is written here can be added to, never changed.
func examples() []example {
	f1, f2 := facility.At(numbered[facility.ID](0xf1)), facility.At(numbered[facility.ID](0xf2))
	words := facility.Place{Words: "Casa del sole, Siracusa", Type: facility.Family}
	return append([]example{
		{body: minor.Registered{Code: "1234567889", Tag: "A-017"}},
		{body: minor.Found{
			Mode: minor.ByLanding, Landing: &minor.Landing{ID: numbered[minor.LandingID](0x1a), On: on(time.March, 29), Place: "Augusta", Vessel: "Diciotti"},
			Place: "molo 3", Municipality: "089001", Authority: "Questura di Siracusa", Relatives: "a brother of 11",
			Condition: "dehydrated", Support: "none", Stay: "Augusta, port", Measures: "medical visit",
		}},
		{body: identityStated(), dress: func(h *change.Header) { h.StandIn = "Anna \"la\" Volontè" }},
		{body: minor.IdentityAlias{Name: minor.Name{Given: "Mamadou"}, Source: minor.ByAuthority}},
		{body: minor.IdentifierStated{Scheme: minor.PoliceNumber, Value: "CUI 06Z1X7Q"}},
		{body: minor.DocumentAdded{
			Type: "passport", Number: "AB1234567", Country: "GN", Expires: on(time.December, 31), Photo: true,
			File: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		}},
		{body: minor.NoticeGiven{Text: "privacy-2026-1", Language: "ff-Latn", Explained: "by a mediator"}},
		{body: placement.Began{At: f1, Bed: "12b"}, dress: func(h *change.Header) {
			h.On = day.At(time.Date(2026, 3, 29, 3, 30, 0, 0, day.Rome))
		}},
		{body: placement.Ended{At: words, Reason: "moved out"}},
		{body: movement.Departed{From: f1, To: f2}, dress: everySeen},
		{body: movement.Arrived{At: f2, From: &words}},
		{body: movement.AbsenceReported{From: f2, Report: "SR-2026-118"}},
		{body: movement.AbsenceEnded{At: &f1}},
		{body: movement.ExitRecorded{Reason: movement.FamilyReunification}},
		{body: custody.Taken{
			By:     numbered[institution.ID](0xc1),
			Decree: &institution.Decree{Court: "Tribunale per i minorenni di Catania", Number: "77/2026", On: on(time.March, 2)},
		}},
		{body: custody.Released{By: numbered[institution.ID](0xc1), Reason: "handed over"}},
		{body: change.Retracted{Record: numbered[change.ID](0x77), Reason: "wrong child"}, section: change.Custody},
		{body: change.Resolved{
			Slot: "birth", Saw: []change.ID{numbered[change.ID](0x78), numbered[change.ID](0x79)},
			Third:  json.RawMessage(`{"date":"2009-05-01","precision":"month","provenance":"documented"}`),
			Reason: "the passport came",
		}, section: change.Identity, dress: func(h *change.Header) {
			h.Was = change.Ref{Agent: numbered[change.AgentID](0xa2), Seq: 9_007_199_254_740_992}
		}},
		{body: change.LinkSame{Minors: []minor.ID{numbered[minor.ID](0x0b), numbered[minor.ID](0x0d)}, Reason: "the same scar"}},
		{body: change.LinkDistinct{Minor: numbered[minor.ID](0x0b), Reason: "both were seen on one day"}},
		{body: change.LinkParted{
			Minors: []minor.ID{numbered[minor.ID](0x0b)}, Apart: []minor.ID{numbered[minor.ID](0x0d)},
			Records: []change.Assignment{{Record: numbered[change.ID](0x7a), Minor: numbered[minor.ID](0x0d)}},
			Reason:  "a brother",
		}},
		{body: change.Assigned{Record: numbered[change.ID](0x7b), Minor: numbered[minor.ID](0x0d), Reason: "says the centre"}},
		{body: change.Erased{Rule: "majority", Asked: numbered[institution.PersonID](0xa1)}},
		{body: change.Struck{
			Record: numbered[change.ID](0x7b), Asked: numbered[institution.PersonID](0xa1), Reason: "of another child",
		}, section: change.SocialFile},
	}, slices.Concat(examplesOfStep4(), examplesOfProcedures(), examplesOfTracing(), examplesOfSocialFile(), examplesOfRights())...)
}

// examplesOfTracing are those of tracing a family.
func examplesOfTracing() []example {
	t, told := numbered[tracing.ID](0x7f), tracing.Told{
		Explained: "what is looked for, by whom, and that it can be stopped", Language: "ff-Latn", Mediator: "Aissatou Bah", Presence: "the guardian",
		Notice: "ricerca-familiari-2026-1", Withdraw: true,
	}
	record := func(n int) minor.RecordID { return numbered[minor.RecordID](n) }
	minorAndGuardian := []minor.Party{minor.TheMinor, minor.TheGuardian}
	family := &tracing.FamilyConsent{By: "Mariama Diallo, the mother", Told: told}
	account := tracing.Account{
		Summary: "la mère a été trouvée à Labé", Area: "une région de montagne", Family: "quatre enfants", Before: "à l'école jusqu'à 14 ans",
		Motives: "le travail", Schooling: "le collège", Training: "aucune", Work: "au marché", Resources: "un oncle à Conakry",
	}
	translated := tracing.Account{
		Summary: "la madre è stata trovata a Labé", Area: "una zona di montagna", Family: "quattro figli", Before: "a scuola fino a 14 anni",
		Motives: "il lavoro", Schooling: "la scuola media", Training: "nessuna", Work: "al mercato", Resources: "uno zio a Conakry",
	}
	return []example{
		{body: tracing.Proposed{
			By: tracing.BySocialServices, Reason: "asks for the mother every day", Interview: on(time.March, 28),
			Sought: []tracing.Person{{
				ID: numbered[tracing.PersonID](0x5a), Name: minor.Name{Given: "Mariama", Family: "Diallo"}, Sex: minor.Female, Year: 1980,
				Is: minor.Parent, Country: "GN", Place: "Labé", Phone: "+224 600 00 00 00", Note: "sells at the market", From: record(0x72),
			}},
		}},
		{body: tracing.Consented{Tracing: t, By: minorAndGuardian, Told: told}},
		{body: tracing.Declined{Tracing: t, By: []minor.Party{minor.TheGuardian}, Unheard: "an infant", Told: told, Reason: "the father is a danger"}},
		{body: tracing.Withdrawn{Tracing: t, By: minorAndGuardian, Reason: "is afraid for the mother"}},
		{body: tracing.Assessed{Tracing: t, Risk: tracing.NoRisk, Grounds: "the interview, and the reports on the area", Care: "not to speak with neighbours"}},
		{body: tracing.Requested{
			Tracing: t, Country: "GN", Asks: "how the family lives", OwnWish: true, Interest: "wants to know whether there is a school",
			Careful: "nothing of the journey", Replaces: record(0x73),
		}},
		{body: tracing.Received{Tracing: t, Request: record(0x74), Accepted: true, Number: "35/0004712", Reason: "complete"}},
		{body: tracing.Entrusted{
			Tracing: t, Partner: numbered[institution.ID](0xc4), Mission: numbered[institution.ID](0xc5), Country: "GN", Reason: "the family is there",
		}},
		{body: tracing.ClarificationAsked{Tracing: t, By: tracing.Partner, To: tracing.Asker, Asks: "which quarter of Labé?"}},
		{body: tracing.ClarificationAnswered{Tracing: t, Question: record(0x75), Says: "the one by the market"}},
		{body: tracing.Contacted{
			Tracing: t, Entrusted: record(0x76), Means: tracing.HomeVisit, Country: "GN", Place: "Labé", Finding: tracing.Reached,
			Persons: []tracing.PersonID{numbered[tracing.PersonID](0x5a)}, Consent: family, Interview: "elle demande de ses nouvelles", Note: "a second visit",
		}},
		{body: tracing.Reported{
			Tracing: t, Entrusted: record(0x76), Finding: tracing.Reached, Persons: []tracing.PersonID{numbered[tracing.PersonID](0x5a)}, Country: "GN",
			Consent: family, Language: "fr", Account: account,
			Files:    []minor.File{minor.FileOf(minor.PDF, []byte("a letter"))},
			Corrects: record(0x77), Agreed: &minor.Accord{By: []minor.Party{minor.TheRelatives}, On: on(time.March, 30), Language: "ff-Latn"},
		}},
		{body: tracing.Translated{Tracing: t, Report: record(0x78), Language: "it", By: "Rosa Esempio", Account: translated}},
		{body: tracing.Forwarded{
			Tracing: t, Report: record(0x78), Interior: numbered[institution.ID](0xc6), Number: "35/0004790", Says: "tell the minor with the mediator",
		}},
		{body: tracing.MinorInformed{
			Tracing: t, Report: record(0x78), Told: told, Also: []tracing.Hearer{tracing.HearsGuardian, tracing.HearsInterviewer}, Says: "wants to call",
		}},
		{body: tracing.Closed{Tracing: t, Outcome: tracing.FamilyFound, Reason: "the two speak every week"}},
	}
}

// examplesOfProcedures are those of permits, protection, return, opinion,
// extension of care and measures.
func examplesOfProcedures() []example {
	decree := institution.Decree{Court: "Tribunale per i minorenni di Catania", Number: "79/2026", On: on(time.March, 4)}
	carer := permit.Carer{Bond: permit.Guardianship, Status: permit.Italian, LivesWith: true}
	return []example{
		{body: permit.Asked{Type: permit.Family, By: permit.ByResponsibility, Carer: carer, Office: "Questura di Siracusa"}},
		{body: permit.Issued{Type: permit.Family, Number: "I12345678", Until: on(time.December, 1), Carer: carer}},
		{body: permit.Refused{Type: permit.Family, Reason: "the aunt lives elsewhere"}},
		{body: permit.Ended{Type: permit.MinorAge, Why: permit.Converted, Into: permit.Work}},
		{body: protection.Asked{Route: protection.Dublin, To: "FR", Number: "VESTANET 1", Office: "Questura di Ragusa"}},
		{body: protection.Decided{Route: protection.Dublin, To: "FR", Outcome: protection.Accepted, Number: "12/2026"}},
		{body: protection.ReturnAsked{To: "TN", OwnWish: true, Interest: "the mother is ill", Agreement: "AMIF 2026", Project: "Back home"}},
		{body: protection.ReturnDecided{Granted: true, Decree: decree, By: on(time.September, 30)}},
		{body: opinion.Asked{Into: "work", Papers: "contract, school report", Reason: "has a traineeship"}},
		{body: opinion.Given{Favourable: true, Number: "35/0004711", Reason: "two years of school"}},
		{body: opinion.ExtensionAsked{Reason: "to finish school", Until: day.Of(2028, time.May, 1)}},
		{body: opinion.ExtensionDecided{Granted: true, Until: day.Of(2028, time.May, 1), Decree: decree}},
		{body: minor.AgeOrdered{By: "Procura presso il Tribunale per i minorenni di Catania", Number: "88/2026", Doubt: "two documents, two birth dates"}},
		{body: minor.AgeAppealed{Court: "Corte d'appello di Catania, sezione minorenni", Decree: "12/2026", Number: "5/2026"}},
		{body: minor.IdentityDisputed{
			About: "birth", Of: numbered[minor.RecordID](0x7c), Dispute: numbered[minor.RecordID](0x7d), Answer: minor.Kept,
			Says: "the passport says otherwise", Language: "fr", With: "the guardian",
		}},
		{body: movement.RefusalAttempted{Where: "Ventimiglia", By: "the carrier", To: "FR", Done: "taken in by the town"}},
		{body: minor.NoticeSent{
			Matter: minor.PresenceKnown, As: minor.ToCourt, To: numbered[minor.AddresseeID](0xc3), About: numbered[minor.RecordID](0x7c),
			Protocol: "12/2026", Says: "the child asks for an interpreter",
		}, section: change.Presence},
		{body: minor.NoticeOpened{Notice: numbered[minor.RecordID](0x7e), Protocol: "4711/2026"}, section: change.Presence},
		{body: guardian.Asked{Court: "Tribunale per i minorenni di Catania", Number: "412/2026", Reason: "the guardian has moved away"}},
		{body: minor.DocumentAdded{
			Type: "passport", Number: "AB1234567", Country: "GN", Expires: on(time.December, 31), Photo: true,
			Files: []minor.File{{Digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Type: minor.JPEG, Size: 183402}},
		}},
		{body: guardian.Provisional{Holder: guardian.Who{Name: &minor.Name{Given: "Rosa", Family: "Esempio"}}}},
		{body: guardian.Accepted{Guardian: guardian.Who{Person: numbered[institution.PersonID](0xa1)}}},
		{body: guardian.Declined{Guardian: guardian.Who{Person: numbered[institution.PersonID](0xa1)}, Reason: "has moved away"}},
		{body: guardian.Noted{Text: "met the child, who asks about school", Question: true}},
		{body: measure.Enrolled{Programme: measure.Percorsi, Name: "Percorsi 4", With: "Coop. Il Faro"}},
		{body: measure.Ended{Programme: measure.Percorsi, Name: "Percorsi 4", Outcome: measure.Completed}},
		{body: guardian.Noted{Text: "the one in via Roma, from Monday", Answers: numbered[guardian.NoteID](0x7c)}},
		{body: corrected()},
	}
}

// examplesOfStep4 are those of the kinds and versions that came with conflicts,
// transfers in two halves and hand-overs.
func examplesOfStep4() []example {
	f1, f2 := facility.At(numbered[facility.ID](0xf1)), facility.At(numbered[facility.ID](0xf2))
	c1, c2 := numbered[institution.ID](0xc1), numbered[institution.ID](0xc2)
	decree := institution.Decree{Court: "Tribunale per i minorenni di Catania", Number: "78/2026", On: on(time.March, 3)}
	return []example{
		{body: minor.RelativeStated{Source: minor.OwnWord, Is: minor.Sibling, With: numbered[minor.ID](0x0b), Where: "in the same boat"}},
		{body: minor.AgeDecided{
			Found: minor.IsMinor, Margin: 24, Court: "Tribunale per i minorenni di Catania", Number: "12/2026",
			Birth: &minor.Birth{Date: day.Of(2009, time.May, 1), Precision: minor.ToMonth, Provenance: minor.Assessed},
		}},
		{body: placement.Began{At: f1, Bed: "12b", Reason: "extreme urgency: 212 landed tonight"}},
		{body: placement.Began{At: facility.Place{Words: "Casa famiglia, Sicilia", Area: "19"}}},
		{body: placement.Confirmed{At: f1, Days: day.Span{From: on(time.March, 1), Until: on(time.April, 1)}}},
		{body: placement.Reserved{At: f2, Type: facility.Second, Until: on(time.April, 15), Reason: "extreme urgency"}},
		{body: placement.Released{At: f2, Reason: "gone to family"}},
		{body: movement.Departed{From: f1, To: f2, Reason: "the brother is in hospital"}},
		{body: movement.Departed{From: f1, To: f2, With: []minor.ID{numbered[minor.ID](0x0b), numbered[minor.ID](0x0c)}}},
		{body: movement.Refused{From: f1, To: f2, Reason: "no bed is free"}},
		{body: movement.Withdrawn{From: f1, To: f2, Reason: "the coach did not come"}},
		{body: custody.Offered{By: c1, To: c2, Reason: "the child lives there now"}},
		{body: custody.Accepted{By: c2, From: c1}},
		{body: custody.Refused{By: c2, From: c1, Reason: "the child does not live here"}},
		{body: guardian.Appointed{
			Guardian: guardian.Who{Person: numbered[institution.PersonID](0x9a)}, Volunteer: true, Decree: decree, Reason: "a fourth, the brother of two",
		}},
		{body: guardian.Ended{Guardian: guardian.Who{Name: &minor.Name{Given: "Rosa", Family: "Conti"}}, Why: guardian.Resigned, Decree: &decree}},
	}
}

// identityStated has the awkward characters too: what JSON escapes and what it
// does not.
func identityStated() minor.IdentityStated {
	return minor.IdentityStated{
		Source: minor.PhotoDocument, Cites: "AB1234567 \\ \"bis\"\n<a&b>\u2028\t",
		Name: &minor.Name{Given: "Amadou Oury", Family: "Diallo-Zoë ديالو"}, Sex: minor.Male,
		Birth:      &minor.Birth{Date: day.Of(2009, time.May, 1), Precision: minor.ToMonth, Provenance: minor.Documented},
		BirthPlace: &minor.BirthPlace{Country: "GN", Town: "Labé"}, Citizenship: minor.Stateless,
		Languages: []string{"ff-Latn", "fr"}, Mother: &minor.Name{Given: "Fatoumata"}, Father: &minor.Name{Family: "Diallo"},
	}
}

// corrected is a statement that corrects what was believed before.
func corrected() minor.IdentityStated {
	b := identityStated()
	b.Agreed = &minor.Accord{By: []minor.Party{minor.TheMinor, minor.TheGuardian}, On: on(time.March, 30), Language: "ff-Latn"}
	return b
}

func everySeen(h *change.Header) {
	h.Made.Skew = -90
	h.Seen = change.Seen{
		Epoch: 2, Position: 1_234_567, Records: []change.ID{numbered[change.ID](0x71), numbered[change.ID](0x72)},
		Minors: []minor.ID{numbered[minor.ID](0x0b)},
	}
}

// header is what the headers of all examples have.
func header(ex example) change.Header {
	h := change.Header{
		ID: numbered[change.ID](0x01), Minor: numbered[minor.ID](0x0a), Agent: numbered[change.AgentID](0xa1), Seq: 42,
		Structure: institution.OfficeOf(numbered[facility.ID](0xf1)), Author: numbered[institution.PersonID](0x0c),
		Made: change.Made{At: time.Date(2026, 3, 31, 9, 30, 0, 0, time.UTC)}, On: day.On(on(time.March, 30)),
		Section: ex.section,
	}
	if ex.dress != nil {
		ex.dress(&h)
	}
	return h
}

// signed makes the record of an example, with the key and the random bytes of
// the vectors.
func signed(ex example) (change.Record, error) {
	return change.SignWith(vectorKey(), header(ex), ex.body, vectorSalt(ex.body.Kind()))
}

func vectorKey() ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("faro golden vectors"))
	return ed25519.NewKeyFromSeed(seed[:])
}

func vectorSalt(kind string) [16]byte {
	sum := sha256.Sum256([]byte(kind))
	return [16]byte(sum[:16])
}
