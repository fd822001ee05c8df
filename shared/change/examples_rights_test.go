package change_test

import (
	"time"

	"faro.example/shared/change"
	"faro.example/shared/minor"
	"faro.example/shared/right"
)

// examplesOfRights are what is asked, and decided, of rights.
func examplesOfRights() []example {
	return []example{
		{body: right.Asked{
			Right: right.Rectification, By: right.ByGuardian, Identified: "decree of appointment 12/2026", Language: "fr", About: string(change.Identity),
			Of: numbered[minor.RecordID](0x7c), Says: "the name is written wrong", Value: "Mamadou Diallo",
			Agreed: &minor.Accord{By: []minor.Party{minor.TheMinor, minor.TheGuardian}, On: on(time.March, 30), Language: "fr"},
		}},
		{body: right.Decided{
			Case: numbered[right.CaseID](0x7d), Outcome: right.Done, Reason: "as the passport says", Complaint: true, Told: on(time.March, 31),
			Record: numbered[minor.RecordID](0x7e),
		}},
	}
}
