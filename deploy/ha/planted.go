package main

import (
	"context"
	"errors"
	"strings"
	"time"
)

// planted shows that the comparison can fail: without synchronous replication
// what is acknowledged while both standbys are behind is lost with the primary.
func (w *world) planted(ctx context.Context) error {
	t := &trial{world: w}
	if err := t.before(ctx); err != nil {
		return err
	}
	err := errors.Join(deafen(t), pass(ctx, forsaken))
	if err != nil {
		return errors.Join(err, t.mendAll())
	}
	acks, _ := w.load.since(time.Now().Add(-forsaken))
	t.at = time.Now()
	if err := errors.Join(t.primary.lose(), t.mendAll()); err != nil {
		return err
	}
	tell("planted: %d pushes were acknowledged by the primary alone, which is lost", len(acks))
	if err := until(ctx, "another is primary", func(ctx context.Context) error { _, err := w.leader(ctx); return err }); err != nil {
		return err
	}
	if _, _, err := w.load.back(ctx, t.at); err != nil {
		return err
	}
	h, err := w.compare(ctx)
	if err != nil {
		return err
	}
	lost := 0
	for _, x := range h.wrong {
		if strings.Contains(x, notInLedger) || strings.Contains(x, wasLost) {
			lost++
		}
	}
	if lost == 0 {
		return errors.New("the planted fault was not seen: no acknowledged record was lost")
	}
	tell("planted: seen, %d acknowledged records were lost, and %d other complaints:\n  %s", lost, len(h.wrong)-lost,
		strings.Join(h.wrong[max(0, len(h.wrong)-4):], "\n  "))
	return nil
}
