package intake

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/oasisprotocol/curve25519-voi/primitives/ed25519"

	"faro.example/registry/judge"
	"faro.example/registry/pg"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// frame is one frame of a push, decoded and verified.
type frame struct {
	seq   uint64
	data  []byte
	print [32]byte
	rec   change.Record  // if why is nil
	why   *judge.Refusal // why it is refused whatever the database says
	lost  bool
	shut  bool // it is sealed, and does not open
	aside bool // its bytes are kept aside: it could not be read or verified
}

// prepare decodes and verifies the frames of a push, outside any transaction.
func (in *Intake) prepare(agent change.AgentID, key *ed25519.ExpandedPublicKey, b Batch) []frame {
	out := make([]frame, len(b.Frames))
	for i, f := range b.Frames {
		opened, why := in.unseal(f)
		if why != nil {
			out[i] = frame{seq: f.Seq, data: f.Data, print: change.Fingerprint(f.Data), why: why, shut: true, aside: true}
			continue
		}
		out[i] = decode(agent, opened, b.GivingBack)
	}
	verify(key, out)
	return out
}

// fieldSealed marks a receipt for a frame that did not open: its fingerprint
// says nothing of the record.
const fieldSealed = "sealed"

// unseal opens a frame that an installation kept sealed to the recovery key;
// others stay as they are.
func (in *Intake) unseal(f change.Frame) (change.Frame, *judge.Refusal) {
	sealed, is := change.Sealed(f.Data)
	if !is {
		return f, nil
	}
	data, err := in.Recovery.Open(sealed)
	if err != nil {
		return f, judge.Refuse(judge.Unreadable, fieldSealed, "it does not open with the registry's recovery key",
			"write it anew if it can be told again")
	}
	return change.Frame{Seq: f.Seq, Data: data}, nil
}

func decode(agent change.AgentID, in change.Frame, givingBack bool) frame {
	f := frame{seq: in.Seq, data: in.Data, print: change.Fingerprint(in.Data)}
	if _, lost := change.Lost(in.Data); lost {
		f.lost = true
		f.why = judge.Refuse(judge.Lost, "", "the record under this number is lost for good", "write it anew if it can be told again")
		return f
	}
	rec, err := change.Decode(in.Data)
	switch {
	case err != nil:
		f.why, f.aside = judge.RefuseFor(judge.Unreadable, err), true
	case rec.Agent != agent || rec.Seq != in.Seq:
		f.why, f.aside = judge.Refuse(judge.Misnumbered, "header.seq", "the frame's number or installation is not the record's",
			"send the record as it was stored"), true
	case !rec.Known():
		f.why = refuseFormat()
	case !rec.HasBody() && !givingBack:
		f.why, f.aside = judge.Refuse(judge.Unreadable, "body", "missing", "send the record as it was stored"), true
	}
	f.rec = rec
	return f
}

// refuseFormat says that not every registry can read a record yet.
func refuseFormat() *judge.Refusal {
	return judge.Refuse(judge.Format, "header.kind", "a kind or version that the ledger does not take yet",
		"write it with the version that the registry's format names")
}

// rule says which signatures are good: by one rule alone (ZIP 215) a batch and
// its records one by one always get the same answer.
func rule() *ed25519.Options { return &ed25519.Options{Verify: ed25519.VerifyOptionsZIP_215} }

// verify checks the signatures of one installation as a batch, which takes a
// quarter of the time; if one is bad it looks for it one by one. What the
// standard library accepts is accepted here too; only who holds the key can
// make a signature about which the two differ.
func verify(key *ed25519.ExpandedPublicKey, frames []frame) {
	v, rule := ed25519.NewBatchVerifierWithCapacity(len(frames)), rule()
	n := 0
	for i := range frames {
		if f := &frames[i]; f.signed() {
			v.AddExpandedWithOptions(key, f.rec.Raw, f.rec.Sig[:], rule)
			n++
		}
	}
	if n == 0 || v.VerifyBatchOnly(rand.Reader) {
		return
	}
	for i := range frames {
		f := &frames[i]
		if f.signed() && !ed25519.VerifyExpandedWithOptions(key, f.rec.Raw, f.rec.Sig[:], rule) {
			f.aside = true
			f.why = judge.Refuse(judge.Unverified, "sig", "the signature is not by this installation's key",
				"enrol again, then send the record anew")
		}
	}
}

// signed reports whether there is a record whose signature can be checked.
func (f *frame) signed() bool { return f.rec.Raw != nil }

// key finds the key of an installation by which its records are signed; it
// never changes. It fails with [fault.Unauthenticated] if there is none.
func (in *Intake) key(ctx context.Context, agent change.AgentID) (*ed25519.ExpandedPublicKey, error) {
	if k, ok := in.keys.Load(agent); ok {
		return k.(*ed25519.ExpandedPublicKey), nil
	}
	var raw []byte
	err := in.pool.QueryRow(ctx, `SELECT record_key FROM installations WHERE id = $1`, agent).Scan(&raw)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, unknownInstallation()
	}
	if err != nil {
		return nil, fmt.Errorf("find key: %w", pg.Fault(err))
	}
	key, err := ed25519.NewExpandedPublicKey(raw)
	if err != nil {
		return nil, fault.Newf(fault.Internal, "the key of an installation is none")
	}
	in.keys.Store(agent, key)
	return key, nil
}

func unknownInstallation() error {
	return &fault.Error{Kind: fault.Unauthenticated, Detail: "no such installation", Remedy: "enrol it"}
}

func revokedInstallation() error {
	return &fault.Error{Kind: fault.Unauthenticated, Detail: "this installation was revoked",
		Remedy: "enrol it again: what is unsent is kept and sent anew"}
}
