package backup

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"faro.example/shared/fault"
)

// lay puts the files of the base backup into the empty folder, for the user who
// runs PostgreSQL. It fails with [fault.Invalid] if they are not as they were
// written.
func (p *point) lay() (err error) {
	b := p.m.Base.table()
	s, err := open(p.dir, b, p.key)
	if err != nil {
		return err
	}
	if err := os.Mkdir(p.data, 0o700); err != nil {
		return errors.Join(err, s.file.Close())
	}
	root, err := os.OpenRoot(p.data)
	if err != nil {
		return errors.Join(err, s.file.Close())
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	err = p.unpack(root, tar.NewReader(s))
	if wrong := s.finish(b); wrong != nil {
		return wrong
	}
	if err != nil {
		return fmt.Errorf("lay the base backup: %w", err)
	}
	if err := root.WriteFile("recovery.signal", nil, 0o600); err != nil {
		return err
	}
	return errors.Join(p.account.give(filepath.Join(p.data, "recovery.signal")), p.account.give(p.data), p.account.give(p.Into))
}

// unpack writes files and folders; nothing of it leads out of the root.
func (p *point) unpack(root *os.Root, in *tar.Reader) error {
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name := filepath.Clean(h.Name)
		switch h.Typeflag {
		case tar.TypeDir:
			if name != "." {
				err = root.MkdirAll(name, 0o700)
			}
		case tar.TypeReg:
			err = writeOut(root, name, in)
		default:
			err = fault.Newf(fault.Invalid, "the base backup holds %s, which is neither file nor folder", name)
		}
		if err != nil {
			return err
		}
		if err := p.account.give(filepath.Join(p.data, name)); err != nil {
			return err
		}
	}
}

func writeOut(root *os.Root, name string, in io.Reader) error {
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, in)
	return errors.Join(err, f.Close())
}

// account is the system's user who runs PostgreSQL, where that is not who
// restores; nil if it is.
type account struct{ uid, gid uint32 }

// serverAccount picks the user postgres, else nobody, if this process is root's,
// since PostgreSQL refuses to run as root.
func serverAccount() (*account, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uerr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gerr := strconv.ParseUint(u.Gid, 10, 32)
		if uerr == nil && gerr == nil {
			return &account{uint32(uid), uint32(gid)}, nil
		}
	}
	return nil, &fault.Error{Kind: fault.Invalid, Detail: "PostgreSQL does not run as root, and there is no user postgres", Remedy: "run this as another user"}
}

// give makes the account the owner of a file or folder.
func (a *account) give(path string) error {
	if a == nil {
		return nil
	}
	return os.Lchown(path, int(a.uid), int(a.gid))
}

// attributes have a child run as the account, and die with this process.
func (a *account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a != nil {
		attr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return attr
}
