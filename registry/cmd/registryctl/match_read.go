package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"faro.example/shared/fault"
	"faro.example/shared/match"
	"faro.example/shared/spelling"
)

// trial is files of records and what is true of them.
type trial struct {
	a, b  listing
	two   bool
	truth map[[2]string]bool // pairs of identifiers, if they are listed
	pairs int                // how many are true
}

// listing is one file.
type listing struct {
	records    []match.Record
	children   []string // who each is of, if that is known
	unreadable int
}

// same reports whether a pair is true.
func (t *trial) same(p match.Pair) bool {
	if t.truth != nil {
		return t.truth[t.ids(p)]
	}
	b := t.second()
	return t.a.children[p.A] != "" && t.a.children[p.A] == b.children[p.B]
}

// second is the file of the second records of pairs.
func (t *trial) second() *listing {
	if t.two {
		return &t.b
	}
	return &t.a
}

// ids are the identifiers of a pair.
func (t *trial) ids(p match.Pair) [2]string {
	return both(t.a.records[p.A].ID, t.second().records[p.B].ID, t.two)
}

// both is a pair of identifiers; within one file they have no order.
func both(a, b string, two bool) [2]string {
	if !two && a > b {
		a, b = b, a
	}
	return [2]string{a, b}
}

// repeated counts the records whose identifier another one before has.
func (l *listing) repeated() int { return len(l.records) - len(identifiers(l.records)) }

func (e evaluateCmd) read() (*trial, error) {
	var child *regexp.Regexp
	if e.TruthRegexp != "" {
		re, err := regexp.Compile(e.TruthRegexp)
		if err != nil || re.NumSubexp() < 1 {
			return nil, fault.Field("truth-regexp", "not an expression with a group", "put what names the child in brackets, for example 'rec-([0-9]+)-'")
		}
		child = re
	}
	t := &trial{two: e.RecordsB != ""}
	err := e.readFile("records", e.Records, child, &t.a)
	if err == nil && t.two {
		err = e.readFile("records-b", e.RecordsB, child, &t.b)
	}
	if err == nil && e.Truth != "" {
		err = t.readTruth(e.Truth)
	}
	if err == nil && e.Truth == "" {
		t.count()
		err = t.known(child != nil)
	}
	return t, err
}

// known refuses a truth that says of no record whose it is.
func (t *trial) known(byExpression bool) error {
	for _, c := range slices.Concat(t.a.children, t.b.children) {
		if c != "" {
			return nil
		}
	}
	if byExpression {
		return fault.Field("truth-regexp", "it fits no identifier", "try it on the values of the first column, or of the one that --id names")
	}
	return fault.Field("truth-column", "it is empty", "name the column that says of which child a record is")
}

// count counts the true pairs where every record says of whom it is.
func (t *trial) count() {
	first, second := map[string]int{}, map[string]int{}
	for _, c := range t.a.children {
		if c != "" {
			if !t.two {
				t.pairs += first[c]
			}
			first[c]++
		}
	}
	for _, c := range t.b.children {
		if c != "" {
			second[c]++
		}
	}
	for c, n := range second {
		t.pairs += n * first[c]
	}
}

// table is a CSV file with a heading.
type table struct {
	name    string // of the flag that gave it
	columns map[string]int
	heading []string
	rows    [][]string
}

// readTable reads a CSV file with a heading, whichever of four signs parts its
// cells; spaces around them do not count, nor do rows without anything.
func readTable(flag, path string) (*table, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Field(flag, "it cannot be read", "give the path of a CSV file")
	}
	text = asWritten(text)
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = separator(text)
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, r.Comma != '\t'
	all, err := r.ReadAll()
	if err != nil || len(all) == 0 {
		return nil, fault.Field(flag, "it is not a CSV file with a heading", "save it as CSV, in UTF-8")
	}
	for _, row := range all {
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
	}
	t := &table{name: flag, columns: map[string]int{}, heading: all[0]}
	for i, h := range slices.Backward(t.heading) { // of two of one name the first counts
		t.columns[spelling.Key(h)] = i
	}
	for i, h := range slices.Backward(t.heading) {
		t.columns[h] = i
	}
	t.rows = slices.DeleteFunc(all[1:], func(row []string) bool { return strings.Join(row, "") == "" })
	return t, nil
}

