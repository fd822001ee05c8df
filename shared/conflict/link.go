package conflict

import "faro.example/shared/change"

// link: who is one child with whom is said at the registry alone, one record
// after the other, and the last one tells: nothing there contends.
func link(put func(a, b string, r rule)) {
	kinds := []string{
		change.LinkSame{}.Kind(), change.LinkDistinct{}.Kind(), change.LinkParted{}.Kind(), change.Assigned{}.Kind(),
	}
	for i, a := range kinds {
		for _, b := range kinds[i:] {
			put(a, b, rule{"the last tells", always(Independent)})
		}
	}
}
