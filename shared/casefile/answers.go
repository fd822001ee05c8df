package casefile

import (
	"faro.example/shared/day"
	"faro.example/shared/facility"
)

// Ground is why somebody answers for a minor.
type Ground string

// The grounds. The words stand in answers of the API: never reused.
const (
	// ByCustody: social services have taken the minor into care; also who let the
	// minor go, until others take over; in conflict both (law 47/2017 art. 9).
	ByCustody Ground = "custody"
	// ByPlace: nobody has taken the minor into care yet, and the municipality
	// where the minor is answers (D.Lgs 142/2015 art. 19 par. 3).
	ByPlace Ground = "place"
	// ByMinistry: nor is any place known, and the Ministry, which runs the
	// register, sees to it that somebody does (law 47/2017 art. 9).
	ByMinistry Ground = "ministry"
)

// Answering is who answers for a minor on a day.
type Answering struct {
	Ground
	Charges []Charge       // by custody: the one who leads first
	At      facility.Place // by place: a structure, or words with their municipality
}

// Gap reports whether nobody had taken the minor into care.
func (a Answering) Gap() bool { return a.Ground != ByCustody }

// Answers gives who answers for the minor on a day: on any day somebody does. It
// needs custody and presence; without the one or the other it says what a holder
// of what there is can say.
func (f *File) Answers(d day.Date) Answering {
	if charges := f.Custody.On(d); len(charges) > 0 {
		return Answering{Ground: ByCustody, Charges: charges}
	}
	if at, ok := f.CompetentAt(d); ok {
		return Answering{Ground: ByPlace, At: at}
	}
	return Answering{Ground: ByMinistry}
}

// CompetentAt gives the place whose municipality is territorially competent for
// the minor on a day, whoever has custody: the one where the minor is counted,
// which is on the way the place left, and while missing the place missed from
// (D.Lgs 142/2015 art. 19 par. 3). It reports false where no municipality is known.
func (f *File) CompetentAt(d day.Date) (facility.Place, bool) {
	s, ok := f.Presence.On(d)
	if !ok {
		return facility.Place{}, false
	}
	at := countedWhere(&s)
	return at, !at.Facility.IsZero() || len(at.Area) == istatOfTown
}

// istatOfTown is how long ISTAT's code of a municipality is; that of a region is shorter.
const istatOfTown = 6
