package webui

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/tink-crypto/tink-go/v2/daead/subtle"

	"faro.example/shared/fault"
)

// sealer seals what travels through a browser and comes back: whom a page is
// about, and why it was opened. Pages of a casefile have an address, so that
// going back, reloading and opening a second one work as people expect, and
// leave a line each; the address is of this session alone, and says nothing to
// anybody. The other way, a form that opens a casefile by POST and shows it as
// the answer, has browsers ask whether to send it again at every step back.
//
// It is AES-SIV (RFC 5297), deterministic: the same page has one address, so a
// link that was followed looks so. What a text is for is bound to it, and
// nobody makes one for another session or another purpose.
type sealer struct {
	siv *subtle.AESSIV
}

func newSealer(key []byte) (*sealer, error) {
	long, err := hkdf.Key(sha256.New, key, nil, "faro pages 1", subtle.AESSIVKeySize)
	if err != nil {
		return nil, err
	}
	siv, err := subtle.NewAESSIV(long)
	if err != nil {
		return nil, err
	}
	return &sealer{siv}, nil
}

// text seals something for one purpose and one holder.
func (s *sealer) text(purpose, holder string, what any) (string, error) {
	plain, err := json.Marshal(what)
	if err != nil {
		return "", err
	}
	sealed, err := s.siv.EncryptDeterministically(plain, bound(purpose, holder))
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(sealed), nil
}

// open opens what [sealer.text] sealed. It fails with [fault.NotFound] for
// whatever this holder was not given for this purpose.
func (s *sealer) open(purpose, holder, text string, what any) error {
	gone := &fault.Error{Kind: fault.NotFound, Detail: "this address is of another sign-in, or of nothing",
		Remedy: "go to the first page and open it again"}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return gone
	}
	plain, err := s.siv.DecryptDeterministically(sealed, bound(purpose, holder))
	if err != nil {
		return gone
	}
	return json.Unmarshal(plain, what)
}

func bound(purpose, holder string) []byte {
	return []byte(strings.Join([]string{purpose, holder}, "\x00"))
}
