package historytest

import (
	"slices"

	"pgregory.net/rapid"

	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/placement"
	"faro.example/shared/protection"
	"faro.example/shared/socialfile"
)

// maker makes a body of one kind, as a desk may say it.
type maker func(r *rapid.T, d *Desk) change.Body

// makerOf gives the maker of a kind of the catalogue that speaks of the child and
// not of another record; nil if there is none.
func makerOf(kind string) maker {
	if m := makers[kind]; m != nil {
		return m
	}
	if m := ofRights[kind]; m != nil {
		return m
	}
	return ofTracing[kind]
}

// makers has one maker for every such kind but those of a tracing, and of rights.
var makers = map[string]maker{
	minor.Registered{}.Kind(): func(*rapid.T, *Desk) change.Body { return minor.Registered{Tag: "17"} },
	minor.Found{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return minor.Found{Mode: rapid.SampledFrom([]minor.Mode{minor.ByFinding, minor.ByLanding}).Draw(r, "mode")}
	},
	minor.IdentityStated{}.Kind(): func(r *rapid.T, _ *Desk) change.Body { return DrawStatement(r, attributes) },
	minor.IdentityAlias{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return minor.IdentityAlias{Name: *drawnName(r), Source: minor.OwnWord}
	},
	minor.IdentifierStated{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return minor.IdentifierStated{Scheme: minor.SIM, Value: minor.Text(rapid.SampledFrom([]string{"1", "2"}).Draw(r, "number"))}
	},
	minor.DocumentAdded{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return minor.DocumentAdded{Type: "passport", Number: "AB1", Country: "GN", Photo: rapid.Bool().Draw(r, "photo")}
	},
	minor.NoticeGiven{}.Kind(): func(*rapid.T, *Desk) change.Body {
		return minor.NoticeGiven{Text: "privacy-2026-1", Language: "fr", Explained: "by a mediator"}
	},
	placement.Began{}.Kind():   func(r *rapid.T, d *Desk) change.Body { return placement.Began{At: here(r, d)} },
	placement.Ended{}.Kind():   func(r *rapid.T, d *Desk) change.Body { return placement.Ended{At: place(r, "at")} },
	movement.Departed{}.Kind(): func(r *rapid.T, d *Desk) change.Body { return departed(r, d) },
	movement.Arrived{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		b := movement.Arrived{At: here(r, d)}
		if from := place(r, "from"); rapid.Bool().Draw(r, "says from where") && !from.Same(b.At) {
			b.From = &from
		}
		return b
	},
	movement.AbsenceReported{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return movement.AbsenceReported{From: here(r, d)}
	},
	movement.AbsenceEnded{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		if rapid.Bool().Draw(r, "nobody says where") {
			return movement.AbsenceEnded{}
		}
		at := here(r, d)
		return movement.AbsenceEnded{At: &at}
	},
	movement.ExitRecorded{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return movement.ExitRecorded{Reason: rapid.SampledFrom(movement.Reasons()[:3]).Draw(r, "reason")}
	},
	custody.Taken{}.Kind():    func(r *rapid.T, d *Desk) change.Body { return custody.Taken{By: office(r, d)} },
	custody.Released{}.Kind(): func(r *rapid.T, d *Desk) change.Body { return custody.Released{By: office(r, d)} },

	minor.RelativeStated{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		is := rapid.SampledFrom(minor.Kinships()).Draw(r, "is")
		return minor.RelativeStated{Source: minor.OwnWord, Is: is, With: Minor(rapid.SampledFrom([]string{"Binta", "Saliou"}).Draw(r, "with"))}
	},
	minor.AgeDecided{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		b := minor.IdentityStated{Source: minor.Assessment}
		state(r, &b, minor.AttrBirth)
		found := rapid.SampledFrom([]minor.Age{minor.IsMinor, minor.IsAdult}).Draw(r, "found")
		return minor.AgeDecided{Found: found, Birth: b.Birth, Margin: 12, Court: "Catania", Number: "7/2026"}
	},
	placement.Confirmed{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		first := day.Of(2026, 1, rapid.IntRange(1, 9).Draw(r, "first day"))
		return placement.Confirmed{At: here(r, d), Days: day.Span{From: first, Until: first.Add(rapid.IntRange(1, 3).Draw(r, "days"))}}
	},
	placement.Reserved{}.Kind(): func(r *rapid.T, d *Desk) change.Body { return placement.Reserved{At: here(r, d)} },
	placement.Released{}.Kind(): func(r *rapid.T, d *Desk) change.Body { return placement.Released{At: here(r, d)} },
	movement.Refused{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		from, to := apart(place(r, "from"), here(r, d))
		return movement.Refused{From: from, To: to, Reason: "full"}
	},
	movement.Withdrawn{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		from, to := apart(here(r, d), place(r, "to"))
		return movement.Withdrawn{From: from, To: to, Reason: "ill"}
	},
	custody.Offered{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		by := office(r, d)
		return custody.Offered{By: by, To: other(by)}
	},
	custody.Accepted{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		by := office(r, d)
		return custody.Accepted{By: by, From: other(by)}
	},
	custody.Refused{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		by := office(r, d)
		return custody.Refused{By: by, From: other(by), Reason: "not ours"}
	},
	guardian.Appointed{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return guardian.Appointed{Guardian: guard(r), Volunteer: rapid.Bool().Draw(r, "volunteer"), Decree: decree(r)}
	},
	guardian.Ended{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return guardian.Ended{Guardian: guard(r), Why: rapid.SampledFrom(guardian.Ends()).Draw(r, "why")}
	},
	minor.AgeOrdered{}.Kind(): func(*rapid.T, *Desk) change.Body {
		return minor.AgeOrdered{By: "Catania", Doubt: "two documents"}
	},
	minor.AgeAppealed{}.Kind(): func(*rapid.T, *Desk) change.Body { return minor.AgeAppealed{Court: "Catania", Decree: "7/2026"} },

	minor.IdentityDisputed{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return minor.IdentityDisputed{About: rapid.SampledFrom(attributes).Draw(r, "about"), Says: "it is not so"}
	},
	movement.RefusalAttempted{}.Kind(): func(*rapid.T, *Desk) change.Body {
		return movement.RefusalAttempted{Where: "Ventimiglia", Done: "taken in"}
	},

	guardian.Asked{}.Kind(): func(*rapid.T, *Desk) change.Body { return guardian.Asked{Court: "Catania"} },
	guardian.Provisional{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return guardian.Provisional{Holder: guard(r)}
	},
	guardian.Accepted{}.Kind(): func(r *rapid.T, _ *Desk) change.Body { return guardian.Accepted{Guardian: guard(r)} },
	guardian.Declined{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return guardian.Declined{Guardian: guard(r), Reason: "has moved away"}
	},
	guardian.Noted{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return guardian.Noted{Text: "met the child", Question: rapid.Bool().Draw(r, "question")}
	},

	permit.Asked{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return permit.Asked{Type: permitType(r), By: permit.ByMinor}
	},
	permit.Issued{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return permit.Issued{Type: permitType(r), Until: day.Of(2026, 6, rapid.IntRange(1, 3).Draw(r, "until"))}
	},
	permit.Refused{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return permit.Refused{Type: permitType(r), Reason: "no papers"}
	},
	permit.Ended{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return permit.Ended{Type: permitType(r), Why: rapid.SampledFrom(permit.Ends()[1:]).Draw(r, "why")}
	},
	protection.Asked{}.Kind(): func(*rapid.T, *Desk) change.Body { return protection.Asked{Route: protection.Asylum} },
	protection.Decided{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		outcome := rapid.SampledFrom(protection.Asylum.Outcomes()).Draw(r, "outcome")
		return protection.Decided{Route: protection.Asylum, Outcome: outcome}
	},
	protection.ReturnAsked{}.Kind(): func(*rapid.T, *Desk) change.Body {
		return protection.ReturnAsked{To: "TN", OwnWish: true, Interest: "the mother is ill", Agreement: "A", Project: "P"}
	},
	protection.ReturnDecided{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return protection.ReturnDecided{Granted: rapid.Bool().Draw(r, "granted"), Decree: decree(r)}
	},
	opinion.Asked{}.Kind(): func(*rapid.T, *Desk) change.Body { return opinion.Asked{} },
	opinion.Given{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return opinion.Given{Favourable: rapid.Bool().Draw(r, "favourable"), Number: "1/2026", Reason: "school"}
	},
	opinion.ExtensionAsked{}.Kind(): func(*rapid.T, *Desk) change.Body { return opinion.ExtensionAsked{Reason: "school"} },
	opinion.ExtensionDecided{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		b := opinion.ExtensionDecided{Decree: decree(r)}
		if b.Granted = rapid.Bool().Draw(r, "granted"); b.Granted {
			b.Until = day.Must("2028-01-01")
		}
		return b
	},
	socialfile.Interview{}.Kind():  interview,
	socialfile.Plan{}.Kind():       plan,
	socialfile.Photograph{}.Kind(): photograph,
	socialfile.Note{}.Kind():       socialNote,
	measure.Enrolled{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return measure.Enrolled{Programme: programme(r), Name: "C"}
	},
	measure.Ended{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return measure.Ended{Programme: programme(r), Name: "c", Outcome: rapid.SampledFrom(measure.Outcomes()).Draw(r, "outcome")}
	},
}

