// Package bundle is the sealed file by which one installation of an office hands
// what it has not sent to another, or to the registry, on a stick, where there
// is no line.
//
// The invariant: a file opens whole or not at all, only under the key of the
// office that its header names, and gives only records that state that office
// and one installation, under rising numbers. It vouches for who sealed it, not
// for who signed each record: that the registry verifies.
package bundle

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/crypto/chacha20poly1305"

	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// magic begins every file, and names its format.
const magic = "faro bundle 1\n"

// Extents of a file: magic, office, nonce, then what is sealed.
const (
	officeEnd = len(magic) + 16
	headerEnd = officeEnd + chacha20poly1305.NonceSizeX
)

// MaxFile bounds a file: some forty thousand records, far more than a landing;
// arbitrary.
const MaxFile = 64 << 20

// Seal gives the file with the records of one installation for an office, whose
// key seals it. It fails with [fault.Invalid] if there are none or too many.
func Seal(key []byte, office institution.OfficeID, records []change.Record) ([]byte, error) {
	if len(records) == 0 {
		return nil, fault.Newf(fault.Invalid, "a bundle without records")
	}
	plain := append([]byte{}, records[0].Agent[:]...)
	for i := range records {
		data := change.AppendRecord(nil, &records[i])
		plain = binary.AppendUvarint(plain, uint64(len(data)))
		plain = append(plain, data...)
	}
	if len(plain) > MaxFile-headerEnd-chacha20poly1305.Overhead {
		return nil, &fault.Error{Kind: fault.Invalid, Detail: "more is unsent than a bundle holds", Remedy: "bring this machine to a line"}
	}
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, fmt.Errorf("seal a bundle: %w", err)
	}
	header := append([]byte(magic), office[:]...)
	nonce := make([]byte, chacha20poly1305.NonceSizeX)
	if _, err := rand.Read(nonce); err != nil {
		return nil, fmt.Errorf("seal a bundle: %w", err)
	}
	return aead.Seal(append(bytes.Clone(header), nonce...), nonce, plain, header), nil
}

// Office gives the office whose key opens a file. It fails with [fault.Invalid]
// if the file is no bundle.
func Office(file []byte) (o institution.OfficeID, err error) {
	if len(file) < headerEnd+chacha20poly1305.Overhead || string(file[:len(magic)]) != magic {
		return o, &fault.Error{Kind: fault.Invalid, Field: "file", Detail: "not a bundle of this format, or cut off at its beginning",
			Remedy: "give the file that agentd bundle write made; copy it again if it was"}
	}
	copy(o[:], file[len(magic):officeEnd])
	return o, nil
}

// Open gives the records in a file. It fails with [fault.Invalid] if it was
// changed or cut off, or was sealed under another key.
func Open(key, file []byte) ([]change.Record, error) {
	office, err := Office(file)
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, fmt.Errorf("open a bundle: %w", err)
	}
	plain, err := aead.Open(nil, file[officeEnd:headerEnd], file[headerEnd:], file[:officeEnd])
	if err != nil {
		return nil, damaged()
	}
	return parse(plain, office)
}

func damaged() error {
	return &fault.Error{Kind: fault.Invalid, Field: "file", Detail: "the bundle was changed, was cut off, or was sealed under another key; nothing was taken",
		Remedy: "copy it again from the machine that wrote it, or write it again there"}
}

// parse reads what was sealed.
func parse(plain []byte, office institution.OfficeID) ([]change.Record, error) {
	var agent change.AgentID
	if len(plain) < len(agent) {
		return nil, damaged()
	}
	copy(agent[:], plain)
	var out []change.Record
	last := uint64(0)
	for rest := plain[len(agent):]; len(rest) > 0; {
		n, used := binary.Uvarint(rest)
		if used <= 0 || n > uint64(len(rest)-used) {
			return nil, damaged()
		}
		rec, err := change.Decode(rest[used : used+int(n)])
		if err != nil {
			return nil, fault.In("file", err)
		}
		if rec.Agent != agent || rec.Structure != office || rec.Seq <= last {
			return nil, fault.Field("file", "holds a record of another installation or office than it names",
				"write it again on the machine that it comes from")
		}
		out, last, rest = append(out, rec), rec.Seq, rest[used+int(n):]
	}
	return out, nil
}

// Read reads a file. It fails with [fault.NotFound] if it cannot be read, and
// with [fault.Invalid] if it is larger than a bundle may be.
func Read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &fault.Error{Kind: fault.NotFound, Field: "file", Detail: "cannot be read: " + path, Remedy: "give the file that agentd bundle write made"}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read a bundle: %w", err)
	}
	if len(b) > MaxFile {
		return nil, fault.Field("file", "larger than a bundle may be", "give the file that agentd bundle write made")
	}
	return b, nil
}

// Write puts a file in its place whole, readable by its owner only; one of that
// name is replaced. It is on the disk once this returns.
func Write(path string, file []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".faro-bundle-*") // 0600
	if err != nil {
		return &fault.Error{Kind: fault.Invalid, Field: "file", Detail: "cannot be written: " + path, Remedy: "give a path in a folder that is there and can be written"}
	}
	_, err = f.Write(file)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write a bundle: %w", err), os.Remove(f.Name()))
	}
	return nil
}
