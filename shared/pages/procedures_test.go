package pages

import (
	"strings"
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
	"faro.example/shared/right"
)

// steps has a body for every value of every closed list of procedures.
func steps() (out []change.Body) {
	on := day.Must("2026-03-01")
	decree := institution.Decree{Court: "TM Catania", Number: "1/26", On: on}
	for _, t := range permit.Types() {
		out = append(out, permit.Asked{Type: t, By: permit.ByMinor}, permit.Refused{Type: t, Reason: "x"}, permit.Ended{Type: t, Why: permit.Converted, Into: t})
	}
	for _, e := range permit.Ends() {
		out = append(out, permit.Ended{Type: permit.Work, Why: e})
	}
	for _, b := range []permit.Bond{permit.Guardianship, permit.Entrusted, permit.OtherwiseTied} {
		for _, s := range []permit.Status{permit.Italian, permit.Resident, permit.NoStatus} {
			out = append(out, permit.Issued{Type: permit.Family, Number: "N", Until: on, Carer: permit.Carer{Bond: b, Status: s, LivesWith: s == permit.Italian}})
		}
	}
	for _, r := range []protection.Route{protection.Asylum, protection.Dublin, protection.Relocation} {
		out = append(out, protection.Asked{Route: r, To: "FR", Number: "N", Office: "Q"})
		for _, o := range r.Outcomes() {
			out = append(out, protection.Decided{Route: r, To: "FR", Outcome: o})
		}
	}
	out = append(out, permit.Asked{Type: permit.Work, By: permit.ByResponsibility},
		protection.ReturnAsked{To: "TN", OwnWish: true, Interest: "x", Agreement: "A", Project: "P"}, protection.ReturnDecided{Granted: true, Decree: decree, By: on},
		opinion.Asked{Into: string(permit.Work), Papers: "x"}, opinion.Given{Favourable: true, Number: "1"}, opinion.Given{Number: "1", Reason: "x"},
		opinion.ExtensionAsked{Reason: "x", Until: on}, opinion.ExtensionDecided{Granted: true, Until: on, Decree: decree}, opinion.ExtensionDecided{Decree: decree})
	for _, p := range measure.Programmes() {
		out = append(out, measure.Enrolled{Programme: p, Name: "C", With: "W"}, measure.Enrolled{Programme: p})
	}
	for _, r := range right.Rights() {
		for _, by := range right.Askers() {
			out = append(out, right.Asked{Right: r, By: by, Identified: "x", Language: "fr", Says: "x"})
		}
	}
	for _, s := range change.Sections() {
		out = append(out, right.Asked{Right: right.Restriction, By: right.ByMinor, Language: "fr", About: string(s)})
	}
	for _, o := range right.Outcomes() {
		out = append(out, right.Decided{Outcome: o, Reason: "x", Complaint: true, Told: on})
	}
	for _, o := range measure.Outcomes() {
		out = append(out, measure.Ended{Programme: measure.School, Outcome: o})
	}
	return out
}

func TestEveryStepOfAProcedureIsSaidInWordsOfBothLanguages(t *testing.T) {
	kit := newKit(t, "", Words{})
	for _, b := range steps() {
		if !kit.Knows("kind." + b.Kind()) {
			t.Errorf("%s has no name", b.Kind())
		}
		var said [2]string
		for i, l := range Langs() {
			lines := kit.ProcedureLines(l, b, func(c minor.Country) string { return string(c) })
			said[i] = strings.Join(lines, "; ")
			for _, list := range []string{"permit", "permit-end", "asker", "bond", "status", "route", "outcome", "granted", "favourable", "programme", "measure-end", "procedure", "carer", "right", "right-by", "right-outcome", "section"} {
				if strings.Contains(said[i], list+".") {
					t.Errorf("%s: a word is missing: %s", b.Kind(), said[i])
				}
			}
		}
		if said[0] == "" || strings.Contains(said[0], "%!") {
			t.Errorf("%s says %q", b.Kind(), said[0])
		}
	}
	if lines := kit.ProcedureLines(English, minor.Registered{Tag: "1"}, nil); lines != nil {
		t.Errorf("of another record: %v", lines)
	}
}
