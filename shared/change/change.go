// Package change is the record: what one author says about one minor, signed
// by the installation it was said at.
//
// The invariant: the bytes that were signed are the bytes that are sent and
// kept. Nobody encodes a header or a body again; what [Decode] accepts of a
// version it knows would encode to the very same bytes. A body can be absent
// (erased, or struck out), and the header still verifies.
//
// Evolution: names of fields and kinds are never reused; new fields are
// optional and absent when unset; unknown fields of a higher version of a body
// are kept and ignored, of a known version refused; a kind that this code does
// not know is kept, routed by its section and passed on.
package change

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"time"

	"faro.example/shared/fault"
)

// Record is one record as it travels: the bytes that were signed, the
// signature, and the body beside them.
type Record struct {
	Header
	Raw     []byte   // the header's bytes, as signed
	Sig     [64]byte // Ed25519 (RFC 8032) over Raw
	Salt    [16]byte // hashed before the body, so that a digest tells nothing of a short body
	BodyRaw []byte   // nil if the body is absent
	Body    Body     // nil if the body is absent or its kind or version is not known
}

// HasBody reports whether the body travels with the record.
func (r *Record) HasBody() bool { return r.BodyRaw != nil }

// Known reports whether this code knows the record's kind and version.
func (r *Record) Known() bool {
	e, ok := Lookup(r.Kind)
	return ok && r.Version <= e.Version
}

// Level gives the level from which on the ledger takes the record; that of a kind
// which this code does not know is above all that it knows.
func (r *Record) Level() int {
	if !r.Known() {
		return Level + 1
	}
	e, _ := Lookup(r.Kind)
	return e.Level
}

// Sign makes a record of a header and a body: it fills in format, kind,
// version, section (unless the kind takes that of what it concerns) and digest,
// cuts made to the second in UTC, and signs. It fails with [fault.Invalid] if either is not valid.
func Sign(key ed25519.PrivateKey, h Header, b Body) (Record, error) {
	var salt [16]byte
	if _, err := rand.Read(salt[:]); err != nil {
		return Record{}, err
	}
	return SignWith(key, h, b, salt)
}

// SignWith is [Sign] with the salt given: for records issued anew, which keep
// theirs, and for golden vectors.
func SignWith(key ed25519.PrivateKey, h Header, b Body, salt [16]byte) (Record, error) {
	e, ok := Lookup(b.Kind())
	if !ok {
		return Record{}, fault.Field("kind", "not a kind of this version", "upgrade this installation")
	}
	if err := b.Validate(); err != nil {
		return Record{}, fault.In("body", err)
	}
	body, err := encode(b)
	if err != nil {
		return Record{}, err
	}
	if s := SectionOf(b); s != "" {
		h.Section = s
	}
	h.Kind, h.Version = e.Kind, VersionOf(b)
	return seal(key, h, body, salt)
}

// Reissue signs a record's body again under a new header of the same
// installation's successor: id, author, on, body, salt and seen are the
// caller's to keep (design section 5 rule 8). It works for kinds that this code
// does not know, since the body's bytes are not touched. It fails with
// [fault.Invalid] if the body is absent: what is left could not be told from a
// record that never had one.
func Reissue(key ed25519.PrivateKey, old Record, h Header) (Record, error) {
	if !old.HasBody() {
		return Record{}, fault.Field("body", "absent", "only a record that is still whole can be issued anew")
	}
	h.Kind, h.Version, h.Section = old.Kind, old.Version, old.Section
	return seal(key, h, old.BodyRaw, old.Salt)
}

func seal(key ed25519.PrivateKey, h Header, body []byte, salt [16]byte) (Record, error) {
	h.Faro = Format
	h.Made.At = h.Made.At.UTC().Truncate(time.Second)
	h.Digest = digest(salt, body)
	if err := h.validate(); err != nil {
		return Record{}, err
	}
	raw, err := encode(&h)
	if err != nil {
		return Record{}, err
	}
	rec := Record{Raw: raw, Salt: salt, BodyRaw: body}
	copy(rec.Sig[:], ed25519.Sign(key, raw))
	if err := rec.parse(); err != nil {
		return Record{}, err
	}
	return rec, nil
}

// digest is the SHA-256 of 16 random bytes and the body.
func digest(salt [16]byte, body []byte) Digest {
	h := sha256.New()
	h.Write(salt[:])
	h.Write(body)
	return Digest(h.Sum(nil))
}

// Parse reads header and body, and checks that the body is the one the header
// names. It fails with [fault.Invalid], naming the field; it does not verify
// the signature: see [Record.Verify].
func Parse(raw []byte, sig [64]byte, salt [16]byte, body []byte) (Record, error) {
	rec := Record{Raw: raw, Sig: sig, Salt: salt, BodyRaw: body}
	if err := rec.parse(); err != nil {
		return Record{}, err
	}
	return rec, nil
}

func (r *Record) parse() error {
	if len(r.Raw) > MaxHeader {
		return fault.Field("header", "too large", "a header has at most 64 KiB")
	}
	if err := readHeader(r.Raw, &r.Header); err != nil {
		return fault.In("header", err)
	}
	if err := r.Header.validate(); err != nil {
		return fault.In("header", err)
	}
	if e, ok := Lookup(r.Kind); ok && e.Section != "" && e.Section != r.Section {
		return errSection()
	}
	if !r.HasBody() {
		return nil
	}
	if len(r.BodyRaw) > MaxBody {
		return fault.Field("body", "too large", "a body has at most 256 KiB; files travel by their digest")
	}
	if digest(r.Salt, r.BodyRaw) != r.Digest {
		return fault.Field("digest", "the body is not the one that was signed", "send the record as it was stored")
	}
	return r.parseBody()
}

func (r *Record) parseBody() error {
	e, ok := Lookup(r.Kind)
	if !ok || r.Version > e.Version {
		return fault.In("body", checkLoose(r.BodyRaw))
	}
	body, ok := quickBody(r.Kind, r.BodyRaw)
	var err error
	if ok {
		err = body.Validate()
	} else {
		body, err = e.decode(r.BodyRaw)
	}
	if err == nil {
		err = checkVersion(body, r.Version)
	}
	if err != nil {
		return fault.In("body", err)
	}
	if s := SectionOf(body); s != "" && s != r.Section {
		return errSection()
	}
	r.Body = body
	return nil
}

func errSection() error {
	return fault.Field("header.section", "not the section of this kind", "use the section that the catalogue gives it")
}

// Verify fails with [fault.Invalid] unless the signature over the header is by
// the key.
func (r *Record) Verify(key ed25519.PublicKey) error {
	if !ed25519.Verify(key, r.Raw, r.Sig[:]) {
		return fault.Field("sig", "the signature is not by this installation's key", "enrol again, then send the record anew")
	}
	return nil
}

// Detached gives the record without its body and salt: what is left of it once
// the body is struck out. The header still verifies.
func (r *Record) Detached() Record {
	out := *r
	out.BodyRaw, out.Body, out.Salt = nil, nil, [16]byte{}
	return out
}

// Leaf is the hash of the record in a transparency log (RFC 6962 section 2.1):
// SHA-256 of a zero byte, the header and the signature.
func (r *Record) Leaf() [32]byte {
	h := sha256.New()
	h.Write([]byte{0})
	h.Write(r.Raw)
	h.Write(r.Sig[:])
	return [32]byte(h.Sum(nil))
}
