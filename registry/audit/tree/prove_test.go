package tree_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"faro.example/registry/audit/tree"
	"faro.example/shared/fault"
)

// Whatever was sealed, however it came, can be proven to whoever has the public
// key alone, and nothing else can.
func TestEveryLineAndPositionCanBeProvenUnderEveryLaterHead(t *testing.T) {
	w := newWorld(t)
	var lines, positions int
	rapid.Check(t, func(rt *rapid.T) {
		n, m := rapid.IntRange(0, 40).Draw(rt, "lines"), rapid.IntRange(0, 60).Draw(rt, "positions")
		w.look(n)
		w.push(m)
		lines, positions = lines+n, positions+m
		w.seal()
		if lines == 0 || positions == 0 {
			return
		}
		heads := w.heads()
		older := heads[rapid.IntRange(0, len(heads)-1).Draw(rt, "older head")]
		for _, of := range []tree.Target{
			{Line: int64(rapid.IntRange(1, lines).Draw(rt, "line"))},
			{Position: uint64(rapid.IntRange(1, positions).Draw(rt, "position"))},
		} {
			w.provable(rt, of, older)
		}
	})
	w.whole()
}

func (w *world) provable(rt *rapid.T, of tree.Target, older tree.Head) {
	p, err := tree.Prove(w.Context(), w.db.As("faro_audit"), w.key.Keys, of, &older)
	if err != nil {
		rt.Fatalf("%+v: %v", of, err)
	}
	text, err := p.Text()
	w.must(err)
	got, err := tree.Check(text, w.key.Keys)
	if err != nil || got.Leaf != p.Leaf || got.Data != p.Data || got.Older == nil {
		rt.Fatalf("%+v: got %+v and %v", of, got, err)
	}
	for _, bad := range forged(p, rapid.Uint64().Draw(rt, "seed")) {
		text, err := bad.Text()
		w.must(err)
		if _, err := tree.Check(text, w.key.Keys); !fault.Is(err, fault.Invalid) {
			rt.Fatalf("%+v: a forged proof is taken: %v\n%s", of, err, text)
		}
	}
}

// forged gives proofs with one thing changed each.
func forged(p tree.Proof, seed uint64) (out []tree.Proof) {
	random := rand.New(rand.NewPCG(seed, 0))
	change := func(do func(*tree.Proof)) {
		var c tree.Proof
		text, err := json.Marshal(p)
		if err != nil {
			panic(err)
		}
		if err := json.Unmarshal(text, &c); err != nil {
			panic(err)
		}
		do(&c)
		out = append(out, c)
	}
	change(func(c *tree.Proof) { c.Data = strings.Replace(c.Data, ":", ";", 1) + " " })
	change(func(c *tree.Proof) { c.Leaf++ })
	change(func(c *tree.Proof) { c.Leaf = -1 })
	change(func(c *tree.Proof) { c.Format = "faro-proof-2" })
	change(func(c *tree.Proof) { c.Head = strings.Replace(c.Head, "\nat 2026", "\nat 2025", 1) })
	if len(p.Path) > 0 {
		change(func(c *tree.Proof) { c.Path[random.IntN(len(c.Path))][random.IntN(32)] ^= 1 })
		change(func(c *tree.Proof) { c.Path = c.Path[1:] })
	}
	if len(p.Grown) > 0 {
		change(func(c *tree.Proof) { c.Grown[random.IntN(len(c.Grown))][random.IntN(32)] ^= 1 })
		change(func(c *tree.Proof) { c.Grown = nil })
	}
	return out
}

func TestWhatHasNoPlaceYetOrIsNotThereCannotBeProven(t *testing.T) {
	w := newWorld(t)
	w.look(1)
	w.push(1)
	w.seal()
	w.look(1)
	for _, c := range []struct {
		of   tree.Target
		want fault.Kind
	}{
		{tree.Target{Line: 2}, fault.Busy},
		{tree.Target{Line: 3}, fault.NotFound},
		{tree.Target{Position: 2}, fault.NotFound},
		{tree.Target{Position: 1 << 63}, fault.NotFound},
	} {
		if _, err := tree.Prove(t.Context(), w.db.As("faro_audit"), w.key.Keys, c.of, nil); !fault.Is(err, c.want) {
			t.Errorf("%+v: got %v, want %v", c.of, err, c.want)
		}
	}
}

func TestWhatWasAlteredCannotBeProven(t *testing.T) {
	for name, do := range map[string]string{
		"the line":  `UPDATE access_lines SET reason = 'another' WHERE id = 1`,
		"its hash":  `UPDATE tree_tiles SET hashes = overlay(hashes placing '\x0000' from 40)`,
		"the whole": `DELETE FROM tree_tiles`,
		"the heads": `DELETE FROM checkpoints`,
	} {
		w := newWorld(t)
		w.look(3)
		w.seal()
		w.tamper(do)
		if _, err := tree.Prove(t.Context(), w.db.As("faro_audit"), w.key.Keys, tree.Target{Line: 1}, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: got %v, want conflict", name, err)
		}
	}
}

func TestAHeadOrAProofOfAnotherRegistryIsRefused(t *testing.T) {
	w, other := newWorld(t), newWorld(t)
	w.look(1)
	w.seal()
	p, err := tree.Prove(t.Context(), w.db.As("faro_audit"), w.key.Keys, tree.Target{Line: 1}, nil)
	w.must(err)
	text, err := p.Text()
	w.must(err)
	if _, err := tree.Check(text, other.key.Keys); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want it refused", err)
	}
	if _, err := other.key.ParseHead(w.heads()[0].Note); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want it refused", err)
	}
	for _, text := range []string{"", "{}", "no proof", strings.Repeat("x", 2<<20)} {
		if _, err := tree.Check([]byte(text), w.key.Keys); !fault.Is(err, fault.Invalid) {
			t.Errorf("got %v, want %.20q refused", err, text)
		}
	}
}

func TestKeysAreHandedOutAndReadAgain(t *testing.T) {
	w := newWorld(t)
	text, err := w.key.Text()
	w.must(err)
	keys, err := tree.ParseKeys(text)
	if err != nil || len(keys) != 1 || !keys[0].Equal(w.key.Keys[0]) {
		t.Errorf("got %v and %v", keys, err)
	}
	again, made, err := tree.OpenKey(w.dir)
	if err != nil || made || !again.Keys[0].Equal(w.key.Keys[0]) {
		t.Errorf("the key of the folder: got %v, made %v, %v", again, made, err)
	}
	for _, bad := range []string{"", "x", "a+b+c", strings.Replace(text, "+", "-", 1)} {
		if _, err := tree.ParseKeys(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: got %v, want it refused", bad, err)
		}
	}
}
