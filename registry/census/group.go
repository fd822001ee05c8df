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
	"faro.example/shared/reference"
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

// any reports whether a question needs any of some columns.
func (a asked) any(of ...Dimension) bool {
	return slices.ContainsFunc(of, func(d Dimension) bool { return a[d] })
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
	needs []Dimension // any of them
	sql   string      // of a row
	other string      // of a row, where no question needs it; "" is no column at all
}

// byPlace are the cuts by where a minor is counted.
var byPlace = []Dimension{Region, Province, Municipality, Structure, Reception}

// columns are all of them. What a question does not need is not grouped by: a
// group costs the database and the one who reads it more than a row does.
func columns() []column {
	return []column{
		{"state", []Dimension{State}, "state", "CASE WHEN state = '" + missing + "' THEN state END"},
		{"citizenship", []Dimension{Citizenship}, "citizenship", ""},
		{"facility", byPlace, "facility", ""},
		{"words", byPlace, "reception", ""},
		{"area", byPlace, "area", ""},
		{"sex", []Dimension{Sex}, "sex", ""},
		{"mode", []Dimension{Mode}, "mode", ""},
		{"years", []Dimension{Age, Years}, fmt.Sprintf("%d - width_bucket(birth_on, @birthdays::date[])", majority-1), ""},
		{"protection", []Dimension{Protection}, "protection", ""},
		{"guardian", []Dimension{Guardian}, "guardian", ""},
		{"seen", []Dimension{Confirmed}, "seen", ""},
	}
}

// together splits days, the oldest first, into those that one statement counts: of
// one month, of which the rows are read once, and with which a country's membership of
// the Union begins and ends. Ages are of one day alone.
func together(days []day.Date, need asked) [][]day.Date {
	var out [][]day.Date
	begun := 0
	for i, d := range days {
		if i > begun && (need.any(Age, Years) || d.Month() != days[begun].Month()) {
			out, begun = append(out, days[begun:i]), i
		}
	}
	return append(out, days[begun:])
}

