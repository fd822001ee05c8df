package courier

import (
	"context"
	"database/sql"
	"slices"
	"sync"
	"testing"
	"time"

	"faro.example/agent/filestore"
	"faro.example/agent/localdb"
	"faro.example/agent/registrytest"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// shelf is where files are brought to and fetched from, over a line on which a test
// does as it likes.
type shelf struct {
	mu     sync.Mutex // guards the fields below
	files  map[api.FileID][]byte
	sizes  map[api.FileID]int
	calls  []string
	before func(call string) error
	cut    int // bytes after which an answer is cut; 0 for never
	refuse error
}

func newShelf() *shelf {
	return &shelf{files: map[api.FileID][]byte{}, sizes: map[api.FileID]int{}}
}

func fileOf(f minor.File) api.FileID { return api.FileID([]byte(f.Digest)[:16]) }

func (s *shelf) call(name string) error {
	s.calls = append(s.calls, name)
	if s.before != nil {
		return s.before(name)
	}
	return nil
}

func (s *shelf) state(f api.FileID) api.FileState {
	held := len(s.files[f])
	return api.FileState{ID: f, Size: s.sizes[f], Held: held, Whole: held == s.sizes[f]}
}

func (s *shelf) OfferFile(_ context.Context, in api.FileWanted) (api.FileState, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.call("offer"); err != nil {
		return api.FileState{}, err
	}
	s.sizes[fileOf(in.File)] = in.File.Size
	return s.state(fileOf(in.File)), s.refuse
}

func (s *shelf) AppendFile(_ context.Context, f api.FileID, offset int, piece []byte) (api.FileState, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.call("append"); err != nil {
		return api.FileState{}, err
	}
	if offset == len(s.files[f]) {
		s.files[f] = append(s.files[f], piece...)
	}
	return s.state(f), nil
}

func (s *shelf) ReadFile(_ context.Context, f api.FileID, from int, each func([]byte) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.call("read"); err != nil {
		return err
	}
	for i, piece := range slices.Collect(slices.Chunk(s.files[f][from:], api.FilePiece)) {
		if s.cut > 0 && i >= s.cut {
			return lineError{reached: true}
		}
		if err := each(piece); err != nil {
			return err
		}
	}
	return nil
}

func (s *shelf) set(change func(*shelf)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

func (s *shelf) count(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.calls {
		if c == name {
			n++
		}
	}
	return n
}

// scan is a file of some pieces and a half.
func scan(pieces int) ([]byte, minor.File) {
	raw := make([]byte, pieces*api.FilePiece+api.FilePiece/2)
	for i := range raw {
		raw[i] = byte(i >> 8)
	}
	return raw, minor.FileOf(minor.JPEG, raw)
}

func newFilingCentre(t *testing.T, r *registrytest.Registry) (*centre, *shelf) {
	t.Helper()
	c, s := newCentre(t, r), newShelf()
	c.Files, c.file.Files = s, s
	return c, s
}

// choose keeps a file, with the record that names it.
func (c *centre) choose(m minor.ID, f minor.File, raw []byte) {
	c.t.Helper()
	if err := c.DB.InTx(c.t.Context(), func(tx *sql.Tx) error { return filestore.Add(c.t.Context(), tx, m, f, raw, time.Now()) }); err != nil {
		c.t.Fatal(err)
	}
	c.write(m, minor.DocumentAdded{Type: "passport", Files: []minor.File{f}})
}

func (c *centre) kept(m minor.ID, f minor.File) (k filestore.Kept, content []byte) {
	c.t.Helper()
	err := c.DB.View(c.t.Context(), func(q localdb.Querier) (err error) {
		if k, err = filestore.Find(c.t.Context(), q, m, f.Digest); err != nil {
			return err
		}
		if k.Held == f.Size {
			content, err = k.Content(c.t.Context(), q)
		}
		return err
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		c.t.Fatal(err)
	}
	return k, content
}

func TestAFileChosenOffLineIsBroughtAfterItsRecordAndGoesOnWhereTheLineCutIt(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c, s := newFilingCentre(t, r)
		raw, f := scan(5)
		m := c.register()
		down := func(string) error { return lineError{} }
		c.line.set(down, nil)
		s.before = down
		stop := c.start()
		c.choose(m, f, raw)
		settle(time.Hour)
		if n := s.count("offer"); n > 0 {
			t.Errorf("offered %d times before its record was there", n)
		}
		c.line.set(nil, nil)
		appended := 0
		s.set(func(s *shelf) {
			s.before = func(call string) error {
				if call != "append" {
					return nil
				}
				if appended++; appended%2 == 0 {
					return lineError{reached: true}
				}
				return nil
			}
		})
		settle(time.Hour)
		if k, _ := c.kept(m, f); k.State != filestore.Brought || !slices.Equal(s.files[fileOf(f)], raw) {
			t.Errorf("got %+v with %d bytes there", k.State, len(s.files[fileOf(f)]))
		}
		if n := s.count("append"); n > 2*6 {
			t.Errorf("%d pieces were sent of a file of 6 on a line that loses every second", n)
		}
		c.mustStop(stop)
	})
}

func TestNoPieceIsSentWhileARecordIsUnsent(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c, s := newFilingCentre(t, r)
		raw, f := scan(20)
		m := c.register()
		c.choose(m, f, raw)
		s.before = func(call string) error {
			if c.count().Unsent > 0 {
				t.Errorf("%s while a record is unsent", call)
			}
			return nil
		}
		stop := c.start()
		settle(time.Second)
		c.register()
		settle(time.Minute)
		if k, _ := c.kept(m, f); k.State != filestore.Brought {
			t.Errorf("got %s", k.State)
		}
		c.mustStop(stop)
	})
}

