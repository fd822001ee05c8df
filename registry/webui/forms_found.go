package webui

import (
	"strings"

	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// foundForms is the report of presence, whole: what form A asks of how a child's
// presence became known.
func foundForms() []form {
	return []form{{name: "found", group: "presence", body: minor.Found{},
		ask: func(w *writing) []pages.Field {
			return []pages.Field{
				w.onField(), w.list("mode", "mode", "found", true, "found", "landing"), w.list("setting", "setting", "", false, "inside", "airport", "port", "land-border"),
				w.text("place-found", "", false, 200), w.text("town-found", "", false, 100), w.text("vessel", "", false, 100), w.text("reported-by", "", false, 200),
				w.area("accompanied", false), w.area("condition", false), w.area("support", false), w.area("stay", false), w.area("measures-taken", false),
			}
		},
		say: func(w *writing) []saying { return w.one(w.foundBody(), institution.OfficeID{}) }}}
}

// foundBody is what is said of how the presence became known.
func (w *writing) foundBody() minor.Found {
	out := minor.Found{
		Mode: minor.Mode(w.v.field("mode")), Setting: minor.Setting(w.v.field("setting")), Place: w.said("place-found").Reveal(), Municipality: w.townOf("town-found"), Authority: w.said("reported-by").Reveal(),
		Relatives: w.said("accompanied"), Condition: w.said("condition"), Support: w.said("support"), Stay: w.said("stay"), Measures: w.said("measures-taken"),
	}
	switch out.Mode {
	case minor.ByLanding:
		out.Landing, out.Setting = w.landing(out.Place), ""
		out.Landing.Vessel = w.said("vessel").Reveal()
	case minor.ByFinding:
		if out.Setting == "" {
			out.Setting = minor.Inside
		}
	}
	return out
}

// townOf finds the municipality that was meant; "" if none is said.
func (w *writing) townOf(name string) string {
	typed := w.said(name).Reveal()
	if typed == "" {
		return ""
	}
	town, province, _ := strings.Cut(strings.TrimSuffix(typed, ")"), "(")
	m, err := w.v.desk.Places.FindMunicipality(strings.TrimSpace(town), province)
	if err != nil {
		w.bad(name, "town.bad")
	}
	return m.Istat
}
