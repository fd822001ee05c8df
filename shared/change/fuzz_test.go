package change_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"path/filepath"
	"reflect"
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/fault"
)

func seedVectors(f *testing.F, add func(v vector)) {
	files, err := filepath.Glob("testdata/vectors/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		add(readVector(f, file))
	}
}

// encoded is the one encoding of a value, by the letter of FORMAT.md.
func encoded(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// checkRead checks what is promised of a record that was accepted.
func checkRead(t *testing.T, rec *change.Record) {
	t.Helper()
	if got := encoded(t, &rec.Header); !bytes.Equal(got, rec.Raw) {
		t.Fatalf("the header is %s, and encodes to %s", rec.Raw, got)
	}
	if rec.Body == nil {
		if rec.HasBody() && rec.Known() {
			t.Fatalf("the body of a known kind was not read: %s", rec.BodyRaw)
		}
		return
	}
	if got := encoded(t, rec.Body); !bytes.Equal(got, rec.BodyRaw) {
		t.Fatalf("the body is %s, and encodes to %s", rec.BodyRaw, got)
	}
	if err := rec.Body.Validate(); err != nil || rec.Body.Kind() != rec.Kind {
		t.Fatalf("a body of %s was accepted as %s with %v", rec.Body.Kind(), rec.Kind, err)
	}
}

func checkRefused(t *testing.T, rec change.Record, err error) {
	t.Helper()
	if !fault.Is(err, fault.Invalid) || !reflect.DeepEqual(rec, change.Record{}) {
		t.Fatalf("refused with %v of kind %v, giving %v", err, fault.KindOf(err), rec)
	}
}

// What is accepted encodes to the same bytes; what is refused gives nothing else.
func FuzzDecode(f *testing.F) {
	seedVectors(f, func(v vector) { f.Add(unhex(f, v.Frame)) })
	f.Fuzz(func(t *testing.T, data []byte) {
		fingerprint := change.Fingerprint(data)
		rec, err := change.Decode(data)
		if err != nil {
			checkRefused(t, rec, err)
			return
		}
		checkRead(t, &rec)
		if got := change.AppendRecord(nil, &rec); !bytes.Equal(got, data) {
			t.Fatalf("read from %x, written as %x", data, got)
		}
		bare := rec.Detached()
		if change.Fingerprint(change.AppendRecord(nil, &bare)) != fingerprint {
			t.Fatal("the fingerprint changes when the body is struck out")
		}
	})
}

// The same for bodies, which a changed byte in a frame never reaches: the
// digest stands before them. Here whatever the body, it is the one that was
// signed. And what a person may have written can be signed once it was read.
func FuzzDecodeBody(f *testing.F) {
	kinds := change.Catalogue()
	seedVectors(f, func(v vector) {
		rec, err := change.Decode(unhex(f, v.Frame))
		if err != nil {
			f.Fatal(err)
		}
		for i, e := range kinds {
			if e.Kind == rec.Kind && rec.HasBody() {
				f.Add(i, false, rec.BodyRaw)
				f.Add(i, true, rec.BodyRaw)
			}
		}
	})
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	f.Fuzz(func(t *testing.T, kind int, later bool, body []byte) {
		e := kinds[uint(kind)%uint(len(kinds))]
		old := change.Record{BodyRaw: body}
		if body == nil {
			old.BodyRaw = []byte{}
		}
		old.Kind, old.Version, old.Section = e.Kind, e.Version, e.Section
		if e.Section == "" {
			old.Section = change.Presence
		}
		if later {
			old.Version = 1 << 16
		} else if b, err := e.Read(body); err == nil {
			h := header(example{section: old.Section})
			if rec, err := change.Sign(key, h, b); err != nil || !bytes.Equal(encoded(t, b), rec.BodyRaw) {
				t.Fatalf("%q is read and cannot be signed: %v", body, err)
			}
		}
		rec, err := change.Reissue(key, old, header(example{}))
		if err != nil {
			checkRefused(t, rec, err)
			return
		}
		checkRead(t, &rec)
		if later && !json.Valid(body) {
			t.Fatalf("%q is kept as a body to come", body)
		}
	})
}

// What is read of a batch is written as the same frames; what comes before a
// fault is given with it.
func FuzzReadFrames(f *testing.F) {
	var batch []byte
	seedVectors(f, func(v vector) {
		batch = change.AppendFrame(batch, change.Frame{Seq: uint64(len(batch)), Data: unhex(f, v.Frame)})
	})
	f.Add(batch)
	f.Add(batch[:len(batch)-1])
	f.Add(change.AppendFrame(nil, change.Frame{Seq: 1, Data: change.AppendLost(nil, "a reason")}))
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0}, 2*change.MaxBatch+2))
	f.Fuzz(func(t *testing.T, b []byte) {
		frames, err := change.ReadFrames(bytes.NewReader(b))
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatalf("refused with %v of kind %v", err, fault.KindOf(err))
		}
		if len(frames) > change.MaxBatch {
			t.Fatalf("%d frames", len(frames))
		}
		var again []byte
		for _, fr := range frames {
			again = change.AppendFrame(again, fr)
		}
		back, backErr := change.ReadFrames(bytes.NewReader(again))
		if backErr != nil || !reflect.DeepEqual(back, frames) {
			t.Fatalf("frames are written as something else (%v)", backErr)
		}
		if err == nil && len(again) > len(b) {
			t.Fatalf("%d bytes were read as frames of %d", len(b), len(again))
		}
	})
}
