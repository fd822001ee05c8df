package deadline_test

import (
	"io"
	"strings"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/fault"
	"faro.example/shared/historytest"
)

func TestAChangeOfLawIsReadFromAFileAndTakesItsDaysFromTheRowThatStands(t *testing.T) {
	one := `{"code": "D6", "from": "2026-01-10", "length": 20}`
	table := "code,from,until,length\nD6,2026-01-10,2026-02-10,20\n"
	for name, c := range map[string]struct {
		rows []deadline.Amendment
		want map[int]int // by the day of January on which the clock starts, its length
	}{
		"one object":  {read(t, deadline.ReadJSON, one), map[int]int{9: 45, 10: 20, 60: 20}},
		"a list":      {read(t, deadline.ReadJSON, "["+one+"]"), map[int]int{9: 45, 10: 20, 60: 20}},
		"for a month": {read(t, deadline.ReadCSV, table), map[int]int{9: 45, 10: 20, 40: 20, 41: 45}},
	} {
		rules, err := deadline.Amend(deadline.Rules(), c.rows)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for from, want := range c.want {
			w := historytest.New(t)
			w.At("F1", from).Hosts()
			f := w.File()
			var got []int
			for _, d := range deadline.By(rules, &f, january(from), types) {
				if d.Code == "D6" {
					got = append(got, d.Due.Sub(d.From))
				}
			}
			if len(got) != 1 || got[0] != want {
				t.Errorf("%s, in reception from day %d: got %v, want %d", name, from, got, want)
			}
		}
	}
	if n := len(deadline.Rules()); n == 0 || deadline.Rules()[0].Valid.Until != (day.Date{}) {
		t.Error("the table itself was changed")
	}
}

func read(t *testing.T, as func(io.Reader) ([]deadline.Amendment, error), text string) []deadline.Amendment {
	t.Helper()
	rows, err := as(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestAChangeOfLawThatCannotBeMeantIsRefusedWithTheField(t *testing.T) {
	for text, field := range map[string]string{
		`{"code": "D6"}`:                                              "from",
		`{"code": "D99", "from": "2026-01-10"}`:                       "code",
		`{"code": "D6", "from": "2026-01-10", "length": -1}`:          "length",
		`{"code": "D6", "from": "2026-01-10", "unit": "weeks"}`:       "unit",
		`{"code": "D6", "from": "2026-01-10", "office": "mayor"}`:     "office",
		`{"code": "D6", "from": "2026-01-10", "stop": "prayer"}`:      "stop",
		`{"code": "D6", "from": "2026-01-10", "until": "2026-01-10"}`: "until",
		`{"code": "D6", "from": "2026-01-10", "name": "Ali"}`:         "file",
		`D6`: "file",
	} {
		rows, err := deadline.ReadJSON(strings.NewReader(text))
		if err == nil {
			_, err = deadline.Amend(deadline.Rules(), rows)
		}
		if e := fault.As(err); err == nil || e.Kind != fault.Invalid || !strings.HasSuffix(e.Field, field) || e.Remedy == "" {
			t.Errorf("%s: got %v, want %s refused with a remedy", text, err, field)
		}
	}
	for _, text := range []string{"", "code,name\nD6,Ali\n", "code,from\nD6\n", "code,length\nD6,ten\n", "code,from\nD6,soon\n"} {
		if _, err := deadline.ReadCSV(strings.NewReader(text)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v, want it refused", text, err)
		}
	}
}
