package backup

import (
	"slices"
	"time"

	"faro.example/registry/monthkey"
	"faro.example/shared/fault"
)

// Expire destroys the keys of the months whose horizon has passed, and gives the
// months. The key that opens the newest backup is left, however old it is: a
// clock that goes wrong, or backups that nobody made, must not cost all of them;
// the doctor says so, and the next backup lets it go.
func Expire(o Options) (destroyed []monthkey.Month, err error) {
	newest, err := newestMonth(o.State)
	if err != nil {
		return nil, err
	}
	all, err := o.Keys.List()
	if err != nil {
		return nil, err
	}
	now := o.Now()
	for _, s := range all {
		again := !s.Destroyed.IsZero() // a copy was brought back
		if s.Overdue(now) && (again || s.Month != newest) {
			destroyed = append(destroyed, s.Month)
		}
	}
	if len(destroyed) == 0 {
		return nil, nil
	}
	return destroyed, destroy(o, destroyed)
}

// Destroy destroys the key of a month at once. It fails with [fault.Conflict]
// before its horizon has passed, unless that is meant: what lies in the backups
// of that month alone is lost then. The key of a month that is not over stays:
// the next backup needs it.
func Destroy(o Options, m monthkey.Month, early bool) error {
	s, err := o.Keys.Find(m)
	if err != nil {
		return err
	}
	switch {
	case !s.Destroyed.IsZero() && !s.Held:
		return o.Keys.Check(m)
	case !s.Held:
		return &fault.Error{Kind: fault.NotFound, Detail: "there is no key of " + string(m), Remedy: "see registryctl backup keys status"}
	case m >= monthkey.MonthOf(o.Now()):
		return &fault.Error{Kind: fault.Conflict, Detail: string(m) + " is not over: backups are made with its key", Remedy: "remove the backups that must not open, and destroy the key next month"}
	case o.Now().Before(s.Due) && !early:
		return &fault.Error{Kind: fault.Conflict, Detail: "the key of " + string(m) + " is due to be destroyed on " + s.Due.Format(time.DateOnly) + ", not before",
			Remedy: "wait; if the backups of that month must never open again, add --early"}
	}
	return destroy(o, []monthkey.Month{m})
}

// destroy destroys keys, and forgets the backups that nothing opens any more.
func destroy(o Options, months []monthkey.Month) error {
	if err := o.Keys.Destroy(months...); err != nil {
		return err
	}
	var r register
	return r.change(o.State, func() error { return r.drop(o.Keys) })
}

// newestMonth is the month of the newest backup that is kept; "" if there is
// none, or it is not encrypted.
func newestMonth(state string) (monthkey.Month, error) {
	r, err := readRegister(state)
	if len(r.Kept) == 0 {
		return "", err
	}
	return slices.MaxFunc(r.Kept, func(a, b kept) int { return a.Made.Compare(b.Made) }).Month, err
}
