// Package content is what a file may be that stands beside the records: a
// photograph, a scan, a PDF. Whoever takes a file in makes it ready by [Prepare]
// before it is named in a record; whoever receives one checks it by [Check].
//
// The invariant: what passes [Check] is what its type says, whole, and nothing
// besides: a picture that opens, of a bounded number of pixels, without place,
// camera, comment, small copy or anything behind its end; a PDF without password,
// program or file inside. No content makes either of them use more memory than
// the bounds below allow.
package content

import (
	"bytes"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Limits are what is configured; the zero value is what is usual.
type Limits struct {
	Bytes int              // of a file; 0 is [UsualBytes]
	Types []minor.FileType // that are taken; none is all of them
}

// UsualBytes bounds a file unless another bound is configured. Arbitrary: a scan
// of twenty pages, under an hour at 20 kbit/s.
const UsualBytes = 8 << 20

// Validate fails with [fault.Invalid] if the limits cannot be meant.
func (l Limits) Validate() error {
	if l.Bytes < 0 || l.Bytes > minor.MaxFile {
		return fault.Field("file-limit", "no size that a file can have", "give it in bytes, within the limit")
	}
	for _, t := range l.Types {
		if err := (minor.File{Digest: minor.DigestOf(nil), Type: t, Size: 1}).Validate(); err != nil {
			return fault.Field("file-types", "not a type of file that is taken", "use image/jpeg, image/png or application/pdf")
		}
	}
	return nil
}

// Most is the bound in bytes.
func (l Limits) Most() int {
	if l.Bytes == 0 {
		return UsualBytes
	}
	return l.Bytes
}

// Allow fails with [fault.Invalid] if a file of that type and size is not taken.
func (l Limits) Allow(f minor.File) error {
	taken := len(l.Types) == 0
	for _, t := range l.Types {
		taken = taken || t == f.Type
	}
	switch {
	case !taken:
		return errType
	case f.Size > l.Most():
		return errLarge
	}
	return nil
}

// What is wrong with a file. The words hold nothing of it.
var (
	errType    = fault.Field("file", "not a type of file that is taken here", "choose a photograph (JPEG or PNG) or a PDF")
	errLarge   = fault.Field("file", "larger than a file may be", "choose a smaller one, or scan with less detail")
	errPicture = fault.Field("file", "a picture that does not open", "open it in another program, save it as JPEG, and choose that")
	errPixels  = fault.Field("file", "a picture with too many dots", "make it smaller, and choose that")
	errMore    = fault.Field("file", "more in it than the picture", "save it anew without place, camera and comments")
	errPDF     = fault.Field("file", "a PDF that does not open", "print it to a new PDF, and choose that")
	errLocked  = fault.Field("file", "a PDF with a password", "print it to a new PDF without one, and choose that")
	errActive  = fault.Field("file", "a PDF with a program or a file inside", "print it to a new PDF, and choose that")
	errDigest  = fault.Field("file", "not the file that was named", "send it again from its beginning")
)

// TypeOf says what a content is by its first bytes, whatever its name says.
func TypeOf(raw []byte) (minor.FileType, bool) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xd8\xff")):
		return minor.JPEG, true
	case bytes.HasPrefix(raw, []byte("\x89PNG\r\n\x1a\n")):
		return minor.PNG, true
	case bytes.HasPrefix(raw, []byte("%PDF-")):
		return minor.PDF, true
	}
	return "", false
}

// Prepare makes a file ready that somebody chose: a picture is drawn anew,
// upright, as a JPEG of at most [maxSide] dots a side, so that nothing is left of
// where and with what it was taken; a PDF is checked and stays as it is. It fails
// with [fault.Invalid], saying what to do.
func (l Limits) Prepare(raw []byte) (ready []byte, f minor.File, err error) {
	t, ok := TypeOf(raw)
	switch {
	case !ok:
		return nil, minor.File{}, errType
	case len(raw) > minor.MaxFile:
		return nil, minor.File{}, errLarge
	}
	ready = raw
	if t.Picture() {
		if ready, err = redraw(raw, maxSide); err != nil {
			return nil, minor.File{}, err
		}
		t = minor.JPEG
	}
	f = minor.FileOf(t, ready)
	if err := l.Allow(f); err != nil {
		return nil, minor.File{}, err
	}
	return ready, f, Check(f, ready)
}

// Check fails with [fault.Invalid] unless a content is the file that was named,
// and is what its type says.
func Check(f minor.File, content []byte) error {
	if len(content) != f.Size || minor.DigestOf(content) != f.Digest {
		return errDigest
	}
	if t, ok := TypeOf(content); !ok || t != f.Type {
		return errType
	}
	switch f.Type {
	case minor.JPEG:
		return checkJPEG(content)
	case minor.PNG:
		return checkPNG(content)
	default:
		return checkPDF(content)
	}
}

// Broken reports whether an error of [Check] says that the content came
// differently than it was named: sending it again helps.
func Broken(err error) bool { return fault.As(err) == errDigest }

// Small draws a picture anew for a page, of at most smallSide dots a side.
func Small(content []byte) ([]byte, error) { return redraw(content, smallSide) }
