package localdb

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// fakeStore is a store's log and SQLite's counter, and how often it was asked for.
type fakeStore struct {
	size, version atomic.Int64
	asked, told   atomic.Int64
	silent        bool // the system does not tell when the log was written
}

// watched runs a watcher over the store while fn is at work.
func (f *fakeStore) watched(t *testing.T, fn func()) {
	t.Helper()
	w := watcher{
		log:   func() (written, bool) { return written{size: f.size.Load()}, !f.silent },
		count: func(context.Context) (int64, error) { f.asked.Add(1); return f.version.Load(), nil },
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.run(ctx, func() { f.told.Add(1) }) }()
	fn()
	stop()
	if err := <-done; err != context.Canceled {
		t.Errorf("got %v, want the context's error", err)
	}
}

// A laptop at a centre is at rest most of the day.
func TestAnAgentAtRestDoesNotAskSQLiteAllTheTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f fakeStore
		f.watched(t, func() {
			time.Sleep(time.Minute)
			synctest.Wait()
			if asked, told := f.asked.Load(), f.told.Load(); asked > 61 || told != 1 {
				t.Errorf("asked %d times in a minute at rest, told %d times; want at most 61, and once", asked, told)
			}

			f.size.Add(1)
			f.version.Add(1)
			time.Sleep(2 * watchEvery)
			synctest.Wait()
			if told := f.told.Load(); told != 2 {
				t.Errorf("told %d times of two states", told)
			}

			f.version.Add(1) // by a commit that left the log's size and time as they were
			time.Sleep(2 * askEvery)
			synctest.Wait()
			if told := f.told.Load(); told != 3 {
				t.Errorf("told %d times of three states", told)
			}
		})
	})
}

func TestWhereTheLogDoesNotTellSQLiteIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := fakeStore{silent: true}
		f.watched(t, func() {
			for range 4 {
				f.version.Add(1)
				time.Sleep(2 * watchEvery)
				synctest.Wait()
			}
		})
		if told := f.told.Load(); told != 4 {
			t.Errorf("told %d times of four states", told)
		}
	})
}