func TestAFileThatTheRegistryDoesNotTakeBlocksNoOther(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c, s := newFilingCentre(t, r)
		raw, f := scan(1)
		other, g := scan(2)
		m := c.register()
		c.choose(m, f, raw)
		s.refuse = fault.Field("file", "a picture that does not open", "choose another")
		stop := c.start()
		settle(time.Minute)
		if k, _ := c.kept(m, f); k.State != filestore.Refused || k.Why == "" || k.Remedy != "choose another" {
			t.Errorf("got %+v", k.State)
		}
		s.set(func(s *shelf) { s.refuse = nil })
		c.choose(m, g, other)
		settle(5 * time.Minute)
		if k, _ := c.kept(m, g); k.State != filestore.Brought {
			t.Errorf("the next: got %s", k.State)
		}
		c.mustStop(stop)
	})
}

func TestAFileIsFetchedWhereTheLineCutItAndGoesWithTheMinor(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c, s := newFilingCentre(t, r)
		raw, f := scan(6)
		m := c.register()
		stop := c.start()
		settle(time.Second)
		c.write(m, minor.DocumentAdded{Type: "passport", Files: []minor.File{f}})
		settle(time.Second)
		want := func() {
			t.Helper()
			if err := c.DB.InTx(t.Context(), func(tx *sql.Tx) error { return filestore.Want(t.Context(), tx, m, f, time.Now()) }); err != nil {
				t.Fatal(err)
			}
			c.Wake()
		}
		want()
		settle(time.Hour) // the registry awaits it itself
		if k, _ := c.kept(m, f); k.State != filestore.Wanted || k.Held != 0 {
			t.Errorf("got %+v", k.State)
		}
		s.set(func(s *shelf) { s.files[fileOf(f)], s.cut = raw, 2 })
		settle(time.Hour)
		if k, got := c.kept(m, f); k.State != filestore.Fetched || !slices.Equal(got, raw) {
			t.Errorf("got %s with %d bytes", k.State, k.Held)
		}
		r.Leave(c.Agent, m)
		settle(time.Minute)
		if k, _ := c.kept(m, f); k.State != "" {
			t.Errorf("after the child left it is %s", k.State)
		}
		if n := c.pieces(); n != 0 {
			t.Errorf("%d pieces are left", n)
		}
		c.mustStop(stop)
	})
}

func TestWhatIsChosenHereStaysUntilTheRegistryHasItAlsoOfWhoLeft(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c, s := newFilingCentre(t, r)
		raw, f := scan(1)
		m := c.register()
		stop := c.start()
		s.set(func(s *shelf) { s.before = func(string) error { return lineError{reached: true} } })
		c.choose(m, f, raw)
		settle(time.Minute)
		r.Leave(c.Agent, m)
		settle(time.Minute)
		if k, _ := c.kept(m, f); k.State != filestore.Chosen {
			t.Errorf("left before it was brought: got %q", k.State)
		}
		s.set(func(s *shelf) { s.before = nil })
		settle(5 * time.Minute)
		if !slices.Equal(s.files[fileOf(f)], raw) {
			t.Error("it was not brought")
		}
		r.Tell(api.Directory{}) // the feed says something, and what may go goes
		settle(time.Minute)
		if k, _ := c.kept(m, f); k.State != "" {
			t.Errorf("after it was brought: got %q", k.State)
		}
		c.mustStop(stop)
	})
}

func TestACopyThatNoRecordHeldHereNamesIsDeleted(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c, _ := newFilingCentre(t, r)
		_, f := scan(1)
		m := c.register()
		stop := c.start()
		settle(time.Second)
		if err := c.DB.InTx(t.Context(), func(tx *sql.Tx) error { return filestore.Want(t.Context(), tx, m, f, time.Now()) }); err != nil {
			t.Fatal(err)
		}
		c.Wake()
		settle(3 * time.Hour)
		if k, _ := c.kept(m, f); k.State != "" {
			t.Errorf("got %q", k.State)
		}
		c.mustStop(stop)
	})
}

func (c *centre) pieces() (n int) {
	c.t.Helper()
	err := c.DB.View(c.t.Context(), func(q localdb.Querier) error {
		return q.QueryRowContext(c.t.Context(), `SELECT count(*) FROM file_pieces`).Scan(&n)
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}
