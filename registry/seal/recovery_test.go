package seal

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// sealedVector is the vector of a sealed frame, which package change reads too.
const sealedVector = "../../shared/change/testdata/sealed.json"

func newRecovery(t *testing.T) *Recovery {
	t.Helper()
	path := filepath.Join(t.TempDir(), "recovery.key")
	if err := MakeRecovery(path); err != nil {
		t.Fatal(err)
	}
	r, err := NewRecovery(path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func sealTo(t *testing.T, recipient string, data []byte) []byte {
	t.Helper()
	to, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestOnlyTheRecoveryKeyOpensWhatIsSealedToIt(t *testing.T) {
	r, other := newRecovery(t), newRecovery(t)
	largest := bytes.Repeat([]byte("x"), change.MaxRecord)
	sealed := sealTo(t, r.Recipient(), largest)
	if got, err := r.Open(sealed); err != nil || !bytes.Equal(got, largest) {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
	frame := change.AppendFrame(nil, change.Frame{Seq: 1, Data: change.AppendSealed(nil, sealed)})
	if _, err := change.ReadFrames(bytes.NewReader(frame)); err != nil {
		t.Errorf("the largest record does not travel sealed: %v", err)
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for name, try := range map[string]func() ([]byte, error){
		"another key": func() ([]byte, error) { return other.Open(sealed) },
		"no key":      func() ([]byte, error) { return (*Recovery)(nil).Open(sealed) },
		"changed":     func() ([]byte, error) { return r.Open(changed) },
		"too large":   func() ([]byte, error) { return r.Open(sealTo(t, r.Recipient(), append(largest, 'x'))) },
		"nothing":     func() ([]byte, error) { return r.Open(nil) },
	} {
		if got, err := try(); !fault.Is(err, fault.Invalid) || got != nil {
			t.Errorf("%s: got %d bytes, %v", name, len(got), err)
		}
	}
	if (*Recovery)(nil).Recipient() != "" {
		t.Error("no key has a recipient")
	}
}

func TestTheRecoveryKeyIsItsOwnersAloneAndNeverWrittenOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "recovery.key")
	if _, err := NewRecovery(path); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v, want not-found", err)
	}
	if err := MakeRecovery(path); err != nil {
		t.Fatal(err)
	}
	if err := MakeRecovery(path); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second time: got %v, want a conflict", err)
	}
	r, err := NewRecovery(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprintf("%v %+v %#v %s", r, r, r, r); got != "[key] [key] [key] [key]" {
		t.Errorf("the key prints as %q", got)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := NewRecovery(path); !fault.Is(err, fault.Invalid) {
		t.Errorf("readable by others: got %v, want it refused", err)
	}
	if err := errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, []byte("AGE-SECRET-KEY-1\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := NewRecovery(path); !fault.Is(err, fault.Invalid) || bytes.Contains([]byte(err.Error()), []byte("SECRET")) {
		t.Errorf("no key: got %v, want it refused", err)
	}
}

// A vector that fails means: find another approach. The bytes are in outboxes.
func TestTheVectorOfASealedRecordOpens(t *testing.T) {
	text, err := os.ReadFile(sealedVector)
	if err != nil {
		t.Fatal(err)
	}
	var v struct{ About, Key, Recipient, Frame, Opened string }
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "recovery.key")
	if err := os.WriteFile(path, []byte(v.Key), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := NewRecovery(path)
	if err != nil || r.Recipient() != v.Recipient {
		t.Fatalf("got %v", err)
	}
	batch, err := hex.DecodeString(v.Frame)
	if err != nil {
		t.Fatal(err)
	}
	frames, err := change.ReadFrames(bytes.NewReader(batch))
	if err != nil || len(frames) != 1 {
		t.Fatalf("got %d frames, %v", len(frames), err)
	}
	sealed, _ := change.Sealed(frames[0].Data)
	if got, err := r.Open(sealed); err != nil || hex.EncodeToString(got) != v.Opened {
		t.Errorf("got %x, %v", got, err)
	}
}
