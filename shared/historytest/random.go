package historytest

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
)

// The offices of a history drawn at random.
var (
	structures   = []string{"F1", "F2", "F3"}
	institutions = []string{"M1", "M2"}
)

// Kinds lists the kinds that can be drawn, in the order of the catalogue.
func Kinds() []string {
	var out []string
	for _, e := range change.Catalogue() {
		if makerOf(e.Kind) != nil {
			out = append(out, e.Kind)
		}
	}
	return out
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
	return d.Says(DrawBody(r, d, kinds)).Record
}

// DrawBody draws what a desk says. One in eight takes back what the desk can
// name; one in eight decides a conflict on the desk's page, if there is one.
func DrawBody(r *rapid.T, d *Desk, kinds []string) change.Body {
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
	return makerOf(drawKind(r, kinds))(r, d)
}

// drawKind draws a kind: of casework, which has many and those of one make, one in
// four of those drawn, so that the others still meet.
func drawKind(r *rapid.T, kinds []string) string {
	kind := rapid.SampledFrom(kinds).Draw(r, "kind")
	others := slices.DeleteFunc(slices.Clone(kinds), casework)
	if casework(kind) && len(others) > 0 && rapid.IntRange(0, 3).Draw(r, "of casework") > 0 {
		return rapid.SampledFrom(others).Draw(r, "other kind")
	}
	return kind
}

// casework reports whether a kind is a step of a procedure, or of the social file.
func casework(kind string) bool {
	e, _ := change.Lookup(kind)
	switch e.Section {
	case "":
		return strings.HasPrefix(kind, "socialfile.")
	case change.SocialFile, change.Permit, change.Protection, change.Return, change.Opinion, change.Measure, change.Tracing, change.FamilyReport, change.Rights:
		return true
	}
	return false
}

// Untold lists the kinds of the catalogue that cannot be drawn: none, but those
// that speak of other records, and those by which the registry says who is the
// same child.
func Untold() []string {
	var out []string
	for _, e := range change.Catalogue() {
		if e.Section != "" && e.Section != change.Link && makerOf(e.Kind) == nil {
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
