package walarchive

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"faro.example/registry/monthkey"
	"faro.example/shared/fault"
)

// Reader gives out what was archived of one cluster. It is safe for use by
// several goroutines.
type Reader struct {
	folder string // of the cluster
	system string
	secret []byte
	keys   monthkey.Keys

	mu   sync.Mutex // guards the field below
	open map[monthkey.Month]age.Identity
}

// NewReader reads the archive of a cluster; folder is that of all clusters, and
// state the registry's state folder.
func NewReader(folder, system, state string, keys monthkey.Keys) (*Reader, error) {
	secret, err := Secret(state)
	if err != nil {
		return nil, err
	}
	return &Reader{folder: filepath.Join(folder, system), system: system, secret: secret, keys: keys, open: map[monthkey.Month]age.Identity{}}, nil
}

// File is one archived file, opened.
type File struct {
	Name  string
	Month monthkey.Month
	At    time.Time // when it was archived
	Plain []byte
}

// Get opens what was archived under a name. It fails with [fault.NotFound] if
// nothing was, with [fault.Invalid] if it is not as it was archived, and with
// [fault.Erased] if the key of its month was destroyed.
func (r *Reader) Get(ctx context.Context, name string) (out File, err error) {
	if !names.MatchString(name) {
		return out, fault.Newf(fault.NotFound, "%s is no name of a file of the write-ahead log", name)
	}
	f, err := os.Open(filepath.Join(r.folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return out, fault.Newf(fault.NotFound, "%s is not in the archive", name)
	}
	if err != nil {
		return out, fmt.Errorf("open %s: %w", name, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h, body, err := readHeader(f, r.secret)
	if err != nil {
		return out, err
	}
	if h.Name != name || h.System != r.system {
		return out, damaged(name)
	}
	key, err := r.identity(ctx, h.Month)
	if err != nil {
		return out, err
	}
	plain, err := decode(body, key, h)
	if err != nil {
		return out, err
	}
	return File{Name: name, Month: h.Month, At: h.At, Plain: plain}, checkSegment(name, r.system, plain)
}

func decode(body io.Reader, key age.Identity, h header) ([]byte, error) {
	opened, err := age.Decrypt(body, key)
	if err != nil {
		return nil, damaged(h.Name)
	}
	unpack, err := zstd.NewReader(opened, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer unpack.Close()
	plain, err := io.ReadAll(io.LimitReader(unpack, h.Size+1))
	if err != nil || int64(len(plain)) != h.Size {
		return nil, damaged(h.Name)
	}
	if sum := sha256.Sum256(plain); hex.EncodeToString(sum[:]) != h.Sum {
		return nil, damaged(h.Name)
	}
	return plain, nil
}

// identity opens the key of a month once.
func (r *Reader) identity(ctx context.Context, m monthkey.Month) (age.Identity, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if key := r.open[m]; key != nil {
		return key, nil
	}
	key, err := r.keys.Identity(ctx, m)
	if err != nil {
		return nil, err
	}
	r.open[m] = key
	return key, nil
}

// readHeader reads the first line of an archived file, and checks who vouches
// for it.
func readHeader(f *os.File, secret []byte) (h header, body io.Reader, err error) {
	name := filepath.Base(f.Name())
	in := bufio.NewReaderSize(f, 64<<10)
	line, err := in.ReadSlice('\n')
	if err != nil || len(line) > maxHeader || json.Unmarshal(line, &h) != nil {
		return h, nil, damaged(name)
	}
	if h.Format != format {
		return h, nil, fault.Newf(fault.Invalid, "%s was archived in format %d: use the registryctl that did", name, h.Format)
	}
	if !hmac.Equal(h.Proof, h.prove(secret)) || h.Size < 0 || h.Size > maxSegment {
		return h, nil, &fault.Error{Kind: fault.Invalid, Detail: "the archive is damaged, or of another registry: nobody vouches for " + name,
			Remedy: "bring the file back from the archive's copy, and the state folder of the registry that made it"}
	}
	return h, in, nil
}

func damaged(name string) error {
	return &fault.Error{Kind: fault.Invalid, Detail: "the archive is damaged: " + name + " is not as it was archived",
		Remedy: "bring the file back from the archive's copy, or restore to a point before it"}
}

// list gives the names of what was archived, in order.
func (r *Reader) list() ([]string, error) {
	entries, err := os.ReadDir(r.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look into the archive: %w", err)
	}
	var out []string
	for _, e := range entries { // which are sorted by name
		if names.MatchString(e.Name()) {
			out = append(out, e.Name())
		}
	}
	return out, nil
}
