package e2e

import (
	"bytes"
	"context"
	"database/sql"
	"image"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"faro.example/agent/filestore"
	"faro.example/agent/localdb"
	"faro.example/deploy/line"
	"faro.example/deploy/stack"
	"faro.example/shared/content"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// noise is a picture that does not shrink, of some pieces.
func noise(t *testing.T) ([]byte, minor.File) {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 600, 600))
	seed := uint32(7)
	for i := range m.Pix {
		seed = seed*1664525 + 1013904223
		m.Pix[i] = byte(seed >> 24)
	}
	var b bytes.Buffer
	must(t, jpeg.Encode(&b, m, nil))
	raw, f, err := content.Limits{}.Prepare(b.Bytes())
	must(t, err)
	return raw, f
}

// inStore changes what the store of an agent holds, as its pages do.
func inStore(t *testing.T, a *stack.Agent, fn func(tx *sql.Tx) error) {
	t.Helper()
	db, err := openStore(t.Context(), a.Home)
	must(t, err)
	must(t, db.InTx(t.Context(), fn))
	must(t, db.Close())
}

// kept is how a file stands at an agent.
func kept(ctx context.Context, a *stack.Agent, m minor.ID, f minor.File) (k filestore.Kept, whole []byte, err error) {
	err = look(ctx, a.Home, func(q localdb.Querier) error {
		if k, err = filestore.Find(ctx, q, m, f.Digest); err != nil || k.State == filestore.Wanted {
			return err
		}
		whole, err = k.Content(ctx, q)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return k, whole, err
}

// A scan chosen on one machine of a structure is brought over a bad line that is cut
// within it, and fetched by another over such a line: neither begins anew.
func TestAFileGoesOnWhereABadLineCutItBothWays(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	at := one(w.newCentres(ctx, 1))(t)
	here, there := w.served(t, "here", at.Code), w.served(t, "there", at.Code)
	raw, f := noise(t)
	child, err := arrive(ctx, here, at, "17")
	must(t, err)
	must(t, settled(ctx, here))
	m := idOf(child.Minor)
	bad := line.Quality{Delay: 50 * time.Millisecond, Rate: 600_000}

	here.Line.Set(bad)
	inStore(t, here, func(tx *sql.Tx) error { return filestore.Add(ctx, tx, m, f, raw, time.Now()) })
	_, err = here.Record(ctx, "document.added", minor.DocumentAdded{Type: "passport", Files: []minor.File{f}}, "--minor", child.Minor, "--as", at.who.Name, "--wait", "60s")
	must(t, err)
	held := func() int {
		rows, err := ask[struct{ Held int }](ctx, w, `SELECT held FROM attachments`)
		must(t, err)
		if len(rows) == 0 {
			return 0
		}
		return rows[0].Held
	}
	until := func(what string, is func() bool) {
		t.Helper()
		for deadline := time.Now().Add(patience); !is(); {
			if time.Now().After(deadline) {
				t.Fatalf("waited in vain until %s: %d of %d bytes have come\n%s", what, held(), f.Size, here.Serve.Tail(5))
			}
		}
	}
	until("some of it has come", func() bool { return held() > f.Size/4 })
	here.Line.Cut()
	before := held()
	if before >= f.Size {
		t.Fatal("the line was cut too late to see anything")
	}
	here.Line.Restore()
	until("all of it has come", func() bool {
		if now := held(); now < before {
			t.Fatalf("it begins anew: %d bytes after %d", now, before)
		}
		k, _, err := kept(ctx, here, m, f)
		must(t, err)
		return k.State == filestore.Brought
	})

	until("the other machine knows the scan", func() bool {
		f, err := fileOf(ctx, there, m)
		return err == nil && len(f.Identity.Documents) == 1
	})
	there.Line.Set(bad)
	inStore(t, there, func(tx *sql.Tx) error { return filestore.Want(ctx, tx, m, f, time.Now()) })
	part := 0
	until("some of it was fetched", func() bool {
		k, _, err := kept(ctx, there, m, f)
		must(t, err)
		part = k.Held
		return part > f.Size/4
	})
	there.Line.Cut()
	there.Line.Restore()
	until("it is whole", func() bool {
		k, whole, err := kept(ctx, there, m, f)
		must(t, err)
		if k.Held < part {
			t.Fatalf("it is fetched anew: %d bytes after %d", k.Held, part)
		}
		return k.State == filestore.Fetched && bytes.Equal(whole, raw)
	})
	if out, err := w.Ctl(ctx, "check"); err != nil || !strings.Contains(out, "1 files are what their records say, 0 are awaited") {
		t.Errorf("the check says: %v\n%s", err, out)
	}
}
