package feed

import (
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/api"
	"faro.example/shared/change"
)

func BenchmarkAFullPage(b *testing.B) {
	w := newWorld(b)
	f, a, other := w.feed(), w.centre(), w.centre()
	for range 25 {
		m := intaketest.Minor()
		w.write([]change.Record{identity(other, m)}, enter(a, m))
		for range 40 {
			w.write([]change.Record{presence(other, m)}, record(a, m))
		}
	}
	b.Run("of records", func(b *testing.B) { pages(b, f, a, api.WhatRecord) })
	w.Exec(`UPDATE feed SET what = 'enter' WHERE what = 'record'`)
	b.Run("of enters", func(b *testing.B) { pages(b, f, a, api.WhatEnter) })
}

func pages(b *testing.B, f *Feed, a *intaketest.Agent, what string) {
	for b.Loop() {
		if p := pull(b, f, a, 0); !p.More || p.Items[len(p.Items)-1].What != what {
			b.Fatalf("got %d items, more %t", len(p.Items), p.More)
		}
	}
}

func BenchmarkAnEmptyPage(b *testing.B) {
	w := newWorld(b)
	f, a := w.feed(), w.centre()
	for b.Loop() {
		pull(b, f, a, 0)
	}
}
