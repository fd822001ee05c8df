package backup

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/klauspost/compress/zstd"

	"faro.example/shared/fault"
)

const (
	// manifestFile is written last: a folder without it is no backup.
	manifestFile = "manifest"
	// maxManifest bounds a manifest in bytes; one of 30 tables has 10,000.
	maxManifest = 4 << 20
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

// sink is a file being written: packed, counted and summed on the way.
type sink struct {
	file *os.File
	buf  *bufio.Writer
	sum  hash.Hash
	n    int64
	pack *zstd.Encoder
}

func create(name string) (*sink, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, unwritable(name)
	}
	s := &sink{file: f, buf: bufio.NewWriterSize(f, buffered), sum: sha256.New()}
	if s.pack, err = zstd.NewWriter(packed{s}); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return s, nil
}

// packed takes what the packer gives.
type packed struct{ s *sink }

// Write counts, sums and writes.
func (p packed) Write(b []byte) (int, error) {
	n, err := p.s.buf.Write(b)
	p.s.sum.Write(b[:n])
	p.s.n += int64(n)
	return n, err
}

// Write takes what is to be packed.
func (s *sink) Write(b []byte) (int, error) { return s.pack.Write(b) }

// finish returns once all is on disk.
func (s *sink) finish() error {
	if err := errors.Join(s.pack.Close(), s.buf.Flush(), s.file.Sync(), s.file.Close()); err != nil {
		return errors.Join(unwritable(s.file.Name()), err)
	}
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

func open(dir string, t Table) (*source, error) {
	f, err := os.Open(filepath.Join(dir, t.File))
	if err != nil {
		return nil, damaged(t.File, "missing")
	}
	s := &source{file: f, sum: sha256.New()}
	s.raw = io.TeeReader(bufio.NewReaderSize(f, buffered), s.sum)
	s.unpack, err = zstd.NewReader(s.raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxWindow))
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return s, nil
}

// Read gives what was packed.
func (s *source) Read(b []byte) (int, error) { return s.unpack.Read(b) }

// finish closes the file, once it was read, and checks that it is the one that
// was written.
func (s *source) finish(t Table) error {
	s.unpack.Close()
	_, err := io.Copy(io.Discard, s.raw)
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

// writeManifest makes a folder a backup: what it names is on disk by then. The
// manifest ends with its own checksum.
func writeManifest(dir string, m *Manifest) error {
	text, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return fmt.Errorf("encode manifest: %w", err)
	}
	sum := sha256.Sum256(text)
	m.sum = hex.EncodeToString(sum[:])
	return replaceFile(filepath.Join(dir, manifestFile), fmt.Appendf(text, "\n%s\n", m.sum))
}

func readManifest(dir string) (Manifest, error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, &fault.Error{Kind: fault.Invalid, Detail: "there is no backup in " + dir + ", or it was not finished",
			Remedy: "name the folder that registryctl backup make has filled"}
	}
	if err != nil {
		return Manifest{}, fmt.Errorf("read manifest: %w", err)
	}
	m, err := parseManifest(text)
	if err != nil {
		return Manifest{}, damaged(manifestFile, "not as it was written")
	}
	if m.Format != format {
		return Manifest{}, fault.Newf(fault.Invalid, "a backup of format %d: use the registryctl that made it", m.Format)
	}
	for _, t := range m.Tables {
		if t.File != filepath.Base(t.File) {
			return Manifest{}, damaged(manifestFile, "not as it was written")
		}
	}
	return m, nil
}

// parseManifest reads a manifest with its checksum, the line behind it.
func parseManifest(text []byte) (m Manifest, err error) {
	end := len(text) - 2*sha256.Size - 2
	if end < 0 || len(text) > maxManifest {
		return m, fmt.Errorf("a manifest of %d bytes", len(text))
	}
	sum := sha256.Sum256(text[:end])
	m.sum = hex.EncodeToString(sum[:])
	if string(text[end:]) != "\n"+m.sum+"\n" {
		return m, fmt.Errorf("another checksum")
	}
	return m, json.Unmarshal(text[:end], &m)
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
	d, err := os.Open(filepath.Dir(name))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
