package localui

import (
	"bytes"
	"encoding/csv"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"faro.example/shared/sheet"
)

// upload sends a file with the fields of a form.
func (b *browser) upload(path string, file []byte, fields ...string) *browser {
	b.t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	fields = append(fields, "token", tokenField.FindStringSubmatch(b.page)[1])
	for i := 0; i < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", "arrivi.xlsx")
	if err == nil {
		_, err = part.Write(file)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return b.send(http.MethodPost, path, &out, map[string]string{"Content-Type": w.FormDataContentType()})
}

var errorsAbove = regexp.MustCompile(`(?s)<div class="errors".*?</div>`)

const sameForSheet = "mode=landing&on=31/03/2026&place=Lampedusa"

// bySheet gives whether a name is taken from a sheet, as CSV pasted or as a workbook.
func bySheet(t *testing.T, b *browser, name string, workbook bool) bool {
	t.Helper()
	rows := [][]string{{"Numero", "Cognome"}, {"17", name}}
	var same []string
	for pair := range strings.SplitSeq(sameForSheet, "&") {
		key, value, _ := strings.Cut(pair, "=")
		same = append(same, key, value)
	}
	b.get("/new/sheet").wants(http.StatusOK)
	at := b.at
	if workbook {
		var file bytes.Buffer
		if err := sheet.WriteXLSX(&file, "Arrivi", rows[0], slices.Values([][]any{{rows[1][0], rows[1][1]}})); err != nil {
			t.Fatal(err)
		}
		b.upload(at, file.Bytes(), same...)
	} else {
		var file strings.Builder
		w := csv.NewWriter(&file)
		w.Comma = ';'
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		b.post(at, append(same, "pasted", file.String())...)
	}
	taken := b.status == http.StatusOK && strings.Contains(b.page, "1 good row<")
	b.lacks("<script>alert", `" onfocus="`)
	if taken {
		b.wants(http.StatusOK, html.EscapeString(name))
	}
	b.post(at + "/drop")
	return taken
}

// Whatever somebody types for a name is shown as typed or refused with the
// reason, and the same by the form, from a file and from a workbook.
func TestAnyNameIsShownAsTypedOrRefusedAlikeOnEveryWay(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	for _, tc := range []struct {
		what, name string
		good       bool
		noWorkbook bool // a workbook that holds it cannot be made
	}{
		{"a script", "<script>alert(1)</script>", true, false},
		{"an attribute", `" onfocus="alert(1)`, true, false},
		{"a template", "{{.Token}}", true, false},
		{"right to left", "الحسن بن محمد", true, false},
		{"both directions", "Traoré محمد 17", true, false},
		{"emoji", "🦊👩‍👩‍👧", true, false},
		{"combining marks", "Z͑ͫ̓ͪa", true, false},
		{"one long word", strings.Repeat("Lunghissimo", 18), true, false},
		{"too long", strings.Repeat("Lunghissimo", 40), false, false},
		{"an override of direction", "Rossi\u202eissor", false, false},
		{"a null byte", "a\x00b", false, true},
		{"an escape", "a\x1b[31mb", false, true},
		{"a formula", "=SUM(A1)", false, true}, // one that is written is guarded
	} {
		b.arrive("tag", "17", "family", tc.name)
		form := b.status == http.StatusOK
		if form != tc.good {
			t.Errorf("%s: by the form taken %v, want %v", tc.what, form, tc.good)
		}
		if !form {
			b.wants(http.StatusUnprocessableEntity, `id="error-family"`)
			b.post(strings.TrimSuffix(b.at, "/") + "/drop")
		}
		if got := bySheet(t, b, tc.name, false); got != tc.good {
			t.Errorf("%s: from a file taken %v, want %v", tc.what, got, tc.good)
		}
		if !tc.noWorkbook {
			if got := bySheet(t, b, tc.name, true); got != tc.good {
				t.Errorf("%s: from a workbook taken %v, want %v", tc.what, got, tc.good)
			}
		}
	}
	for _, page := range []string{"/", "/new/group", "/attention", "/outbox", "/new/together"} {
		b.get(page).wants(http.StatusOK, "&lt;script&gt;alert(1)&lt;/script&gt;", "{{.Token}}", "🦊").lacks("<script>alert", `" onfocus="`)
	}
}

func TestWhatCannotBeWrittenIsSaidBesideItsField(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	m := strings.TrimPrefix(childPath(t, b), "/children/")
	for _, tc := range []struct{ page, field string }{
		{"arrival", "notes"}, {"arrival", "relatives"}, {"arrival", "bed"}, {"arrival", "place"}, {"arrival", "authority"}, {"arrival", "tag"},
		{"arrival", "mother"}, {"arrival", "birth-place"}, {"bed", "bed"}, {"bed", "reason"}, {"departed", "words"}, {"departed", "reason"}, {"absent", "report"},
		{"identity", "cites"}, {"identity", "family"}, {"document", "number"}, {"alias", "given"}, {"identifier", "value"},
		{"notice", "text"}, {"notice", "explained"}, {"relative", "where"}, {"relative", "given"},
	} {
		fields := url.Values{"mode": {"found"}, "on": {"31/03/2026"}, "source": {"declared"}, "scheme": {"sim"}, "type": {"passport"},
			"language": {"bambara"}, "is": {"parent"}, "to": {c.there.String()}}
		switch tc.page {
		case "arrival":
			fields.Set("tag", "17")
		case "identity", "alias", "relative":
			fields.Set("family", "Traoré")
		case "notice":
			fields.Set("text", "Data notice")
		}
		if tc.field == "words" {
			fields.Del("to")
		}
		fields.Set(tc.field, "turned\u202eround")
		before := len(c.open())
		b.get("/new/" + tc.page + "?child=" + m).wants(http.StatusOK)
		at := b.at
		var sent []string
		for name := range fields {
			sent = append(sent, name, fields.Get(name))
		}
		b.post(at, sent...)
		if b.status != http.StatusUnprocessableEntity || !strings.Contains(b.page, `id="error-`+tc.field+`"`) {
			t.Errorf("%s of %s: status %d, and nothing is said beside it\n%s", tc.field, tc.page, b.status, errorsAbove.FindString(b.page))
		}
		if len(c.open()) != before {
			t.Errorf("%s of %s: something was recorded", tc.field, tc.page)
		}
		b.post(at + "/drop")
	}
}
