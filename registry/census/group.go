package census

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// group is what the database adds up: minors alike in all that is asked.
type group struct {
	State       string
	Citizenship minor.Country
	Sex         string
	Mode        string
	Age         int // in years on the day; -1 if the birth date is not known
	Protection  string
	Guardian    string
	Confirmed   string
	Code        string // of the structure; "" if it is not in the directory
	Reception   string
	Istat       string // of its municipality; or the municipality, or only the region, that was told beside words
	Count       int
}

// missing is the state of who is counted apart.
const missing = string(casefile.Missing)

// asked is which of the columns that few questions need a question needs.
type asked map[Dimension]bool

func askedBy(by []Dimension, only []Filter) asked {
	out := asked{}
	for _, d := range by {
		out[d] = true
	}
	for _, f := range only {
		out[f.By] = true
	}
	return out
}

// majority is the age at which nobody is a minor any more (law 47/2017 art. 2).
const majority = 18

// bornAfter gives the day after which a minor of that day was born.
func bornAfter(on day.Date) day.Date {
	if _, m, d := on.Civil(); m == 2 && d == 29 {
		return on.Add(-1).AddYears(-majority) // who is born on 1 March is not of age yet
	}
	return on.AddYears(-majority)
}

// place is where a structure is found that rows name.
type place struct{ alias, facility, reception, area, on string }

// columns gives the code, the type of reception and the municipality of the structure.
func (p place) columns() string {
	return p.in(`coalesce($o.code, '') AS $code, coalesce($s.type, $w.type, $reception, '') AS $reception_,
			coalesce($s.municipality, $w.municipality, $area, '') AS $istat`)
}

// joins finds the structure as it was on the day, known at the position; what was
// known by then to be another is that other.
func (p place) joins() string {
	return p.in(`
		LEFT JOIN structure_joins $j ON $j.old = $facility AND $j.known_from <= @known
		LEFT JOIN structures $s ON $s.id = coalesce($j.new, $facility)
			AND $s.valid_from <= $on AND ($s.valid_until IS NULL OR $s.valid_until > $on)
			AND $s.known_from <= @known AND ($s.known_until IS NULL OR $s.known_until > @known)
		LEFT JOIN structures $w ON $w.id = $j.old AND $s.id IS NULL
			AND $w.valid_from <= $on AND ($w.valid_until IS NULL OR $w.valid_until > $on)
			AND $w.known_from <= @known AND ($w.known_until IS NULL OR $w.known_until > @known)
		LEFT JOIN offices $o ON $o.id = coalesce($j.new, $facility)`)
}

func (p place) in(sql string) string {
	return strings.NewReplacer("$facility", p.facility, "$reception_", p.alias+"reception", "$reception", p.reception, "$area", p.area,
		"$code", p.alias+"code", "$istat", p.alias+"istat", "$on", p.on,
		"$j", p.alias+"j", "$s", p.alias+"s", "$w", p.alias+"w", "$o", p.alias+"o").Replace(sql)
}

// column is one by which the rows are grouped where a question needs it.
type column struct {
	name  string
	needs []Dimension // any of them; none for what every question needs
	sql   string      // of a row
}

// byPlace are the cuts by where a minor is counted.
var byPlace = []Dimension{Region, Province, Municipality, Structure, Reception}

// columns are all of them. What a question does not need is not grouped by: a
// simple one makes few groups.
func columns() []column {
	return []column{
		{"state", nil, "state"},
		{"citizenship", nil, "citizenship"},
		{"facility", byPlace, "facility"},
		{"words", byPlace, "reception"},
		{"area", byPlace, "area"},
		{"sex", []Dimension{Sex}, "sex"},
		{"mode", []Dimension{Mode}, "mode"},
		{"years", []Dimension{Age, Years}, fmt.Sprintf("%d - width_bucket(birth_on, @birthdays::date[])", majority-1)},
		{"protection", []Dimension{Protection}, "protection"},
		{"guardian", []Dimension{Guardian}, "guardian"},
		{"seen", []Dimension{Confirmed}, "seen"},
	}
}

