// Package monthkey keeps the keys to which backups are encrypted: one for each
// month, in a folder outside PostgreSQL, its private half wrapped by the
// key-encryption key. When the horizon after the month has passed the key is
// destroyed, and with it every backup of that month, wherever copies of it lie.
//
// The invariant: a month whose key was destroyed never has a key again, also
// when a copy of the file is brought back: that it was is written down before
// anything is removed. To encrypt, only the public half is needed.
package monthkey

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"filippo.io/age"

	"faro.example/registry/seal"
	"faro.example/shared/fault"
)

// Horizon is how many days after its month a key is destroyed, where nothing
// else is set (design section 6).
const Horizon = 60

// Month is a month of UTC, as 2026-03.
type Month string

// MonthOf gives the month of an instant.
func MonthOf(t time.Time) Month { return Month(t.UTC().Format("2006-01")) }

// Parse reads a month. It fails with [fault.Invalid].
func Parse(s string) (Month, error) {
	if t, err := time.Parse("2006-01", s); err != nil || MonthOf(t) != Month(s) {
		return "", fault.Field("month", "not a month", "write it as 2026-03")
	}
	return Month(s), nil
}

// end is the instant at which the month is over; zero for what is no month.
func (m Month) end() time.Time {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return time.Time{}
	}
	return t.AddDate(0, 1, 0)
}

// Keys are the keys in a folder; all fields must be given.
type Keys struct {
	Folder  string
	From    seal.Source // what wraps them
	Horizon int         // in days
	Now     func() time.Time
}

// State is the key of one month.
type State struct {
	Month     Month
	Recipient string    // the public half; "" once it is destroyed
	Made      time.Time // zero if that is not known any more
	WrappedBy string
	Due       time.Time // from when on it is to be destroyed
	Destroyed time.Time // zero if it was not
	Held      bool      // the file is there
}

// Overdue reports whether the key ought to be gone and is not.
func (s State) Overdue(now time.Time) bool {
	return s.Held && (!s.Destroyed.IsZero() || !now.Before(s.Due))
}

// Due gives from when on the key of a month is to be destroyed.
func (k Keys) Due(m Month) time.Time { return m.end().AddDate(0, 0, k.Horizon) }

// place is where the private half of a month's key stands.
func place(m Month) seal.Place {
	sum := sha256.Sum256([]byte(m))
	return seal.Place{Table: "months", Column: "identity", Row: [16]byte(sum[:16])}
}

// Recipient gives to what is encrypted in a month, and makes the key of the
// month where there is none yet. It fails with [fault.Erased] if it was
// destroyed.
func (k Keys) Recipient(ctx context.Context, m Month) (to age.Recipient, err error) {
	err = k.locked(func(l *list) error {
		f, err := k.read(l, m)
		if fault.Is(err, fault.NotFound) {
			f, err = k.make(ctx, m)
		}
		if err != nil {
			return err
		}
		if to, err = age.ParseHybridRecipient(f.Recipient); err != nil {
			return unreadable(m)
		}
		return nil
	})
	return to, err
}

// Identity gives what opens the backups of a month. It fails with
// [fault.Erased] if the key was destroyed, with [fault.NotFound] if it is not in
// the folder, and with [fault.Invalid] if it does not open.
func (k Keys) Identity(ctx context.Context, m Month) (of age.Identity, err error) {
	err = k.locked(func(l *list) error {
		f, err := k.read(l, m)
		if err != nil {
			return err
		}
		secret, err := seal.Wrapper{From: k.From}.Unwrap(ctx, place(m), f.Wrapped, f.WrappedBy)
		if fault.Is(err, fault.Internal) {
			return unreadable(m)
		}
		if err != nil {
			return err
		}
		of, err = age.ParseHybridIdentity(string(secret))
		if err != nil { // whose words may hold a part of the key
			return unreadable(m)
		}
		return nil
	})
	return of, err
}

// Check fails with [fault.Erased] if the key of a month was destroyed, and with
// [fault.NotFound] if it is not in the folder. It opens nothing.
func (k Keys) Check(m Month) error {
	return k.locked(func(l *list) error {
		_, err := k.read(l, m)
		return err
	})
}

// Find gives the state of a month's key; one that never was has only its month
// and when it would be due.
func (k Keys) Find(m Month) (State, error) {
	all, err := k.List()
	for _, s := range all {
		if s.Month == m {
			return s, err
		}
	}
	return State{Month: m, Due: k.Due(m)}, err
}

// List gives the keys of all months, the oldest first, those that were
// destroyed among them.
func (k Keys) List() (out []State, err error) {
	err = k.locked(func(l *list) error {
		out, err = k.states(l)
		return err
	})
	return out, err
}

// Destroy destroys the keys of months, and what lies in the folder of a key that
// was destroyed before. Nothing encrypted to them opens again.
func (k Keys) Destroy(months ...Month) error {
	return k.locked(func(l *list) error {
		for _, m := range months {
			if !l.has(m) {
				l.Destroyed = append(l.Destroyed, destroyed{Month: m, At: k.Now().UTC()})
			}
		}
		if err := k.write(l); err != nil { // before anything is removed
			return err
		}
		for _, d := range l.Destroyed {
			if err := k.shred(d.Month); err != nil {
				return err
			}
		}
		return nil
	})
}

// Rewrap has the first key-encryption key wrap every key, and gives how many it
// did not wrap before.
func (k Keys) Rewrap(ctx context.Context) (n int, err error) {
	w := seal.Wrapper{From: k.From}
	first, err := w.First(ctx)
	if err != nil {
		return 0, err
	}
	return n, k.locked(func(l *list) error {
		states, err := k.states(l)
		if err != nil {
			return err
		}
		for _, s := range states {
			if !s.Held || !s.Destroyed.IsZero() || s.WrappedBy == first {
				continue
			}
			f, err := k.read(l, s.Month)
			if err != nil {
				return err
			}
			secret, err := w.Unwrap(ctx, place(s.Month), f.Wrapped, f.WrappedBy)
			if err != nil {
				return fmt.Errorf("the key of %s: %w", s.Month, err)
			}
			if f.Wrapped, f.WrappedBy, err = w.Wrap(ctx, place(s.Month), secret); err != nil {
				return err
			}
			if err := k.keep(s.Month, f); err != nil {
				return err
			}
			n++
		}
		return nil
	})
}

// make makes the key of a month.
func (k Keys) make(ctx context.Context, m Month) (f file, err error) {
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		return f, fmt.Errorf("make the key of a month: %w", err)
	}
	f = file{Month: m, Made: k.Now().UTC(), Recipient: identity.Recipient().String()}
	f.Wrapped, f.WrappedBy, err = seal.Wrapper{From: k.From}.Wrap(ctx, place(m), []byte(identity.String()))
	if err != nil {
		return f, err
	}
	return f, k.keep(m, f)
}

func unreadable(m Month) error {
	return &fault.Error{Kind: fault.Invalid, Detail: fmt.Sprintf("the key of %s cannot be read", m), Remedy: "bring its file back from the folder's copy"}
}

// gone is the error of a month whose key was destroyed.
func gone(m Month, at time.Time) error {
	return &fault.Error{Kind: fault.Erased,
		Detail: fmt.Sprintf("the key of %s was destroyed on %s: no backup of that month opens any more, here or anywhere", m, at.UTC().Format(time.DateOnly)),
		Remedy: "it is meant so: use a backup of a later month"}
}
