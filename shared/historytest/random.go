package historytest

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// The offices of a history drawn at random.
var (
	structures   = []string{"F1", "F2", "F3"}
	institutions = []string{"M1", "M2"}
)

// maker makes a body of one kind, as a desk may say it.
type maker func(r *rapid.T, d *Desk) change.Body

// makers has one maker for every kind of the catalogue that speaks of the child
// and not of another record.
var makers = map[string]maker{
	minor.Registered{}.Kind(): func(*rapid.T, *Desk) change.Body { return minor.Registered{Tag: "17"} },
	minor.Found{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		return minor.Found{Mode: rapid.SampledFrom([]minor.Mode{minor.ByFinding, minor.ByLanding}).Draw(r, "mode")}
	},
	minor.IdentityStated{}.Kind(): func(r *rapid.T, _ *Desk) change.Body { return stated(r, attributes) },
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
}

// Kinds lists the kinds that can be drawn, in the order of the catalogue.
func Kinds() []string {
	var out []string
	for _, e := range change.Catalogue() {
		if makers[e.Kind] != nil {
			out = append(out, e.Kind)
		}
	}
	return out
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
	from, to := here(r, d), place(r, "to")
	if from.Same(to) {
		to = At("F9")
	}
	return movement.Departed{From: from, To: to}
}

// attributes are those of identity, each with a value drawn for it.
var attributes = []string{
	minor.AttrName, minor.AttrSex, minor.AttrBirth, minor.AttrBirthPlace, minor.AttrCitizenship, minor.AttrLanguages, minor.AttrMother,
	minor.AttrFather,
}

// stated draws a statement about one or two of some attributes.
func stated(r *rapid.T, about []string) change.Body {
	sources := []minor.Source{minor.OwnWord, minor.ByAuthority, minor.PhotoDocument, minor.Assessment, minor.CourtDecree}
	b := minor.IdentityStated{Source: rapid.SampledFrom(sources).Draw(r, "source"), Cites: "12/2026"}
	for range rapid.IntRange(1, 2).Draw(r, "attributes") {
		state(r, &b, rapid.SampledFrom(about).Draw(r, "attribute"))
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

// Draw has five offices write a random history: every kind of the catalogue,
// retractions and decisions among it, while lines are cut and healed. What is
// cut at the end stays so.
func Draw(r *rapid.T, w *World, records int) {
	w.At("F1", 1).Registers()
	for range rapid.IntRange(1, records).Draw(r, "records") {
		if rapid.IntRange(0, 5).Draw(r, "lines") == 0 {
			drawLine(r, w)
		}
		DrawRecord(r, w, Kinds())
	}
}

// drawLine cuts a line or heals one.
func drawLine(r *rapid.T, w *World) {
	d := w.Desk(rapid.SampledFrom(slices.Concat(structures, institutions)).Draw(r, "line of"))
	if d.cut {
		d.Heal()
	} else {
		d.Cut()
	}
}

// DrawRecord has one of the offices write a record of one of these kinds, or
// take one back, or decide.
func DrawRecord(r *rapid.T, w *World, kinds []string) change.Record {
	d := w.At(rapid.SampledFrom(slices.Concat(structures, institutions)).Draw(r, "office"), rapid.IntRange(1, 9).Draw(r, "day"))
	if rapid.IntRange(0, 2).Draw(r, "pull") == 0 {
		d.Pulls()
	}
	if rapid.IntRange(0, 3).Draw(r, "instant") == 0 {
		d.Hour(rapid.IntRange(1, 22).Draw(r, "hour"))
	}
	d.entitled = rapid.IntRange(0, 3).Draw(r, "entitled") == 0
	return d.Says(drawBody(r, d, kinds)).Record
}

// drawBody draws what a desk says. One in eight takes back what the desk can
// name; one in eight decides a conflict on the desk's page, if there is one.
func drawBody(r *rapid.T, d *Desk, kinds []string) change.Body {
	held := d.Held()
	switch rapid.IntRange(0, 7).Draw(r, "about a record") {
	case 0:
		if len(held) > 0 {
			return change.Retracted{Record: rapid.SampledFrom(held).Draw(r, "record").ID, Reason: "by mistake"}
		}
	case 1:
		if open := d.File().Conflicts; len(open) > 0 {
			return DrawDecision(r, rapid.SampledFrom(open).Draw(r, "conflict"))
		}
	}
	kind := rapid.SampledFrom(kinds).Draw(r, "kind")
	return makers[kind](r, d)
}

// Untold lists the kinds of the catalogue that cannot be drawn: none, but those
// that speak of other records.
func Untold() []string {
	var out []string
	for _, e := range change.Catalogue() {
		if e.Section != "" && makers[e.Kind] == nil {
			out = append(out, e.Kind)
		}
	}
	return out
}

// said tells a record in a few words, for a test that fails.
func (w *World) said(r change.Record) string {
	return fmt.Sprintf("%s writes %s (%s on %s)", name(r.Agent), r.Kind, r.Section, r.On)
}

// Story tells what was written, a line for each record, for a test that fails.
func (w *World) Story() string {
	out := ""
	for _, r := range w.Written() {
		out += "\n" + w.said(r)
	}
	return out
}

// DrawDecision draws how a conflict is decided.
func DrawDecision(r *rapid.T, c casefile.Conflict) change.Body {
	b := change.Resolved{Slot: c.Slot, Saw: c.Records, Reason: "looked into"}
	if rapid.Bool().Draw(r, "both") {
		b.Both = true
	} else {
		b.Choose = rapid.SampledFrom(c.Records).Draw(r, "choose")
	}
	return b
}
