package directory

import (
	"context"
	"time"

	"faro.example/shared/access"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// ListedStoodIn is somebody whom an operator let work in their place with no line,
// and whom the directory does not name.
type ListedStoodIn struct {
	Person  institution.PersonID `json:"person"` // who let them in, and answers for what they wrote
	Office  string               `json:"office"` // the code of that for which they wrote
	Name    minor.Text           `json:"name"`
	First   time.Time            `json:"first"`
	Last    time.Time            `json:"last"` // when the registry took the last of it
	Records int                  `json:"records"`
}

// lately is for how long the first page says that somebody stood in. Arbitrary: an
// administrator looks once a week at least.
const lately = 7 * 24 * time.Hour

// StoodInLately counts who has worked for the people of the caller's office without
// being named in the directory, in the last week: 0 for whoever is no
// administrator. It names nobody; [Directory.List] does.
func (d *Directory) StoodInLately(ctx context.Context, by access.Caller) (int, error) {
	if access.Allow(by, access.KeepStaff) != nil || len(by.Offices) == 0 {
		return 0, nil
	}
	const q = `SELECT count(DISTINCT (s.person, s.name)) AS n FROM stood_in s
		JOIN people p ON p.id = s.person AND p.known_until IS NULL AND p.valid_from <= $1 AND (p.valid_until IS NULL OR $1 < p.valid_until)
		WHERE p.office = $2 AND s.last_at > $3`
	type row struct{ N int }
	rows, err := collect[row](ctx, d.pool, "stand-ins", q, d.today(), by.Offices[0], d.now().Add(-lately))
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return rows[0].N, nil
}
