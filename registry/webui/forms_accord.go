package webui

import (
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// explainedIn are the languages in which a correction is most often explained.
var explainedIn = []string{"it", "en", "fr", "ar", "es", "bn", "ur", "ps", "fa", "sq", "uk", "ru", "ti", "am", "so", "wo", "bm", "ff", "ha", "pt", "tr", "zh"}

// accordFields ask who agreed to a correction, or why nobody has yet.
func (w *writing) accordFields() []pages.Field {
	v := w.v
	who := pages.Field{Name: "party", Kind: "checks", Label: v.say("field.party"), Hint: v.say("party.hint"), Values: v.c.PostFormArray("party")}
	for _, p := range minor.Parties() {
		who.Options = append(who.Options, pages.Option{Value: string(p), Text: v.say("party." + string(p))})
	}
	in := pages.Field{Name: "agreed_in", Kind: "select", Label: v.say("field.agreed_in"), Value: w.field("agreed_in", ""), Options: []pages.Option{{}}}
	for _, tag := range explainedIn {
		in.Options = append(in.Options, pages.Option{Value: tag, Text: pages.Language(v.l, tag)})
	}
	return []pages.Field{who, w.dayIf("agreed_on"), in, w.area("not_yet", false)}
}

// accord is who agreed to what a form says. What was believed before is corrected
// with the agreement of whom it is about (regulation (EU) 2016/679 art. 5 par. 1
// d), or with the reason why not yet; a court's decree needs none.
func (w *writing) accord(body minor.IdentityStated) *minor.Accord {
	a := minor.Accord{NotYet: w.said("not_yet"), On: w.dayUnless("agreed_on"), Language: w.v.field("agreed_in")}
	for _, p := range w.v.c.PostFormArray("party") {
		a.By = append(a.By, minor.Party(p))
	}
	if len(a.By) == 0 && a.NotYet == "" && a.On.IsZero() && a.Language == "" && !w.f.Corrects(body) {
		return nil
	}
	err := a.Validate()
	if err == nil {
		return &a
	}
	e := fault.As(err)
	field := map[string]string{"by": "party", "on": "agreed_on", "language": "agreed_in", "not_yet": "not_yet"}[e.Field]
	if w.wrong == nil {
		w.wrong = map[string]string{}
	}
	said, _ := w.v.translated(w.v.l, e.Detail)
	rest, _ := w.v.translated(w.v.l, e.Remedy)
	w.wrong[field] = said + ". " + rest + "."
	return &a
}
