package change_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"faro.example/shared/change"
	"faro.example/shared/fault"
)

func TestABatchIsReadInOrder(t *testing.T) {
	rec, err := signed(examples()[0])
	if err != nil {
		t.Fatal(err)
	}
	want := []change.Frame{
		{Seq: 7, Data: change.AppendRecord(nil, &rec)}, {Seq: 8, Data: []byte{}}, {Seq: 9, Data: change.AppendLost(nil, "")},
		{Seq: 1 << 53, Data: []byte{0xff}},
	}
	var b []byte
	for _, f := range want {
		b = change.AppendFrame(b, f)
	}
	got, err := change.ReadFrames(iotest.OneByteReader(bytes.NewReader(b)))
	if err != nil || len(got) != len(want) {
		t.Fatalf("got %v, %v", got, err)
	}
	for i := range want {
		if got[i].Seq != want[i].Seq || !bytes.Equal(got[i].Data, want[i].Data) {
			t.Errorf("frame %d is %v, want %v", i, got[i], want[i])
		}
	}
}

func TestABatchCutOffGivesWhatCameBefore(t *testing.T) {
	var b []byte
	for seq := range uint64(3) {
		b = change.AppendFrame(b, change.Frame{Seq: 300 + seq, Data: []byte("data")})
	}
	for n := range len(b) {
		got, err := change.ReadFrames(bytes.NewReader(b[:n]))
		if whole := n%7 == 0; whole != (err == nil) || err != nil && !fault.Is(err, fault.Invalid) || len(got) != n/7 {
			t.Errorf("after %d bytes: %d frames, %v", n, len(got), err)
		}
	}
}

func TestALineThatBreaksIsNotTheFaultOfTheBatch(t *testing.T) {
	full := fault.Newf(fault.Busy, "no room")
	for name, want := range map[string]fault.Kind{"a fault of ours": fault.Busy, "any other": fault.Invalid} {
		cause := error(full)
		if want == fault.Invalid {
			cause = errors.New("connection reset")
		}
		r := io.MultiReader(bytes.NewReader(change.AppendFrame(nil, change.Frame{Seq: 1, Data: []byte("x")})), iotest.ErrReader(cause))
		got, err := change.ReadFrames(r)
		if len(got) != 1 || !fault.Is(err, want) {
			t.Errorf("%s: %d frames, %v", name, len(got), err)
		}
	}
}

func TestABatchIsBounded(t *testing.T) {
	one := change.AppendFrame(nil, change.Frame{Seq: 1, Data: []byte("x")})
	got, err := change.ReadFrames(bytes.NewReader(bytes.Repeat(one, change.MaxBatch)))
	if err != nil || len(got) != change.MaxBatch {
		t.Errorf("%d frames, %v", len(got), err)
	}
	got, err = change.ReadFrames(bytes.NewReader(bytes.Repeat(one, change.MaxBatch+1)))
	if !fault.Is(err, fault.Invalid) || len(got) != change.MaxBatch {
		t.Errorf("one more: %d frames, %v", len(got), err)
	}
	large := change.AppendFrame(nil, change.Frame{Seq: 1, Data: make([]byte, change.MaxRecord+513)})
	if got, err := change.ReadFrames(bytes.NewReader(large)); !fault.Is(err, fault.Invalid) || len(got) != 0 {
		t.Errorf("a large frame: %d frames, %v", len(got), err)
	}
}

func TestEqualDataHasOneFingerprint(t *testing.T) {
	rec, err := signed(examples()[0])
	if err != nil {
		t.Fatal(err)
	}
	data := change.AppendRecord(nil, &rec)
	other := bytes.Clone(data)
	other[len(other)/2] ^= 1
	unread := append([]byte{9}, data...)
	if change.Fingerprint(data) != change.Fingerprint(bytes.Clone(data)) || change.Fingerprint(data) == change.Fingerprint(other) ||
		change.Fingerprint(unread) == change.Fingerprint(data) || change.Fingerprint(nil) == change.Fingerprint([]byte{0}) {
		t.Error("a fingerprint does not tell data apart, or not together")
	}
	if _, ok := change.Lost(data); ok {
		t.Error("a record is taken for a lost one")
	}
}
