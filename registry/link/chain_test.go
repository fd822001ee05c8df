package link_test

import (
	"slices"
	"strings"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/link"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// chain is a desk with four minors, in order.
type chain struct {
	*desk
	t *testing.T
	m []minor.ID
}

func newChain(t *testing.T) *chain {
	c := &chain{desk: newDesk(t), t: t}
	c.m = []minor.ID{c.a, c.b}
	for range 2 {
		m := intaketest.Minor()
		c.agent.Taken(c.agent.Write(m, "2026-03-01", minor.Registered{Code: c.agent.Code()}))
		c.m = append(c.m, m)
	}
	slices.SortFunc(c.m, minor.ID.Compare)
	return c
}

func (c *chain) of(i int) link.Of { return link.Of{Minor: c.m[i]} }

// same joins two, and wants a child of these minors.
func (c *chain) same(i, k int, want ...int) {
	c.t.Helper()
	said, err := c.Same(c.t.Context(), c.anna, c.of(i), c.of(k))
	c.want(said, err, want...)
}

// part parts one from a child, and wants a child of these minors to be left.
func (c *chain) part(of int, apart []int, want ...int) {
	c.t.Helper()
	var away []link.Of
	for _, i := range apart {
		away = append(away, c.of(i))
	}
	said, err := c.Parted(c.t.Context(), c.anna, c.of(of), away, nil)
	c.want(said, err, want...)
}

func (c *chain) want(said link.Said, err error, want ...int) {
	c.t.Helper()
	var of []minor.ID
	for _, i := range want {
		of = append(of, c.m[i])
	}
	if len(want) == 1 {
		of = nil
	}
	if err != nil || !slices.Equal(said.Joined, of) {
		c.t.Errorf("got %v, %v, want %v", said.Joined, err, want)
	}
}

func (c *chain) refused(name string, err error, field string) {
	c.t.Helper()
	if !fault.Is(err, fault.Conflict) || fault.As(err).Field != field || fault.As(err).Remedy == "" {
		c.t.Errorf("%s: got %v about %q (%s), want a conflict about %q with a remedy", name, err, fault.As(err).Field, fault.As(err).Remedy, field)
	}
}

func TestAChildOfThreeIsPartedAndJoinedAgain(t *testing.T) {
	c := newChain(t)
	c.same(0, 1, 0, 1)
	c.same(2, 1, 0, 1, 2)
	_, err := c.Same(t.Context(), c.anna, c.of(0), c.of(2))
	c.refused("joined already", err, "other")
	c.part(0, []int{1}, 0, 2)
	_, err = c.Parted(t.Context(), c.anna, c.of(0), []link.Of{c.of(1)}, nil)
	c.refused("parted again", err, "apart")
	c.same(0, 1, 0, 1, 2) // who parted them names one of each side: that was wrong
	c.part(2, []int{0, 1}, 2)
	c.same(0, 3, 0, 1, 3)
	c.part(3, []int{1}, 0, 3)
	c.part(3, []int{0}, 3)
	c.same(3, 0, 0, 3)
	_, err = c.Parted(t.Context(), c.anna, c.of(0), []link.Of{c.of(0)}, nil)
	if err == nil || fault.As(err).Remedy == "" {
		t.Errorf("parted from itself: %v", err)
	}
}

func TestAThirdDoesNotJoinTwoWhoWereToldApart(t *testing.T) {
	c := newChain(t)
	if _, err := c.Distinct(t.Context(), c.anna, c.of(0), c.of(1)); err != nil {
		t.Fatal(err)
	}
	c.same(2, 0, 0, 2)
	before := c.position()
	_, err := c.Same(t.Context(), c.anna, c.of(2), c.of(1))
	c.refused("the third with the other", err, "other")
	if !strings.Contains(fault.As(err).Detail, c.m[0].String()) || !strings.Contains(fault.As(err).Detail, c.m[1].String()) || c.position() != before {
		t.Errorf("it says %q, and something was written: %v", fault.As(err).Detail, c.position() != before)
	}
	_, err = c.Distinct(t.Context(), c.anna, c.of(0), c.of(2))
	c.refused("two who are joined told apart", err, "other")
	c.same(1, 3, 1, 3)
	_, err = c.Same(t.Context(), c.anna, c.of(3), c.of(2))
	c.refused("two children of two, of whom one each was told apart", err, "other")
	c.same(1, 0, 0, 1, 2, 3) // those two by name: that they are two was wrong
	c.part(0, []int{1, 3}, 0, 2)
	_, err = c.Same(t.Context(), c.anna, c.of(0), c.of(3))
	if err != nil {
		t.Errorf("those who were parted together are joined again together: %v", err)
	}
}

func (c *chain) position() (at uint64) {
	c.h.Scan(&at, `SELECT position FROM ledger_head`)
	return at
}

func TestAThirdAboutWhomACourtDecidedOtherwiseIsNotJoined(t *testing.T) {
	c := newChain(t)
	decree := func(i int, s minor.Sex) {
		c.agent.Sent(1_000_000)
		c.agent.Taken(c.agent.Write(c.m[i], "2026-03-09", minor.IdentityStated{Source: minor.CourtDecree, Cites: "12/2026", Sex: s}, func(h *change.Header) {
			intaketest.Seen(c.position())(h)
		}))
	}
	c.same(0, 1, 0, 1)
	decree(1, minor.Male)
	decree(2, minor.Female)
	_, err := c.Same(t.Context(), c.anna, c.of(0), c.of(2))
	c.refused("by the minor of whom nothing was decreed", err, "other")
	c.same(2, 3, 2, 3)
	_, err = c.Same(t.Context(), c.anna, c.of(3), c.of(0))
	c.refused("by two of whom nothing was decreed", err, "other")
}
