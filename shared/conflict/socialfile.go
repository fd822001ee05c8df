package conflict

import (
	"faro.example/shared/change"
	"faro.example/shared/socialfile"
)

// note stands in the section of what it is about, beside any kind of it.
var note = socialfile.Note{}.Kind()

// socialFile has the rules of the social file: what is said anew of one thing
// stands before what its author knew of it, and both remain to be read; of two who
// did not know, a person decides. Different things stand beside each other.
func socialFile(put puts) {
	for _, e := range change.Catalogue() {
		put(note, e.Kind, "a note", always(Independent))
	}
	put(retracted, note, "retracted and edited", retractedAndEdited)
	put(resolvedOne, note, "decided", decided)
	all := []string{socialfile.Interview{}.Kind(), socialfile.Plan{}.Kind(), socialfile.Photograph{}.Kind(), note}
	put.each(all, all, "in the social file", always(Both))
	for _, kind := range all {
		put(kind, kind, "said anew", attribute)
	}
}