func permitType(r *rapid.T) permit.Type {
	return rapid.SampledFrom([]permit.Type{permit.MinorAge, permit.Asylum}).Draw(r, "permit")
}

func programme(r *rapid.T) measure.Programme {
	return rapid.SampledFrom([]measure.Programme{measure.School, measure.PUOI}).Draw(r, "programme")
}

// here gives the desk's own structure; of an institution's desk, any.
func here(r *rapid.T, d *Desk) facility.Place {
	if slices.Contains(institutions, d.Name) {
		return place(r, "here")
	}
	return At(d.Name)
}

func place(r *rapid.T, label string) facility.Place {
	return At(rapid.SampledFrom(append([]string{"F4"}, structures...)).Draw(r, label))
}

// office gives the desk's own institution; of a structure's desk, any.
func office(r *rapid.T, d *Desk) institution.ID {
	if slices.Contains(institutions, d.Name) {
		return Institution(d.Name)
	}
	return Institution(rapid.SampledFrom(institutions).Draw(r, "institution"))
}

func departed(r *rapid.T, d *Desk) change.Body {
	from, to := apart(here(r, d), place(r, "to"))
	return movement.Departed{From: from, To: to}
}

// apart gives two places, of which the second is another than the first.
func apart(from, to facility.Place) (facility.Place, facility.Place) {
	if from.Same(to) {
		to = At("F9")
	}
	return from, to
}

