package deadline

import (
	"slices"
	"strings"

	"faro.example/shared/change"
	"faro.example/shared/tracing"
)

// reads gives which sections of a casefile, beside identity and presence, a start
// or a stop goes by. Every clock goes by those two: who has left, or has come of
// age, has nothing due.
var reads = map[string][]change.Section{
	string(ProtectionAsked): {change.Protection},
	string(Represented):     {change.Guardian},
	string(OpinionOpens):    {change.Permit},
	string(OpinionAsked):    {change.Opinion},
	string(ExtensionAsked):  {change.Opinion},
	string(Interviewed):     {change.SocialFile},
	string(InterviewHeld):   {change.SocialFile},
	string(TracingAsked):    {change.Tracing},

	string(RightAsked):         {change.Rights},
	string(RegisterRightAsked): {change.Rights},

	tracingAt + string(tracing.IsEntrusted):  {change.FamilyReport},
	tracingAt + string(tracing.IsContacted):  {change.FamilyReport},
	tracingAt + string(tracing.IsReported):   {change.FamilyReport},
	tracingAt + string(tracing.IsTranslated): {change.FamilyReport},
}

// Sections gives the sections of the casefile that the row goes by: who holds or
// sees fewer cannot tell how its deadlines stand. Those of a tracing do not go by
// where the child is: the partner, who is not told, has deadlines too.
func (r Rule) Sections() []change.Section {
	out := []change.Section{change.Identity, change.Presence}
	if strings.HasPrefix(string(r.Start), tracingAt) {
		out = []change.Section{change.Identity, change.Tracing}
	}
	return append(append(out, reads[string(r.Start)]...), reads[string(r.Stop)]...)
}

// Told gives the rules whose deadlines can be told from some sections.
func Told(rules []Rule, held []change.Section) (out []Rule) {
	for _, r := range rules {
		if !slices.ContainsFunc(r.Sections(), func(s change.Section) bool { return !slices.Contains(held, s) }) {
			out = append(out, r)
		}
	}
	return out
}
