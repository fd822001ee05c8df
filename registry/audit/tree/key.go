// Package tree gives every line of the record of access and every position of
// the ledger its place in one Merkle tree, as public transparency logs keep
// them, signs the tree's head, and finds what was altered.
//
// The invariant: a tree only grows. Each head signed by [Sealer.Seal] has every
// head signed before it as its beginning, those that lie outside the database
// included; where it would not, nothing is signed. One sealer works at a time,
// and nobody who writes a line or a record ever waits for it. A restored ledger
// begins a new tree, whose first leaf is the last signed head known of the old
// one. What [Verify] finds is wrong whatever else is right: it trusts the
// signatures and the heads it is given, and nothing that the database says.
package tree

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"faro.example/shared/fault"
)

// KeyFile holds, in the state folder, the keys that sign heads: one a line, the
// first of which signs; the others verify what they have signed.
const KeyFile = "audit.key"

// algorithm marks Ed25519 in the keys of package note.
const algorithm = 1

// Key signs the heads of trees.
type Key struct {
	signs ed25519.PrivateKey
	Keys
}

// Keys verify the heads of trees; the first belongs to who signs now.
type Keys []ed25519.PublicKey

// name is what a public key is called in notes.
func name(pub ed25519.PublicKey) string {
	sum := sha256.Sum256(pub)
	return "faro/" + hex.EncodeToString(sum[:8])
}

// origin names one tree: that of one life of one registry's ledger.
func origin(pub ed25519.PublicKey, epoch int) string { return name(pub) + "/" + strconv.Itoa(epoch) }

// OpenKey reads the key file of a state folder, and makes it where there is
// none. It fails with [fault.Invalid] if others can read it, or if it holds
// something else.
func OpenKey(dir string) (key *Key, made bool, err error) {
	path := filepath.Join(dir, KeyFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		key, err := makeKey(path)
		return key, true, err
	}
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		return nil, false, &fault.Error{Kind: fault.Invalid, Detail: fmt.Sprintf("the key file %s can be read by others", path), Remedy: "chmod 600 the file"}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, false, fmt.Errorf("read the key of the record of access: %w", err)
	}
	key, err = parseKey(string(text))
	if err != nil {
		return nil, false, fault.In(path, err)
	}
	return key, false, nil
}

func makeKey(path string) (*Key, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	_, werr := f.WriteString(base64.StdEncoding.EncodeToString(private.Seed()) + "\n")
	if err := errors.Join(werr, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	return keyOf(private), nil
}

func keyOf(private ...ed25519.PrivateKey) *Key {
	k := &Key{signs: private[0]}
	for _, p := range private {
		k.Keys = append(k.Keys, ed25519.PublicKey(p[ed25519.PublicKeySize:]))
	}
	return k
}

func parseKey(text string) (*Key, error) {
	var all []ed25519.PrivateKey
	for line := range strings.Lines(text) {
		seed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
		if err != nil || len(seed) != ed25519.SeedSize {
			return nil, fault.Newf(fault.Invalid, "a line is not a key of the record of access")
		}
		all = append(all, ed25519.NewKeyFromSeed(seed))
	}
	if len(all) == 0 {
		return nil, fault.Newf(fault.Invalid, "the file is empty")
	}
	return keyOf(all...), nil
}

// String keeps the key out of every print.
func (k *Key) String() string { return "[key]" }

// GoString keeps the key out of every print.
func (k *Key) GoString() string { return "[key]" }

// sign gives a signed note of the tree of an epoch.
func (k *Key) sign(epoch int, text string) (string, error) {
	return k.note(origin(k.Keys[0], epoch), text)
}

// Attest gives a text signed by the registry's key, as a note of that
// purpose, such as "backup": what is signed for one purpose, or as the head of a
// tree, is nothing for another. The text ends with a line's end.
func (k *Key) Attest(purpose, text string) (string, error) {
	return k.note(name(k.Keys[0])+"/"+purpose, text)
}

func (k *Key) note(of, text string) (string, error) {
	id, err := note.NewEd25519VerifierKey(of, k.Keys[0])
	if err != nil {
		return "", err
	}
	hash := strings.Split(id, "+")[1]
	secret := base64.StdEncoding.EncodeToString(append([]byte{algorithm}, k.signs.Seed()...))
	signer, err := note.NewSigner("PRIVATE+KEY+" + of + "+" + hash + "+" + secret)
	if err != nil {
		return "", fault.Newf(fault.Internal, "the key of the record of access cannot sign")
	}
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	return string(signed), err
}

// Attested gives the text of what [Key.Attest] signed for a purpose. It
// fails with [fault.Invalid] if none of the keys has.
func (k Keys) Attested(purpose, signed string) (string, error) {
	var verifiers []note.Verifier
	for _, pub := range k {
		id, err := note.NewEd25519VerifierKey(name(pub)+"/"+purpose, pub)
		if err != nil {
			return "", err
		}
		verifier, err := note.NewVerifier(id)
		if err != nil {
			return "", err
		}
		verifiers = append(verifiers, verifier)
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(verifiers...))
	if err != nil {
		return "", fault.Newf(fault.Invalid, "not signed with the registry's key")
	}
	return opened.Text, nil
}

// Text gives the public keys as they are handed out, one a line: the names are
// those of no tree yet.
func (k Keys) Text() (string, error) {
	var out strings.Builder
	for _, pub := range k {
		id, err := note.NewEd25519VerifierKey(name(pub), pub)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&out, id)
	}
	return out.String(), nil
}

// ParseKeys reads what [Keys.Text] gives. It fails with [fault.Invalid].
func ParseKeys(text string) (Keys, error) {
	var out Keys
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if _, err := note.NewVerifier(line); err != nil {
			return nil, fault.Field("key", "not a public key of a record of access", "give what registryctl audit key prints")
		}
		key, err := base64.StdEncoding.DecodeString(strings.SplitN(line, "+", 3)[2])
		if err != nil || len(key) != 1+ed25519.PublicKeySize {
			return nil, fault.Field("key", "not a public key of a record of access", "give what registryctl audit key prints")
		}
		out = append(out, ed25519.PublicKey(key[1:]))
	}
	if len(out) == 0 {
		return nil, fault.Field("key", "no key is named", "give what registryctl audit key prints")
	}
	return out, nil
}

// open gives the text of a signed note and the epoch that its origin states. It
// fails with [fault.Invalid] if none of the keys has signed it.
func (k Keys) open(signed string) (text string, epoch int, err error) {
	first, _, _ := strings.Cut(signed, "\n")
	at := strings.LastIndex(first, "/")
	epoch, err = strconv.Atoi(first[at+1:])
	if err != nil || at < 0 || epoch < 1 {
		return "", 0, fault.Newf(fault.Invalid, "not the head of a record of access")
	}
	own := slices.IndexFunc(k, func(pub ed25519.PublicKey) bool { return origin(pub, epoch) == first })
	if own < 0 {
		return "", 0, fault.Newf(fault.Invalid, "the head is of another registry, or signed with a key that is not known")
	}
	id, err := note.NewEd25519VerifierKey(first, k[own])
	if err != nil {
		return "", 0, err
	}
	verifier, err := note.NewVerifier(id)
	if err != nil {
		return "", 0, err
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return "", 0, fault.Newf(fault.Invalid, "the head is not signed with the registry's key")
	}
	return opened.Text, epoch, nil
}
