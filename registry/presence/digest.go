package presence

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// kept is a line as it is frozen.
type kept struct {
	Minor  minor.ID // zero where it was erased
	Salt   []byte
	Body   string
	Digest [sha256.Size]byte
}

// bodyJSON is a line as its body. Frozen statements are read by it: never rename
// or reuse a field.
type bodyJSON struct {
	Structure facility.ID  `json:"structure"`
	At        string       `json:"at"`
	Code      string       `json:"code"`
	Counted   []daysJSON   `json:"counted,omitempty"`
	Listed    []listedJSON `json:"listed,omitempty"`
}

type daysJSON struct {
	From  day.Date `json:"from"`
	Until day.Date `json:"until"`
}

type listedJSON struct {
	Why   Why      `json:"why"`
	From  day.Date `json:"from"`
	Until day.Date `json:"until"`
}

// body writes a line for good.
func (l *Line) body() (string, error) {
	b := bodyJSON{Structure: l.Structure, At: l.At, Code: l.Code.Reveal()}
	for _, s := range l.Counted {
		b.Counted = append(b.Counted, daysJSON(s))
	}
	for _, s := range l.Listed {
		b.Listed = append(b.Listed, listedJSON{s.Why, s.Days.From, s.Days.Until})
	}
	out, err := json.Marshal(b)
	return string(out), err
}

// freeze gives a line as it is frozen, with a salt of its own: what was erased of
// it cannot be guessed from the digest.
func freeze(l *Line) (kept, error) {
	body, err := l.body()
	if err != nil {
		return kept{}, fmt.Errorf("write line: %w", err)
	}
	out := kept{Minor: l.Minor, Salt: make([]byte, 16), Body: body}
	if _, err := io.ReadFull(rand.Reader, out.Salt); err != nil {
		return kept{}, fmt.Errorf("draw salt: %w", err)
	}
	out.Digest = out.sum()
	return out, nil
}

func (k *kept) sum() [sha256.Size]byte {
	return sha256.Sum256(append(k.Salt[:len(k.Salt):len(k.Salt)], k.Body...))
}

// thaw reads a frozen line, and fails with [fault.Internal] for one that is not
// what was frozen.
func (k *kept) thaw() (Line, error) {
	if k.Minor.IsZero() {
		return Line{}, nil
	}
	if k.sum() != k.Digest {
		return Line{}, fault.Newf(fault.Internal, "a line of a statement is not what was frozen")
	}
	var b bodyJSON
	if err := json.Unmarshal([]byte(k.Body), &b); err != nil {
		return Line{}, fmt.Errorf("read line: %w", err)
	}
	out := Line{Minor: k.Minor, Structure: b.Structure, At: b.At, Code: minor.Code(b.Code)}
	for _, s := range b.Counted {
		out.Counted = append(out.Counted, day.Span(s))
	}
	for _, s := range b.Listed {
		out.Listed = append(out.Listed, Listed{s.Why, day.Span{From: s.From, Until: s.Until}})
	}
	return out, nil
}

// sum is the digest of a statement: of all it says, and of the digests of its
// lines in order.
func (s *Statement) sum(lines []kept) string {
	var differs []string
	for _, d := range s.Differs {
		differs = append(differs, d.String())
	}
	h := sha256.New()
	fmt.Fprintf(h, "faro presence-days 1\n%s\n%s\n%d\n%d\n%d\n%s\n%s\n%q\n%d\n%d\n%d\n%s\n", s.Municipality, s.Quarter, s.Number, s.Epoch, s.Position,
		s.MadeAt.UTC().Format(time.RFC3339Nano), s.MadeBy, s.Why.Reveal(), s.Counted, s.Listed, s.Census, strings.Join(differs, " "))
	for i := range lines {
		h.Write(lines[i].Digest[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}
