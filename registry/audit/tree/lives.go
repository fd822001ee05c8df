package tree

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"faro.example/shared/change"
)

// judgeLives compares what each tree says of how it began with the tree before
// it, and all of them with the largest head known of each: what is missing of
// the newest tree was removed; what is missing of those before it was lost by a
// restore, if it was missing when the next tree began.
func (v *verifier) judgeLives() {
	newest := 0
	for epoch := range v.sizes {
		newest = max(newest, epoch)
	}
	kept := v.chain(newest)
	if last := v.epochs[len(v.epochs)-1]; last.Number > newest && v.known(last) {
		kept[newest] = v.sizes[newest] // restored, and nothing sealed since
	} else {
		v.missing(newest)
	}
	for _, epoch := range slices.Sorted(maps.Keys(v.sizes)) {
		size, stated := v.sizes[epoch], kept[epoch]
		switch {
		case epoch == newest:
		case size < stated:
			v.find(Finding{What: Removed, Epoch: epoch, Leaf: size, Leaves: stated - size, Detail: "they were there when the next tree began"})
		case size > stated:
			v.find(Finding{What: Inserted, Epoch: epoch, Leaf: stated, Leaves: size - stated, Detail: "they were not there when the next tree began"})
		}
	}
	for _, epoch := range slices.Sorted(maps.Keys(v.tops)) {
		top := v.tops[epoch]
		if _, is := kept[newest]; epoch > newest || epoch == newest && !is || top.Size <= kept[epoch] {
			continue
		}
		v.out.Forgotten = append(v.out.Forgotten, Finding{What: Lost, Epoch: epoch, Leaf: kept[epoch], Leaves: top.Size - kept[epoch],
			Detail: "by a restore; a head over them was signed at " + top.At.Format(time.RFC3339)})
	}
}

// missing finds what is gone of the newest tree, and of trees that ought to be
// newer.
func (v *verifier) missing(newest int) {
	for _, epoch := range slices.Sorted(maps.Keys(v.tops)) {
		top := v.tops[epoch]
		if size := v.sizes[epoch]; epoch >= newest && top.Size > size {
			v.find(Finding{What: Removed, Epoch: epoch, Leaf: size, Leaves: top.Size - size,
				Detail: fmt.Sprintf("a head of %d leaves is signed, at %s, %s", top.Size, top.At.Format(time.RFC3339), top.where())})
		}
	}
}

// chain follows the trees back from the newest, each by what it says of the one
// before it, and gives how many leaves each of these had when the next began.
func (v *verifier) chain(newest int) map[int]int64 {
	kept := map[int]int64{}
	for epoch := newest; epoch > 0; {
		b := v.begun[epoch]
		v.judgeBeginning(epoch, b)
		if b.HadEpoch >= epoch || b.HadEpoch == 0 {
			break
		}
		kept[b.HadEpoch] = b.HadSize
		epoch = b.HadEpoch
	}
	return kept
}

// judgeBeginning compares what a tree says of how it began with what is known.
func (v *verifier) judgeBeginning(epoch int, b beginning) {
	i := slices.IndexFunc(v.epochs, func(e change.Epoch) bool { return e.Number == epoch })
	if i < 0 || b.Epoch != epoch || b.Restored != int64(v.epochs[i].Restored) {
		v.find(Finding{What: Changed, Epoch: epoch, Leaf: 0, Leaves: 1, Detail: "the ledger does not begin this life where its tree says"})
		return
	}
	if epoch > 1 && !v.known(v.epochs[i]) {
		v.find(Finding{What: Inserted, Epoch: epoch, Leaf: 0, Leaves: 1,
			Detail: "a restore is said to have begun it, and outside the database nothing is known of one"})
	}
	if b.Old == "" {
		return
	}
	old, err := v.Keys.ParseHead(b.Old)
	if err != nil {
		v.find(Finding{What: Unsigned, Epoch: epoch, Leaf: 0, Leaves: 1, Detail: "the head of the life before it is not signed"})
	}
	if v.tops[old.Epoch].Head.Size < old.Size {
		v.tops[old.Epoch] = signed{Head: old}
	}
}

// known reports whether a life of the ledger is known outside the database; it
// is where nothing is known there at all.
func (v *verifier) known(e change.Epoch) bool {
	return len(v.Lives) == 0 || slices.Contains(v.Lives, e)
}
