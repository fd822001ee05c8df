package form

import (
	tongue "golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// language is what a language is called in Italian; one without a name there is
// shown as it is written.
func language(bcp47 string) string {
	tag, err := tongue.Parse(bcp47)
	if err != nil {
		return bcp47
	}
	if name := display.Italian.Tags().Name(tag); name != "" {
		return name
	}
	return bcp47
}
