package minor

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"faro.example/shared/fault"
)

// Digest names a file by its content: the SHA-256 of its bytes, 64 hexadecimal
// digits in lower case. Who has the same file knows whose it is by it: so it
// prints as [Redacted], and stands in no URL.
type Digest string

// DigestOf gives the digest of a content.
func DigestOf(content []byte) Digest {
	sum := sha256.Sum256(content)
	return Digest(hex.EncodeToString(sum[:]))
}

// Validate fails with [fault.Invalid] if it is no digest.
func (d Digest) Validate() error {
	if len(d) != 2*sha256.Size || strings.Trim(string(d), "0123456789abcdef") != "" {
		return fault.Field("", "not a SHA-256", "give 64 hexadecimal digits in lower case")
	}
	return nil
}

// String gives [Redacted], or "" if there is none.
func (d Digest) String() string { return Text(d).String() }

// Format prints [Redacted] for every verb.
func (d Digest) Format(f fmt.State, _ rune) { redact(f) }

// LogValue keeps the digest out of structured logs.
func (d Digest) LogValue() slog.Value { return slog.StringValue(d.String()) }

// FileType is what a file is, as a media type.
type FileType string

// The types of file that are taken: what a telephone photographs and an office scans.
const (
	JPEG FileType = "image/jpeg"
	PNG  FileType = "image/png"
	PDF  FileType = "application/pdf"
)

// FileTypes lists every [FileType].
func FileTypes() []FileType { return []FileType{JPEG, PNG, PDF} }

// Picture reports whether a file of the type can be shown on a page.
func (t FileType) Picture() bool { return t == JPEG || t == PNG }

// MaxFile bounds a file in bytes, whatever is configured. Arbitrary: a file of
// sixty pages scanned; two hours at 20 kbit/s.
const MaxFile = 16 << 20

// MaxFiles bounds the files that one record names. Arbitrary: the pages of a
// passport that say something.
const MaxFiles = 20

// File names a file that stands beside the records: a scan, a photograph. It is
// sent and kept apart from them, sealed, and may come later.
type File struct {
	Digest Digest   `json:"digest"`
	Type   FileType `json:"type"`
	Size   int      `json:"size"` // in bytes
}

// FileOf names a content of a type.
func FileOf(t FileType, content []byte) File {
	return File{Digest: DigestOf(content), Type: t, Size: len(content)}
}

// Validate fails with [fault.Invalid], naming the field.
func (f File) Validate() error {
	if err := f.Digest.Validate(); err != nil {
		return fault.In("digest", err)
	}
	if !slices.Contains(FileTypes(), f.Type) {
		return fault.Field("type", "not a type of file that is taken", "use image/jpeg, image/png or application/pdf")
	}
	if f.Size < 1 || f.Size > MaxFile {
		return fault.Field("size", "no size that a file can have", "give it in bytes, within the limit")
	}
	return nil
}

// Format prints [Redacted] for every verb.
func (f File) Format(s fmt.State, _ rune) { redact(s) }

// LogValue keeps the file out of structured logs.
func (f File) LogValue() slog.Value { return slog.StringValue(Redacted) }

// Encloser is a body that names files: whoever may read its section may open them.
type Encloser interface{ Enclosed() []File }

// ValidateFiles fails with [fault.Invalid] if the files of one record are too
// many, or one is named twice or cannot be.
func ValidateFiles(field string, files []File) error {
	if len(files) > MaxFiles {
		return fault.Field(field, "too many files for one record", "name the others in another record")
	}
	for i, f := range files {
		if err := f.Validate(); err != nil {
			return fault.In(fmt.Sprintf("%s[%d]", field, i), err)
		}
		if slices.ContainsFunc(files[:i], func(o File) bool { return o.Digest == f.Digest }) {
			return fault.Field(fmt.Sprintf("%s[%d]", field, i), "the same file twice", "name it once")
		}
	}
	return nil
}
