package historytest

import (
	"pgregory.net/rapid"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/right"
)

// ofRights has the makers of what is asked and decided of rights.
var ofRights = map[string]maker{
	right.Asked{}.Kind(): func(r *rapid.T, _ *Desk) change.Body {
		b := right.Asked{
			Right: rapid.SampledFrom(right.Rights()).Draw(r, "right"), By: right.ByMinor, Identified: "known here", Language: "fr",
			About: string(change.SocialFile), Of: Fixed[minor.RecordID]("a record"), Says: "it is not so",
		}
		if b.Right == right.Rectification {
			b.Value, b.Agreed = "Mamadou", &minor.Accord{By: []minor.Party{minor.TheMinor}, On: day.Must("2026-03-04"), Language: "fr"}
		}
		return b
	},
	right.Decided{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return right.Decided{
			Case: lastOf(r, d, right.Asked{}), Outcome: rapid.SampledFrom(right.Outcomes()).Draw(r, "outcome"), Reason: "so", Complaint: true,
			Told: day.Must("2026-03-04"),
		}
	},
}
