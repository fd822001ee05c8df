package privatepg

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"faro.example/shared/fault"
)

// account is the user that the server runs as, where that is not the user of
// this process. A nil account is this process's own user.
type account struct {
	name     string
	uid, gid uint32
}

// serverAccount picks the user for the server: postgres, else nobody, if this
// process is root's; otherwise its own.
func serverAccount() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			continue
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			continue
		}
		return &account{name: name, uid: uint32(uid), gid: uint32(gid)}, nil
	}
	return nil, mendable(fault.Invalid, "PostgreSQL does not run as root, and there is no user postgres or nobody",
		"run this as another user")
}

// attributes puts a child into a process group of its own, so that a key
// pressed at the terminal reaches this process only, and under the account.
func (a *account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a != nil {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attr
}

// give makes the account the owner of a file or folder, not of what lies in it.
func (a *account) give(path string) error {
	if a == nil {
		return nil
	}
	return os.Chown(path, int(a.uid), int(a.gid))
}

// canReach fails with the remedy if the account may not go through every
// folder above path.
func (a *account) canReach(path string) error {
	if a == nil {
		return nil
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return fmt.Errorf("look at folder: %w", err)
		}
		if !a.mayEnter(info) {
			return mendable(fault.Invalid,
				fmt.Sprintf("the user %s, as which PostgreSQL runs, may not enter %s", a.name, dir),
				fmt.Sprintf("run chmod o+x %s, or use another folder", dir))
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

func (a *account) mayEnter(info os.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	mode := info.Mode().Perm()
	switch {
	case !ok:
		return true
	case st.Uid == a.uid:
		return mode&0o100 != 0
	case st.Gid == a.gid:
		return mode&0o010 != 0
	}
	return mode&0o001 != 0
}
