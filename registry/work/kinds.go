package work

import "faro.example/shared/minor"

// The kinds of long work. What each does is put together where the registry is.
const (
	VerifyRecord    Kind = "verify-record"    // of access and of the ledger, whole
	ExportLines     Kind = "export-lines"     // of the record of access, by a filter of package audit
	MakePublication Kind = "make-publication" // see [Publication]
	SweepCandidates Kind = "sweep-candidates" // who may be one child, of the whole nation
	CompareDraft    Kind = "compare-draft"    // the figures of a report beside the periods before: see [Publication]
	DrawDays        Kind = "draw-days"        // a statement of presence-days: see [Days]
	ExportQuestion  Kind = "export-question"  // a question of the census with its answer: see [Export]
)

// Publication is what [MakePublication] is asked.
type Publication struct {
	Name     string `json:"name"`
	Do       string `json:"do,omitempty"`       // approve or remake
	Revision int    `json:"revision,omitempty"` // of the draft that was read
	Said     string `json:"said,omitempty"`     // what the page that shows it says was done
}

// Days is what [DrawDays] is asked.
type Days struct {
	Municipality string     `json:"municipality"`
	Quarter      string     `json:"quarter"`
	Restates     int        `json:"restates,omitempty"`
	Why          minor.Text `json:"why,omitempty"`
}

// Export is what [ExportQuestion] is asked.
type Export struct {
	Question string `json:"question"`
	Format   string `json:"format"`
	Medium   string `json:"medium"` // the media type of that
}