// countOf gives the statement that adds up the signed rows of the month in which
// a day lies, in groups by what a question needs. The structure is joined as it
// was on the day, known at the position; one that was known by then to be another
// counts as that other.
func countOf(need asked) string {
	var group, all []string
	for _, c := range columns() {
		if len(c.needs) == 0 || slices.ContainsFunc(c.needs, func(d Dimension) bool { return need[d] }) {
			group = append(group, c.sql+" AS "+c.name)
			all = append(all, "c."+c.name)
		} else {
			all = append(all, "NULL AS "+c.name)
		}
	}
	ordinals := make([]string, len(group))
	for i := range group {
		ordinals[i] = strconv.Itoa(i + 1)
	}
	at := place{"", "c.facility", "c.words", "c.area", "@on"}
	found, joins := `'' AS code, '' AS reception, '' AS istat`, ""
	if slices.ContainsFunc(byPlace, func(d Dimension) bool { return need[d] }) {
		found, joins = at.columns(), at.joins()
	}
	return `WITH counted AS (
			SELECT ` + strings.Join(group, ", ") + `, sum(sign)::int AS count
			FROM census.rows
			WHERE month = @month AND known <= @known AND from_on <= @on AND until_on > @on
				AND (birth_on IS NULL OR birth_on > @born_after)
			GROUP BY ` + strings.Join(ordinals, ", ") + `
			HAVING sum(sign) <> 0
		), c AS (SELECT ` + strings.Join(all, ", ") + `, count FROM counted c)
		SELECT c.state, coalesce(c.citizenship, '') AS citizenship, coalesce(c.sex, '') AS sex, coalesce(c.mode, '') AS mode,
			coalesce(c.years::int, -1) AS age, coalesce(c.protection, '') AS protection, coalesce(c.guardian, '') AS guardian,
			coalesce(c.seen, '') AS confirmed, c.count, ` + found + ` FROM c` + joins
}

// birthdays gives the days from which on who is born is not of each age yet, the
// oldest first.
func birthdays(on day.Date) []day.Date {
	_, _, dd := on.Civil()
	var out []day.Date
	for years := majority - 1; years > 0; years-- {
		d := on.AddYears(-years)
		if _, _, is := d.Civil(); is != dd { // of 29 February, in a year that has none
			d = d.Add(-1)
		}
		out = append(out, d.Add(1))
	}
	return out
}

// ageOn gives the age on a day as [countOf] does; -1 if the birth date is not known.
func ageOn(birth, on day.Date) int {
	if birth.IsZero() {
		return -1
	}
	return max(0, birth.Age(on))
}

// read adds up the signed rows.
func read(ctx context.Context, tx pgx.Tx, q Query, known uint64) ([]group, error) {
	need := askedBy(q.By, q.Only)
	args := pgx.NamedArgs{"on": q.On, "month": q.On.Month(), "known": known, "born_after": bornAfter(q.On), "birthdays": birthdays(q.On)}
	rows, err := tx.Query(ctx, countOf(need), args)
	if err != nil {
		return nil, fmt.Errorf("count: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[group])
	if err != nil {
		return nil, fmt.Errorf("count: %w", pg.Fault(err))
	}
	return out, nil
}

// labels names the cell of a group, for people and for good.
func (c *Census) labels(by []Dimension, g *group) (labels, codes []string) {
	labels, codes = make([]string, len(by)), make([]string, len(by))
	for i, d := range by {
		switch d {
		case Sex:
			codes[i] = g.Sex
		case Citizenship:
			codes[i] = string(g.Citizenship)
		case Mode:
			codes[i] = g.Mode
		case State:
			codes[i] = g.State
		case Reception:
			codes[i] = g.Reception
		case Structure:
			codes[i] = g.Code
		case Age:
			codes[i] = band(g.Age)
		case Years:
			if g.Age >= 0 {
				codes[i] = fmt.Sprint(g.Age)
			}
		case Protection:
			codes[i] = g.Protection
		case Guardian:
			codes[i] = g.Guardian
		case Confirmed:
			codes[i] = g.Confirmed
		default:
			labels[i], codes[i] = c.nameOf(d, g.Istat)
			continue
		}
		labels[i] = codes[i]
	}
	return labels, codes
}

// band gives the Ministry's age band (monthly report).
func band(age int) string {
	switch {
	case age < 0:
		return ""
	case age <= 6:
		return "0-6"
	case age <= 14:
		return "7-14"
	}
	return fmt.Sprint(age)
}

// nameOf gives the name and the code of the region, province or municipality of
// an ISTAT code, which is a municipality's, or a region's where no more is known;
// "" where the tables do not know it.
func (c *Census) nameOf(d Dimension, istat string) (name, code string) {
	if r, err := c.places.Region(istat); err == nil && d == Region {
		return r.Name, r.Code
	}
	m, err := c.places.Municipality(istat)
	if err != nil {
		return "", ""
	}
	switch d {
	case Municipality:
		return m.Name + " (" + m.Province + ")", istat
	case Province:
		return m.Province, m.Province
	}
	r, err := c.places.RegionOf(istat)
	if err != nil {
		return "", ""
	}
	return r.Name, r.Code
}
