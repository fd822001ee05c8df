package main

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// machine is what the figures were measured on. What cannot be known is empty.
type machine struct {
	At     time.Time `json:"at"`
	CPU    string    `json:"cpu"`
	Cores  int       `json:"cores"`
	Memory string    `json:"memory"`
	Kernel string    `json:"kernel"`
	Go     string    `json:"go"`
	Commit string    `json:"commit"`
	Load   string    `json:"load"` // before anything was started
	Sync   spread    `json:"fsync"`
}

// look looks at the machine; dir is on the disk that PostgreSQL writes to.
func look(dir string) (machine, error) {
	m := machine{
		At: time.Now().Truncate(time.Second), Cores: runtime.NumCPU(), Go: runtime.Version(),
		CPU: field("/proc/cpuinfo", "model name"), Memory: field("/proc/meminfo", "MemTotal"), Load: firstLine("/proc/loadavg"),
		Kernel: firstLine("/proc/sys/kernel/osrelease"), Commit: commit(),
	}
	var err error
	m.Sync, err = syncs(dir)
	return m, err
}

// field gives the value of the first line "name: value" of a file.
func field(file, name string) string {
	b, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(b)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func firstLine(file string) string {
	b, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(b), "\n")
	return line
}

// commit names the source that is measured.
func commit() string {
	b, err := exec.Command("git", "describe", "--always", "--dirty").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// syncs measures what the disk needs to keep 8 KiB for good.
func syncs(dir string) (spread, error) {
	f, err := os.CreateTemp(dir, "sync-*")
	if err != nil {
		return spread{}, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	var took []time.Duration
	page := make([]byte, 8<<10)
	for range 200 {
		begun := time.Now()
		if _, err := f.WriteAt(page, 0); err != nil {
			return spread{}, err
		}
		if err := f.Sync(); err != nil {
			return spread{}, err
		}
		took = append(took, time.Since(begun))
	}
	return spreadOf(took), nil
}

// room fails unless the disk of a folder has that many bytes free.
func room(dir string, need int64) error {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return err
	}
	if free := int64(s.Bavail) * int64(s.Bsize); free < need {
		return fmt.Errorf("the disk of %s has %d GiB free: these sizes need %d", dir, free>>30, need>>30+1)
	}
	return nil
}

// usage is the processor time that was used up to now, by whom.
type usage struct {
	registry, postgres, agents, all time.Duration
}

func (u usage) since(v usage) usage {
	return usage{u.registry - v.registry, u.postgres - v.postgres, u.agents - v.agents, u.all - v.all}
}

// tick is the unit of /proc; it is 10 ms on every Linux.
const tick = 10 * time.Millisecond

// used reads the processor time of registryd, of PostgreSQL with all its
// processes, of this program, which is the agents, and of the whole machine.
// On a machine without /proc it is all zero.
func used(registryd, postmaster int) usage {
	var u usage
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return u
	}
	for _, f := range files {
		pid, parent, own, ended := processTime(f)
		switch {
		case pid == registryd:
			u.registry = own
		case pid == postmaster:
			u.postgres += own + ended // of the processes that ended
		case parent == postmaster:
			u.postgres += own
		case pid == os.Getpid():
			u.agents = own
		}
	}
	u.all = machineTime()
	return u
}

// processTime reads /proc/PID/stat.
func processTime(file string) (pid, parent int, own, ended time.Duration) {
	b, err := os.ReadFile(file)
	if err != nil {
		return 0, 0, 0, 0
	}
	number, _, _ := strings.Cut(string(b), " ")
	end := strings.LastIndexByte(string(b), ')')
	f := strings.Fields(string(b[end+1:]))
	if len(f) < 15 {
		return 0, 0, 0, 0
	}
	n := make([]int, 15)
	for i, k := range []int{1, 11, 12, 13, 14} {
		n[i], err = strconv.Atoi(f[k])
		if err != nil {
			return 0, 0, 0, 0
		}
	}
	if pid, err = strconv.Atoi(number); err != nil {
		return 0, 0, 0, 0
	}
	return pid, n[0], time.Duration(n[1]+n[2]) * tick, time.Duration(n[3]+n[4]) * tick
}

// machineTime is the time in which a processor was at work, for anybody.
func machineTime() time.Duration {
	f := strings.Fields(firstLine("/proc/stat"))
	var busy time.Duration
	for i, text := range f {
		n, err := strconv.Atoi(text)
		if err != nil || i == 4 || i == 5 || i > 8 { // idle, waiting for the disk, and guests, who are counted before
			continue
		}
		busy += time.Duration(n) * tick
	}
	return busy
}

// processOf finds the process that has an argument, as registryd has its address.
func processOf(argument string) int {
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		return 0
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err == nil && slices.Contains(strings.Split(string(b), "\x00"), argument) {
			pid, err := strconv.Atoi(filepath.Base(filepath.Dir(f)))
			if err == nil && pid != os.Getpid() {
				return pid
			}
		}
	}
	return 0
}

func sortedCopy[T cmp.Ordered](s []T) []T {
	out := slices.Clone(s)
	slices.Sort(out)
	return out
}
