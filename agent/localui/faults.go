package localui

import (
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
	for i := range f.Groups {
		fields := f.Groups[i].Fields
		for j := range fields {
			if fields[j].Name == e.Field && fields[j].Error == "" {
				fields[j].Error, fields[j].ErrLang = v.wrong(e)
				return true
			}
		}
	}
	return false
}
