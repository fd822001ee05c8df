package minor

import "faro.example/shared/fault"

// Source is who or what a statement of identity rests upon.
type Source string

// The sources, from the weakest. What each weighs depends on the attribute: see [Rank].
const (
	Observed      Source = "observed"       // seen by who writes, nothing asked
	ByRelative    Source = "relative"       // word of a relative
	OwnWord       Source = "declared"       // the child's own word
	Document      Source = "document"       // a document without photograph: it only supports a claim
	ByAuthority   Source = "authority"      // as an authority recorded it
	PhotoDocument Source = "document-photo" // passport, identity document even expired, other with photograph
	Assessment    Source = "assessment"     // age assessment, law 47/2017 art. 5
	CourtDecree   Source = "decree"         // a court's decree
)

// The attributes of identity. Each is a slot of the casefile.
const (
	AttrName        = "name"
	AttrSex         = "sex"
	AttrBirth       = "birth"
	AttrBirthPlace  = "birth-place"
	AttrCitizenship = "citizenship"
	AttrLanguages   = "languages"
	AttrMother      = "mother"
	AttrFather      = "father"
)

// ranks weighs sources per kind of attribute; equal numbers contend, a higher
// one is shown. For who somebody is, a document with photograph comes first
// and a decree next (law 47/2017 art. 5 par. 3 and 9); a document without
// photograph only supports (SIM guide); for languages the child's own word.
var ranks = map[string]map[Source]int{
	"": {
		Observed: 1, ByRelative: 2, OwnWord: 2, Document: 3, ByAuthority: 3,
		Assessment: 4, CourtDecree: 5, PhotoDocument: 6,
	},
	AttrLanguages: {
		Observed: 1, ByRelative: 2, Document: 2, ByAuthority: 2, PhotoDocument: 2,
		Assessment: 2, CourtDecree: 2, OwnWord: 3,
	},
}

// Rank weighs a source for an attribute; 0 for an unknown source.
func Rank(attribute string, s Source) int {
	if table, ok := ranks[attribute]; ok {
		return table[s]
	}
	return ranks[""][s]
}

// rank weighs a birth date by source and provenance: a presumed date weighs
// less than any stated one, whoever wrote it.
func (b Birth) rank(s Source) int {
	if b.Provenance == Presumed {
		return 0
	}
	return Rank(AttrBirth, s)
}

// Validate fails with [fault.Invalid] if the source is not one of those above.
func (s Source) Validate() error {
	if ranks[""][s] == 0 {
		return fault.Newf(fault.Invalid,
			"not a source: use observed, relative, declared, document, authority, document-photo, assessment or decree")
	}
	return nil
}