// other gives the institution that is not this one.
func other(than institution.ID) institution.ID {
	if than == Institution(institutions[0]) {
		return Institution(institutions[1])
	}
	return Institution(institutions[0])
}

// guard draws a guardian.
func guard(r *rapid.T) guardian.Who {
	return guardian.Who{Person: Fixed[institution.PersonID](rapid.SampledFrom([]string{"Gaia", "Gino"}).Draw(r, "guardian"))}
}

func decree(r *rapid.T) institution.Decree {
	court := rapid.SampledFrom([]string{"Catania", "Palermo"}).Draw(r, "court")
	return institution.Decree{Court: court, Number: "3/2026", On: day.Of(2026, 1, rapid.IntRange(1, 9).Draw(r, "decreed"))}
}

// attributes are those of identity, each with a value drawn for it.
var attributes = []string{
	minor.AttrName, minor.AttrSex, minor.AttrBirth, minor.AttrBirthPlace, minor.AttrCitizenship, minor.AttrLanguages, minor.AttrMother,
	minor.AttrFather,
}

// DrawStatement draws a statement about one or two of some attributes of identity.
func DrawStatement(r *rapid.T, about []string) change.Body {
	sources := []minor.Source{minor.OwnWord, minor.ByAuthority, minor.PhotoDocument, minor.Assessment, minor.CourtDecree}
	b := minor.IdentityStated{Source: rapid.SampledFrom(sources).Draw(r, "source"), Cites: "12/2026"}
	for range rapid.IntRange(1, 2).Draw(r, "attributes") {
		state(r, &b, rapid.SampledFrom(about).Draw(r, "attribute"))
	}
	if rapid.Bool().Draw(r, "agreed") {
		b.Agreed = &minor.Accord{By: []minor.Party{minor.TheMinor}, On: day.Of(2026, 1, 1), Language: "ff"}
	}
	return b
}

func state(r *rapid.T, b *minor.IdentityStated, attribute string) {
	towns := []string{"Conakry", "Mamou"}
	switch attribute {
	case minor.AttrName:
		b.Name = drawnName(r)
	case minor.AttrMother:
		b.Mother = drawnName(r)
	case minor.AttrFather:
		b.Father = drawnName(r)
	case minor.AttrSex:
		b.Sex = rapid.SampledFrom([]minor.Sex{minor.Male, minor.Female}).Draw(r, "sex")
	case minor.AttrBirth:
		b.Birth = &minor.Birth{
			Date:      day.Must(rapid.SampledFrom([]string{"2009-01-01", "2008-05-06", "2010-07-08"}).Draw(r, "birth")),
			Precision: minor.ToDay, Provenance: provenance(b.Source),
		}
	case minor.AttrBirthPlace:
		b.BirthPlace = &minor.BirthPlace{Town: minor.Text(rapid.SampledFrom(towns).Draw(r, "town"))}
	case minor.AttrCitizenship:
		b.Citizenship = rapid.SampledFrom([]minor.Country{"GN", "GM"}).Draw(r, "citizenship")
	case minor.AttrLanguages:
		b.Languages = []string{rapid.SampledFrom([]string{"ff", "fr"}).Draw(r, "language")}
	}
}

func drawnName(r *rapid.T) *minor.Name {
	return &minor.Name{Given: minor.Text(rapid.SampledFrom([]string{"Amadou", "Ahmadou", "Omar"}).Draw(r, "given name"))}
}
