package work

// The kinds of long work. What each does is put together where the registry is.
const (
	VerifyRecord    Kind = "verify-record"    // of access and of the ledger, whole
	ExportLines     Kind = "export-lines"     // of the record of access, by a filter of package audit
	MakePublication Kind = "make-publication" // see [Publication]
	SweepCandidates Kind = "sweep-candidates" // who may be one child, of the whole nation
)

// Publication is what [MakePublication] is asked.
type Publication struct {
	Name     string `json:"name"`
	Do       string `json:"do"`                 // approve or remake
	Revision int    `json:"revision,omitempty"` // of the draft that was read
}
