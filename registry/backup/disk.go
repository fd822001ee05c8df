package backup

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"sync"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"faro.example/shared/fault"
)

const (
	// maxWindow bounds the memory of one zstd stream; what is written here
	// needs 8 MiB.
	maxWindow = 32 << 20
	// buffered is how much is written to disk at a time. Arbitrary.
	buffered = 256 << 10
)

// prepareFolder makes the folder of a new backup, for the owner only. It fails
// with [fault.Conflict] if something lies there.
func prepareFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritable(dir)
	}
	there, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("look into the folder: %w", err)
	}
	if len(there) > 0 {
		return &fault.Error{Kind: fault.Conflict, Detail: "the folder " + dir + " is not empty",
			Remedy: "give each backup a folder of its own; one that was not finished can be removed"}
	}
	return nil
}

func unwritable(what string) error {
	return &fault.Error{Kind: fault.Invalid, Detail: what + " cannot be written",
		Remedy: "check that there is room, and that the user who makes backups may write there"}
}

// sink is a file being written: packed, encrypted, counted and summed on the way.
type sink struct {
	file *os.File
	buf  *bufio.Writer
	sum  hash.Hash
	n    int64
	lock io.WriteCloser
	pack *zstd.Encoder
}

// create makes a file that only the key of the month opens.
func create(name string, to age.Recipient) (*sink, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, unwritable(name)
	}
	s := &sink{file: f, buf: bufio.NewWriterSize(f, buffered), sum: sha256.New()}
	if s.lock, err = age.Encrypt(encrypted{s}, to); err == nil {
		s.pack, err = packer(s.lock)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return s, nil
}

// packers and unpackers are at rest: a backup has many small files, and each of
// these is megabytes.
var packers, unpackers sync.Pool

// packer gives an encoder that writes to w.
func packer(w io.Writer) (*zstd.Encoder, error) {
	if p, ok := packers.Get().(*zstd.Encoder); ok {
		p.Reset(w)
		return p, nil
	}
	return zstd.NewWriter(w)
}

// unpacker gives a decoder that reads from r.
func unpacker(r io.Reader) (*zstd.Decoder, error) {
	if u, ok := unpackers.Get().(*zstd.Decoder); ok {
		return u, u.Reset(r)
	}
	return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxWindow))
}

// encrypted takes what goes to disk.
type encrypted struct{ s *sink }

// Write counts, sums and writes.
func (e encrypted) Write(b []byte) (int, error) {
	n, err := e.s.buf.Write(b)
	e.s.sum.Write(b[:n])
	e.s.n += int64(n)
	return n, err
}

// Write takes what is to be packed.
func (s *sink) Write(b []byte) (int, error) { return s.pack.Write(b) }

// finish returns once all is on disk.
func (s *sink) finish() error {
	if err := errors.Join(s.pack.Close(), s.lock.Close(), s.buf.Flush(), s.file.Sync(), s.file.Close()); err != nil {
		return errors.Join(unwritable(s.file.Name()), err)
	}
	s.pack.Reset(nil)
	packers.Put(s.pack)
	s.pack = nil
	return nil
}

// abandon closes the file, whatever is in it.
func (s *sink) abandon(err error) error { return errors.Join(err, s.pack.Close(), s.file.Close()) }

// source is a file being read, which is summed on the way.
type source struct {
	file   *os.File
	raw    io.Reader
	sum    hash.Hash
	unpack *zstd.Decoder
}

// open opens a file with the key of the month, or with none if it is from before
// backups were encrypted.
func open(dir string, t Table, key age.Identity) (*source, error) {
	f, err := os.Open(filepath.Join(dir, t.File))
	if err != nil {
		return nil, damaged(t.File, "missing")
	}
	s := &source{file: f, sum: sha256.New()}
	s.raw = io.TeeReader(bufio.NewReaderSize(f, buffered), s.sum)
	plain := s.raw
	if key != nil {
		if plain, err = age.Decrypt(s.raw, key); err != nil {
			return nil, errors.Join(damaged(t.File, "not as it was written"), f.Close())
		}
	}
	if s.unpack, err = unpacker(plain); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return s, nil
}

// Read gives what was packed.
func (s *source) Read(b []byte) (int, error) { return s.unpack.Read(b) }

// finish closes the file, once it was read, and checks that it is the one that
// was written.
func (s *source) finish(t Table) error {
	err := s.unpack.Reset(nil)
	unpackers.Put(s.unpack)
	s.unpack = nil
	if err == nil {
		_, err = io.Copy(io.Discard, s.raw)
	}
	if err := errors.Join(err, s.file.Close()); err != nil {
		return fmt.Errorf("read %s: %w", t.File, err)
	}
	if hex.EncodeToString(s.sum.Sum(nil)) != t.Sum {
		return damaged(t.File, "not as it was written")
	}
	return nil
}

// verify checks that a file is the one that was written.
func verify(dir string, t Table) (err error) {
	f, err := os.Open(filepath.Join(dir, t.File))
	if err != nil {
		return damaged(t.File, "missing")
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	sum := sha256.New()
	n, err := io.Copy(sum, f)
	if err != nil {
		return fmt.Errorf("read %s: %w", t.File, err)
	}
	if n != t.Bytes || hex.EncodeToString(sum.Sum(nil)) != t.Sum {
		return damaged(t.File, "not as it was written")
	}
	return nil
}

func damaged(file, how string) error {
	return &fault.Error{Kind: fault.Invalid, Detail: "the backup is damaged: " + file + " is " + how, Remedy: "use another backup"}
}

// replaceFile puts a file in place of another, whole and durably or not at all.
func replaceFile(name string, text []byte) (err error) {
	fresh := name + ".new"
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return unwritable(name)
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(unwritable(name), err)
	}
	if err := os.Rename(fresh, name); err != nil {
		return fmt.Errorf("put %s in its place: %w", name, err)
	}
	return syncFolder(filepath.Dir(name))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
