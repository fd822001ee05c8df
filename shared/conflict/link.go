package conflict

import "faro.example/shared/change"

// link: who is one child with whom, and that a child was erased, is said at the
// registry alone, one record after the other, and the last one tells: nothing
// there contends.
func link(put puts) {
	kinds := []string{
		change.LinkSame{}.Kind(), change.LinkDistinct{}.Kind(), change.LinkParted{}.Kind(), change.Assigned{}.Kind(),
		change.Erased{}.Kind(),
	}
	put.each(kinds, kinds, "the last tells", always(Independent))
}
