package doctor

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"time"
)

// Clock judges a clock by how far it is ahead of another; negative if behind.
// Records keep both clocks, so a few seconds hurt nobody; minutes make a
// certificate look invalid.
func Clock(ahead, tolerated time.Duration, other, remedy string) Finding {
	way := "ahead of"
	if ahead < 0 {
		way = "behind"
	}
	says := fmt.Sprintf("this clock is %v %s %s", ahead.Abs().Round(time.Millisecond), way, other)
	switch {
	case ahead.Abs() > tolerated:
		return Wrong("clock", says, remedy)
	case ahead.Abs() > tolerated/10:
		return Worry("clock", says, remedy)
	}
	return Fine("clock", "%s", says)
}

// Certificate judges by how long a certificate is still good: it is trouble
// once it ran out, and a worry from an instant at which it should have been
// renewed.
func Certificate(what string, leaf *x509.Certificate, due, now time.Time, remedy string) Finding {
	until := leaf.NotAfter.UTC().Format(time.RFC3339)
	switch {
	case !now.Before(leaf.NotAfter):
		return Wrong("certificate", what+" ran out on "+until, remedy)
	case now.Before(leaf.NotBefore):
		return Wrong("certificate", what+" is not good before "+leaf.NotBefore.UTC().Format(time.RFC3339), "look at this machine's clock")
	case !now.Before(due):
		return Worry("certificate", what+" runs out on "+until+" and was not renewed", remedy)
	}
	return Fine("certificate", "%s is good until %s", what, until)
}

// Disk judges the room that is left where a folder lies: trouble below least,
// a worry below four times that.
func Disk(what, folder string, least uint64) Finding {
	free, err := Free(folder)
	if err != nil {
		return Failed("disk", fmt.Errorf("how much room is left for %s cannot be told: %w", what, err), "see whether the folder is there and its disk is mounted")
	}
	return room(what, free, least)
}

const mebibyte = 1 << 20

func room(what string, free, least uint64) Finding {
	says := fmt.Sprintf("%d MiB are free for %s", free/mebibyte, what)
	const remedy = "make room, or give the folder a larger disk; nothing is recorded once it is full"
	switch {
	case free < least:
		return Wrong("disk", says, remedy)
	case free < 4*least:
		return Worry("disk", says, remedy)
	}
	return Fine("disk", "%s", says)
}

// Exists reports whether there is a file or folder.
func Exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Private judges whether a file or folder is there, can be read, and is its
// owner's alone. On Windows the mode says nothing and is not looked at.
func Private(what, path string) Finding {
	const check = "permissions"
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Wrong(check, what+" is missing: "+path, "bring it back from its copy")
	case err != nil:
		return Wrong(check, what+" cannot be looked at: "+path, "run this as the user who runs the program")
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return Wrong(check, fmt.Sprintf("%s can be reached by others than its owner: %s has mode %04o", what, path, mode),
			fmt.Sprintf("chmod go= %s; if others use this machine, think of what they may have read", path))
	}
	f, err := os.Open(path)
	if err != nil {
		return Wrong(check, what+" cannot be read: "+path, "run this as the user who runs the program; if it is that user, give them the file by chown")
	}
	if err := f.Close(); err != nil {
		return Failed(check, err, "look at the disk")
	}
	return Fine(check, "%s is its owner's alone", what)
}