// countOf gives the statement that adds up the signed rows of days that are
// counted together, in groups by what a question needs. The structure is joined as it
// was on the day, known at the position; one that was known by then to be another
// counts as that other. Who is not foreign is left out of the sum (law 47/2017 art. 2).
func countOf(need asked, days []day.Date) string {
	var group, all, sums, each []string
	for _, c := range columns() {
		sql := c.sql
		if !need.any(c.needs...) {
			sql = c.other
		}
		if sql == "" {
			all = append(all, "NULL AS "+c.name)
			continue
		}
		group = append(group, sql+" AS "+c.name)
		all = append(all, "c."+c.name)
	}
	ordinals := make([]string, len(group))
	for i := range group {
		ordinals[i] = strconv.Itoa(i + 1)
	}
	for i := range days {
		sum := "sum(sign)"
		if len(days) > 1 { // else the day is all that is read
			sum += fmt.Sprintf(` FILTER (WHERE from_on <= @on%[1]d AND until_on > @on%[1]d AND (birth_on IS NULL OR birth_on > @born_after%[1]d))`, i)
		}
		sums = append(sums, fmt.Sprintf("%s::int AS n%d", sum, i))
		all = append(all, fmt.Sprintf("c.n%d", i))
		each = append(each, fmt.Sprintf("(%[1]d, @on%[1]d::date, c.n%[1]d)", i))
	}
	at := place{"", "c.facility", "c.words", "c.area", "d.on_day"}
	found, joins := `'' AS code, '' AS reception, '' AS istat`, ""
	if need.any(byPlace...) {
		found, joins = at.columns(), at.joins()
	}
	return `WITH counted AS (
			SELECT ` + strings.Join(slices.Concat(group, sums), ", ") + `
			FROM census.rows
			WHERE month = @month AND known <= @known AND from_on <= @last AND until_on > @on0
				AND (birth_on IS NULL OR birth_on > @born_after0)
				AND (citizenship IS NULL OR citizenship NOT IN ('` + strings.Join(reference.Members(days[0]), "', '") + `'))
			GROUP BY ` + strings.Join(ordinals, ", ") + `
		), c AS (SELECT ` + strings.Join(all, ", ") + ` FROM counted c)
		SELECT d.at, coalesce(c.state, '') AS state, coalesce(c.citizenship, '') AS citizenship, coalesce(c.sex, '') AS sex, coalesce(c.mode, '') AS mode,
			coalesce(c.years::int, -1) AS age, coalesce(c.protection, '') AS protection, coalesce(c.guardian, '') AS guardian,
			coalesce(c.seen, '') AS confirmed, d.count, ` + found + `
		FROM c CROSS JOIN LATERAL (VALUES ` + strings.Join(each, ", ") + `) d(at, on_day, count)` + joins + `
		WHERE d.count <> 0`
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

// eachGroup adds up the signed rows of days that are counted together, and gives
// one group of one of them after the other.
func eachGroup(ctx context.Context, tx pgx.Tx, need asked, days []day.Date, known uint64, fn func(at int, g *group)) error {
	args := pgx.StrictNamedArgs{"month": days[0].Month(), "known": known, "last": days[len(days)-1]}
	for i, d := range days {
		args["on"+strconv.Itoa(i)] = d
		if i == 0 || len(days) > 1 {
			args["born_after"+strconv.Itoa(i)] = bornAfter(d)
		}
	}
	if need.any(Age, Years) {
		args["birthdays"] = birthdays(days[0])
	}
	rows, err := tx.Query(ctx, countOf(need, days), args)
	if err != nil {
		return fmt.Errorf("count: %w", pg.Fault(err))
	}
	var at int
	var g group
	_, err = pgx.ForEachRow(rows, []any{
		&at, &g.State, &g.Citizenship, &g.Sex, &g.Mode, &g.Age, &g.Protection, &g.Guardian, &g.Confirmed, &g.Count, &g.Code, &g.Reception, &g.Istat,
	}, func() error { fn(at, &g); return nil })
	if err != nil {
		return fmt.Errorf("count: %w", pg.Fault(err))
	}
	return nil
}

// labels names the cell of a group, for people and for good.
func (c *Census) labels(by []Dimension, g *group) (labels, codes []string) {
	labels, codes = make([]string, len(by)), make([]string, len(by))
	for i, d := range by {
		labels[i], codes[i] = c.label(d, g)
	}
	return labels, codes
}

// label names one part of the cell of a group.
func (c *Census) label(d Dimension, g *group) (label, code string) {
	switch d {
	case Sex:
		code = g.Sex
	case Citizenship:
		code = string(g.Citizenship)
	case Mode:
		code = g.Mode
	case State:
		code = g.State
	case Reception:
		code = g.Reception
	case Structure:
		code = g.Code
	case Age:
		code = band(g.Age)
	case Years:
		if g.Age >= 0 {
			code = strconv.Itoa(g.Age)
		}
	case Protection:
		code = g.Protection
	case Guardian:
		code = g.Guardian
	case Confirmed:
		code = g.Confirmed
	default:
		return c.where[g.Istat].part(d)
	}
	return code, code
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
	return strconv.Itoa(age)
}

// where is the region, the province and the municipality of an ISTAT code, which
// is a municipality's, or a region's where no more is known. Its zero value is
// what the tables do not know.
type where struct {
	region       reference.Region
	municipality reference.Municipality
	named        string
}

// located gives all of them by their codes.
func located(places *reference.Tables) map[string]where {
	out := map[string]where{}
	for _, r := range places.Regions() {
		out[r.Code] = where{region: r}
	}
	for _, m := range places.Municipalities() {
		w := where{municipality: m, named: m.Name + " (" + m.Province + ")"}
		if r, err := places.RegionOf(m.Istat); err == nil {
			w.region = r
		}
		out[m.Istat] = w
	}
	return out
}

// part gives the name and the code of one of the three.
func (w where) part(d Dimension) (name, code string) {
	switch d {
	case Municipality:
		return w.named, w.municipality.Istat
	case Province:
		return w.municipality.Province, w.municipality.Province
	}
	return w.region.Name, w.region.Code
}
