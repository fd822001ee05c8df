package press_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/registry/report/press"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

func class(dimension string, members ...string) disclosure.Class {
	return disclosure.Class{Dimension: dimension, Members: members}
}

// small is a report with a part that is withheld and a remark.
func small(k report.Kind) report.Report {
	return report.Report{
		Kind: k, Audience: report.Public, AsOf: day.Must("2026-10-31"), From: day.Must("2026-09-30"), Dated: day.Must("2026-11-12"),
		Epoch: 1, Position: 4711, Floor: 5,
		Tables: []report.Table{{
			ID: "age", Title: report.Words{Italian: "Presenti per età", English: "Present by age"}, Measure: disclosure.Present, On: day.Must("2026-10-31"),
			Rows: []report.Line{
				{Class: class("age", "17"), Name: report.Words{Italian: "17 anni", English: "17 years"}},
				{Class: class("age", "16"), Name: report.Words{Italian: "16 anni", English: "16 years"}},
				{Class: class("age", "none"), Name: report.Words{Italian: "non attribuito", English: "not attributed"}},
			},
			Cells: [][]disclosure.Cell{{{Count: 1234}}, {{Withheld: true}}, {{Withheld: true}}, {{Count: 1300}}},
		}},
		Remarks: report.Remarks{Tables: map[string]report.Words{"age": {Italian: "<b>Età</b> accertata", English: "Age as found"}}},
	}
}

func TestThePageIsReadByPeopleAndByProgramsThatReadAloud(t *testing.T) {
	page, err := press.Page(small(report.Monthly), "it")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<html lang="it">`, "<h1>I minori stranieri non accompagnati in Italia</h1>", "<caption", `<th scope="col">`, `<th scope="row">17 anni</th>`,
		`<td id="age/17/total">1.234</td>`, `<td>94,9</td>`, `<td id="age/16/total"><abbr title="riservato">c</abbr></td>`, "&lt;b&gt;Età&lt;/b&gt; accertata",
		"Approvato il 12 novembre 2026", "posizione 4711", "<svg", `role="img"`,
	} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("it does not hold %s", want)
		}
	}
	for _, never := range []string{"<script", "http://", "https://", "<link", "<img"} {
		if bytes.Contains(bytes.ReplaceAll(page, []byte("http://www.w3.org/2000/svg"), nil), []byte(never)) {
			t.Errorf("it holds %s", never)
		}
	}
	english, err := press.Page(small(report.Monthly), "en")
	if err != nil || !bytes.Contains(english, []byte(`<html lang="en">`)) || !bytes.Contains(english, []byte("1,234")) || !bytes.Contains(english, []byte("94.9")) {
		t.Errorf("in English: %v", err)
	}
}

func TestTheSameReportIsPrintedAndWrittenTheSame(t *testing.T) {
	p := &press.Press{}
	for _, k := range report.Kinds() {
		for _, f := range report.Formats(k) {
			a, err := p.Make(t.Context(), small(k), f)
			if err != nil {
				t.Fatalf("%s as %s: %v", k, f, err)
			}
			b, err := p.Make(t.Context(), small(k), f)
			if err != nil || f.Repeats() && !bytes.Equal(a, b) || len(a) == 0 {
				t.Errorf("%s as %s: %d and %d bytes, %v", k, f, len(a), len(b), err)
			}
		}
	}
}

func TestAPrintedReportIsAWholePDF(t *testing.T) {
	text, err := (&press.Press{}).Make(t.Context(), small(report.Monthly), report.PDF)
	if err != nil || !bytes.HasPrefix(text, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(text), []byte("%%EOF")) || !bytes.Contains(text, []byte("/Lang")) {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	_, err = (&press.Press{Chromium: "/nowhere/chromium"}).Make(t.Context(), small(report.Monthly), report.PDF)
	if !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" {
		t.Errorf("with a browser that is not there: got %v", err)
	}
}

func TestOpenDataDescribesItsColumnsAndItself(t *testing.T) {
	p := &press.Press{}
	csv, err := p.Make(t.Context(), small(report.OpenData), report.CSV)
	if err != nil {
		t.Fatal(err)
	}
	text, err := p.Make(t.Context(), small(report.OpenData), report.Schema)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		TableSchema struct {
			Columns []struct{ Name, Datatype string }
		}
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range schema.TableSchema.Columns {
		names = append(names, c.Name)
	}
	head, _, _ := strings.Cut(string(csv), "\n")
	if got := strings.Join(names, ","); got != head {
		t.Errorf("described are %s, written %s", got, head)
	}
	text, err = p.Make(t.Context(), small(report.OpenData), report.Catalogue)
	var dcat map[string]any
	if err != nil || json.Unmarshal(text, &dcat) != nil {
		t.Fatalf("%s, %v", text, err)
	}
	for _, key := range []string{"dct:identifier", "dct:title", "dct:description", "dct:modified", "dcat:theme", "dct:accrualPeriodicity", "dct:publisher", "dct:rightsHolder", "dcat:distribution"} {
		if dcat[key] == nil {
			t.Errorf("%s, which DCAT-AP_IT asks for, is missing", key)
		}
	}
}
