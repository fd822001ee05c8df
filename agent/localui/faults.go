package localui

import (
	"slices"
	"strings"

	"faro.example/agent/wording"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
)

// wrong gives an error in the words of the visit's language.
func (v *visit) wrong(err error) (text string, lang pages.Lang) {
	e := fault.As(err)
	if e.Kind == fault.Internal {
		return v.say("fault.elsewhere"), ""
	}
	return wording.Fault(v.lang, e.Detail, e.Remedy)
}

// wrongs are several errors of one form, by field.
type wrongs []*fault.Error

// Error gives the first one.
func (w wrongs) Error() string { return w[0].Error() }

// add keeps an error about a field, if it is one.
func (w *wrongs) add(field string, err error) {
	if err == nil {
		return
	}
	e := *fault.As(err)
	e.Field = field
	*w = append(*w, &e)
}

// addTo keeps an error beside the field that it names, as the bodies of records
// name it, or beside another that is on the page.
func (w *wrongs) addTo(err error, field string) {
	if err == nil {
		return
	}
	if named := last(fault.As(err).Field); slices.Contains(sameForAll(), named) || slices.Contains(bodyFields, named) {
		field = named
	}
	w.add(field, err)
}

// bodyFields are fields that are called alike in bodies and on forms.
var bodyFields = []string{"given", "family", "where", "explained", "text", "language", "is", "value", "source", "about"}

// last is the innermost part of a field's name: given of name.given.
func last(field string) string { return field[strings.LastIndexByte(field, '.')+1:] }

// or gives the errors, or none.
func (w wrongs) or(err error) error {
	if len(w) > 0 {
		return w
	}
	return err
}

// mark puts errors beside the fields of a form that they are about, and those
// that are about none of them above it.
func (v *visit) mark(f *pages.Form, err error) {
	if err == nil {
		return
	}
	all, ok := err.(wrongs)
	if !ok {
		all = wrongs{fault.As(err)}
	}
	for _, e := range all {
		if !v.markField(f, e) {
			f.Problem, _ = v.wrong(e)
		}
	}
}

func (v *visit) markField(f *pages.Form, e *fault.Error) bool {
	if e.Field == "" {
		return false
	}
	for i := range f.Groups {
		fields := f.Groups[i].Fields
		for j := range fields {
			if name := fields[j].Name; (name == e.Field || name == last(e.Field)) && fields[j].Kind != "hidden" && fields[j].Error == "" {
				fields[j].Error, fields[j].ErrLang = v.wrong(e)
				return true
			}
		}
	}
	return false
}
