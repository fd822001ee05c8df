package tree

import (
	"fmt"
	"strings"

	"faro.example/shared/fault"
)

// beginning is the first leaf of a tree: which life of the ledger it is of, up
// to where nothing changed, the newest tree that the restored database had and
// how many leaves of it, and the last signed head that was known; none of these
// for the first.
type beginning struct {
	Epoch    int
	Restored int64
	HadEpoch int
	HadSize  int64
	Old      string
}

func (b beginning) text() string {
	return fmt.Sprintf("epoch %d\nrestored %d\nhad %d %d\n%s", b.Epoch, b.Restored, b.HadEpoch, b.HadSize, b.Old)
}

func parseBeginning(text string) (b beginning, err error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) == 4 {
		b.Old = lines[3]
		_, err = fmt.Sscanf(strings.Join(lines[:3], "\n"), "epoch %d\nrestored %d\nhad %d %d", &b.Epoch, &b.Restored, &b.HadEpoch, &b.HadSize)
	}
	if err != nil || b.text() != text {
		return beginning{}, fault.Newf(fault.Conflict, "the first leaf of a tree does not say how it began")
	}
	return b, nil
}
