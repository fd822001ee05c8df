package change

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"

	"faro.example/shared/fault"
)

// Frame is how a record travels in a batch: its number outside the signed
// bytes, so that one that cannot be read or verified is answered under its
// number and blocks nothing.
type Frame struct {
	Seq  uint64
	Data []byte // as [AppendRecord] wrote it
}

// Shapes of the data in a frame.
const (
	shapeDetached = 0 // header and signature only
	shapeWhole    = 1 // with salt and body
	shapeLost     = 2 // the record is lost for good; a reason in words follows
	shapeSealed   = 3 // sealed to the registry's recovery key; an age file follows
)

// AppendRecord appends a record in the form in which it travels and is kept:
// one byte of shape, header with its length, signature, and where there is a
// body, salt and body. The record must have been parsed or signed.
func AppendRecord(b []byte, r *Record) []byte {
	shape := byte(shapeDetached)
	if r.HasBody() {
		shape = shapeWhole
	}
	b = append(b, shape)
	b = binary.AppendUvarint(b, uint64(len(r.Raw)))
	b = append(b, r.Raw...)
	b = append(b, r.Sig[:]...)
	if shape == shapeWhole {
		b = append(b, r.Salt[:]...)
		b = append(b, r.BodyRaw...)
	}
	return b
}

// AppendLost appends the empty frame of a number whose record is lost for good
// (design section 5 rule 8), with the reason.
func AppendLost(b []byte, reason string) []byte {
	return append(append(b, shapeLost), reason...)
}

// Lost gives the reason if the data is that of a lost record.
func Lost(data []byte) (string, bool) {
	if len(data) > 0 && data[0] == shapeLost {
		return string(data[1:]), true
	}
	return "", false
}

// AppendSealed appends a record that only the registry opens (design section 5
// rule 7): sealed is an age file of what [AppendRecord] wrote.
func AppendSealed(b, sealed []byte) []byte {
	return append(append(b, shapeSealed), sealed...)
}

// Sealed gives the age file if the data is that of a sealed record. What is in
// it has another [Fingerprint] than the data.
func Sealed(data []byte) ([]byte, bool) {
	if len(data) > 0 && data[0] == shapeSealed {
		return data[1:], true
	}
	return nil, false
}

// Fingerprint is equal for equal data: by it a number sent twice with other
// bytes is known. It is the SHA-256 of the signed part, so that a record whose
// body was struck out in between keeps it; data that cannot be read is hashed
// whole.
func Fingerprint(data []byte) [32]byte {
	raw, sig, _, err := split(data)
	if err != nil {
		return sha256.Sum256(data)
	}
	h := sha256.New()
	h.Write(raw)
	h.Write(sig)
	return [32]byte(h.Sum(nil))
}

// Decode reads what [AppendRecord] wrote. It fails with [fault.Invalid] and
// returns nothing else then; it does not verify the signature.
func Decode(data []byte) (Record, error) {
	raw, sig, rest, err := split(data)
	if err != nil {
		return Record{}, err
	}
	if data[0] == shapeDetached {
		if len(rest) > 0 {
			return Record{}, fault.Newf(fault.Invalid, "a frame without a body has something after the signature")
		}
		return Parse(raw, [64]byte(sig), [16]byte{}, nil)
	}
	if len(rest) < 16+2 {
		return Record{}, fault.Newf(fault.Invalid, "a frame is cut off before its body: send it again")
	}
	return Parse(raw, [64]byte(sig), [16]byte(rest[:16]), rest[16:])
}

func split(data []byte) (raw, sig, rest []byte, err error) {
	if len(data) == 0 || data[0] > shapeWhole {
		return nil, nil, nil, fault.Newf(fault.Invalid, "a frame of a shape that this version does not know")
	}
	n, used := binary.Uvarint(data[1:])
	if used <= 0 || n > MaxHeader {
		return nil, nil, nil, fault.Newf(fault.Invalid, "a frame without the length of its header, or one above 64 KiB")
	}
	if used != uvarintLen(n) {
		return nil, nil, nil, fault.Newf(fault.Invalid, "a frame whose length is not in its shortest form")
	}
	at := 1 + used
	if uint64(len(data)-at) < n+64 {
		return nil, nil, nil, fault.Newf(fault.Invalid, "a frame is cut off: send it again")
	}
	end := at + int(n)
	return data[at:end], data[end : end+64], data[end+64:], nil
}

func uvarintLen(n uint64) int { return len(binary.AppendUvarint(nil, n)) }

// AppendFrame appends one frame of a batch: number, length, data.
func AppendFrame(b []byte, f Frame) []byte {
	b = binary.AppendUvarint(b, f.Seq)
	b = binary.AppendUvarint(b, uint64(len(f.Data)))
	return append(b, f.Data...)
}

// ReadFrames reads the frames of a batch until the end of r, which the caller
// bounds by [MaxBatchBytes]. It fails with [fault.Invalid] if the batch is cut
// off or has more than [MaxBatch] frames; the frames read before the fault are
// returned with it, since each stands for itself.
func ReadFrames(r io.Reader) ([]Frame, error) {
	br := bufio.NewReader(r)
	var out []Frame
	for {
		seq, err := binary.ReadUvarint(br)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, cutOff(err)
		}
		if len(out) == MaxBatch {
			return out, fault.Newf(fault.Invalid, "more than %d records in one batch: send them in several", MaxBatch)
		}
		n, err := binary.ReadUvarint(br)
		if err != nil {
			return out, cutOff(err)
		}
		if n > MaxRecord+maxSealing {
			return out, fault.Newf(fault.Invalid, "a frame larger than a record may be")
		}
		data := make([]byte, n)
		if _, err := io.ReadFull(br, data); err != nil {
			return out, cutOff(err)
		}
		out = append(out, Frame{Seq: seq, Data: data})
	}
}

func cutOff(err error) error {
	var ours *fault.Error
	if errors.As(err, &ours) {
		return err
	}
	return fault.Newf(fault.Invalid, "the batch is cut off: send it again")
}