// separator is the sign that the heading has most of.
func separator(text []byte) rune {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	best := ','
	for _, r := range ";\t|" {
		if bytes.Count(line, []byte(string(r))) > bytes.Count(line, []byte(string(best))) {
			best = r
		}
	}
	return best
}

// column finds a column by its heading.
func (t *table) column(name string) (int, error) {
	name = strings.TrimSpace(name)
	if i, ok := t.columns[name]; ok {
		return i, nil
	}
	if i, ok := t.columns[spelling.Key(name)]; ok { // Given Name, given_name
		return i, nil
	}
	return 0, fault.Field(t.name, fmt.Sprintf("there is no column %q", name), "the columns are: "+strings.Join(t.heading, ", "))
}

// cellAt gives a cell of a row, which may be shorter than the heading.
func cellAt(row []string, column int) string {
	if column < 0 || column >= len(row) {
		return ""
	}
	return row[column]
}

// setters are the fields that a column may be mapped to; each reports whether
// it could read what stands there.
var setters = map[string]func(*match.Record, string) bool{
	"given_name":  func(r *match.Record, v string) bool { r.Given = v; return true },
	"family_name": func(r *match.Record, v string) bool { r.Family = v; return true },
	"sex":         func(r *match.Record, v string) bool { r.Sex = v; return true },
	"citizenship": func(r *match.Record, v string) bool { r.Citizenship = v; return true },
	"place":       func(r *match.Record, v string) bool { r.Place = v; return true },
	"phone":       func(r *match.Record, v string) bool { r.Phone = v; return true },
	"document":    func(r *match.Record, v string) bool { r.Document = v; return true },
	"birth_date": func(r *match.Record, v string) (ok bool) {
		r.Birth, ok = readBirth(v)
		return ok
	},
}

// fields finds the columns of the fields that are mapped.
func (e evaluateCmd) fields(t *table) (map[string]int, error) {
	out := map[string]int{}
	for name, column := range e.Map {
		name = strings.ToLower(strings.TrimSpace(name))
		if setters[name] == nil {
			return nil, fault.Field("map", "there is no field "+name, "the fields are: "+strings.Join(slices.Sorted(maps.Keys(setters)), ", "))
		}
		i, err := t.column(column)
		if err != nil {
			return nil, err
		}
		out[name] = i
	}
	return out, nil
}

// names finds the columns that name a record and the child; -1 if none does.
func (e evaluateCmd) names(t *table) (id, child int, err error) {
	child = -1
	if e.ID != "" {
		if id, err = t.column(e.ID); err != nil {
			return id, child, err
		}
	}
	if e.TruthColumn != "" {
		child, err = t.column(e.TruthColumn)
	}
	return id, child, err
}

// readFile reads records, and who each is of if the file says it.
func (e evaluateCmd) readFile(flag, path string, expression *regexp.Regexp, out *listing) error {
	t, err := readTable(flag, path)
	if err != nil {
		return err
	}
	columns, err := e.fields(t)
	if err != nil {
		return err
	}
	id, child, err := e.names(t)
	if err != nil {
		return err
	}
	for _, row := range t.rows {
		r := match.Record{ID: cellAt(row, id)}
		for name, i := range columns {
			if v := cellAt(row, i); !absent(v) && !setters[name](&r, v) {
				out.unreadable++
			}
		}
		of := cellAt(row, child)
		if expression != nil {
			if found := expression.FindStringSubmatch(r.ID); found != nil {
				of = found[1]
			}
		}
		out.records = append(out.records, r)
		out.children = append(out.children, of)
	}
	return nil
}
