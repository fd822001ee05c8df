package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"faro.example/shared/fault"
)

var kinds = map[fault.Kind]string{
	fault.Internal: "internal", fault.Invalid: "invalid", fault.Denied: "denied", fault.NotFound: "not-found",
	fault.Unauthenticated: "unauthenticated", fault.Conflict: "conflict", fault.Busy: "busy", fault.Erased: "erased",
}

// The texts travel: they are frozen here.
func TestKindsTravelByTheirText(t *testing.T) {
	for k, text := range kinds {
		if k.String() != text || fault.ParseKind(text) != k {
			t.Errorf("kind %d is %q and is read as %v; want %q", k, k, fault.ParseKind(text), text)
		}
	}
	next := fault.Kind(len(kinds))
	if next.String() != "internal" || fault.ParseKind("never heard of") != fault.Internal {
		t.Errorf("an unknown kind is %v, an unknown text %v; want internal", next, fault.ParseKind("never heard of"))
	}
}

func TestAnErrorSaysFieldDetailAndRemedy(t *testing.T) {
	cases := []struct {
		err  error
		want string
	}{
		{fault.Newf(fault.Busy, "no room for %d more", 3), "no room for 3 more"},
		{fault.Field("on", "missing", "give the day"), "on: missing (give the day)"},
		{fault.Field("on", "missing", ""), "on: missing"},
		{fault.In("header", fault.Field("on", "missing", "give the day")), "header.on: missing (give the day)"},
		{fault.In("body", fault.Newf(fault.Invalid, "not an object")), "body: not an object"},
		{fault.In("body", io.EOF), "body: EOF"},
	}
	for _, c := range cases {
		if got := c.err.Error(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestInLeavesTheErrorItWasGivenAlone(t *testing.T) {
	inner := fault.Field("on", "missing", "")
	if outer := fault.In("header", inner); inner.Field != "on" || fault.As(outer).Field != "header.on" {
		t.Errorf("inner is about %q, outer about %q", inner.Field, fault.As(outer).Field)
	}
	if err := fault.In("header", nil); err != nil {
		t.Errorf("no error became %v", err)
	}
}

func TestTheKindIsFoundThroughWrapping(t *testing.T) {
	err := fmt.Errorf("append: %w", fault.Newf(fault.Conflict, "already there: %w", io.EOF))
	if fault.KindOf(err) != fault.Conflict || !fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", fault.KindOf(err))
	}
	if !errors.Is(err, io.EOF) {
		t.Error("the cause is lost")
	}
	if fault.Is(nil, fault.Internal) {
		t.Error("no error is internal")
	}
}

func TestAnErrorWithoutAKindIsInternalAndTellsNothing(t *testing.T) {
	secret := errors.New("password of the database")
	e := fault.As(secret)
	if e.Kind != fault.Internal || e.Error() != "internal error" || !errors.Is(e, secret) {
		t.Errorf("got %v of kind %v", e, e.Kind)
	}
	if fault.KindOf(secret) != fault.Internal {
		t.Errorf("got %v", fault.KindOf(secret))
	}
	known := fault.Newf(fault.Erased, "gone")
	if fault.As(fmt.Errorf("read: %w", known)) != known {
		t.Error("an error with a kind is not given back as it is")
	}
}
