package tree

import (
	"fmt"
	"strconv"
	"strings"

	"faro.example/shared/fault"
)

// beginning is the first leaf of a tree: which life of the ledger it is of, up
// to where nothing changed, and the last signed head that was known of the life
// before; none for the first.
type beginning struct {
	Epoch    int
	Restored int64
	Old      string
}

func (b beginning) text() string {
	return fmt.Sprintf("epoch %d\nrestored %d\n%s", b.Epoch, b.Restored, b.Old)
}

func parseBeginning(text string) (b beginning, err error) {
	parts := strings.SplitN(text, "\n", 3)
	bad := fault.Newf(fault.Conflict, "the first leaf of a tree does not say how it began")
	if len(parts) != 3 {
		return b, bad
	}
	epoch, one := strings.CutPrefix(parts[0], "epoch ")
	restored, two := strings.CutPrefix(parts[1], "restored ")
	b.Old = parts[2]
	var eerr, rerr error
	b.Epoch, eerr = strconv.Atoi(epoch)
	b.Restored, rerr = strconv.ParseInt(restored, 10, 64)
	if !one || !two || eerr != nil || rerr != nil {
		return b, bad
	}
	return b, nil
}
