package content

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// drawn is a picture whose left half is red and whose right half is blue.
func drawn(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{R: 255, A: 255})
			if x >= w/2 {
				m.SetRGBA(x, y, color.RGBA{B: 255, A: 255})
			}
		}
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// segment is a part of a JPEG.
func segment(marker byte, body string) string {
	return string(append([]byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...))
}

// exif says how the camera was held, and where: what a telephone writes.
func exif(how byte) string {
	return segment(0xe1, "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x02"+
		"\x01\x12\x00\x03\x00\x00\x00\x01\x00"+string([]byte{how})+"\x00\x00"+
		"\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x2a\x00\x00\x00\x00N 36.6981 E 14.9622")
}

func inserted(raw []byte, what string) []byte {
	return append(append(bytes.Clone(raw[:2]), what...), raw[2:]...)
}

// pdf is a PDF whose catalogue holds more.
func pdf(more string) []byte {
	body := "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + more + " >>\nendobj\n" +
		"2 0 obj\n<< /Type /Pages /Count 0 /Kids [] >>\nendobj\n"
	return fmt.Appendf(nil, "%sxref\n0 3\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", body, len(body))
}

func TestAPictureIsDrawnAnewWithoutWhereItWasTaken(t *testing.T) {
	raw := inserted(asJPEG(t, drawn(64, 32)), exif(6))
	ready, f, err := Limits{}.Prepare(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, trace := range []string{"Exif", "36.6981", "14.9622"} {
		if bytes.Contains(ready, []byte(trace)) {
			t.Errorf("%q is left", trace)
		}
	}
	got, err := jpeg.Decode(bytes.NewReader(ready))
	if err != nil || got.Bounds().Dx() != 32 || got.Bounds().Dy() != 64 {
		t.Fatalf("not upright: %v, %v", got.Bounds(), err)
	}
	if r, _, b, _ := got.At(16, 8).RGBA(); r < 2*b {
		t.Error("held with its right side up, what was left is not above")
	}
	if f != minor.FileOf(minor.JPEG, ready) || Check(f, ready) != nil {
		t.Errorf("what is ready does not pass: %v", Check(f, ready))
	}
	if err := Check(minor.FileOf(minor.JPEG, raw), raw); !fault.Is(err, fault.Invalid) {
		t.Errorf("as the telephone wrote it it passes: %v", err)
	}
}

func TestEachWayOfHoldingACameraIsTurnedUpright(t *testing.T) {
	// Where the dot from the left above goes to, of a picture of 2 by 3.
	for how, want := range map[int]image.Point{1: {}, 2: {X: 1}, 3: {X: 1, Y: 2}, 4: {Y: 2}, 5: {}, 6: {X: 2}, 7: {X: 2, Y: 1}, 8: {Y: 1}} {
		m := image.NewRGBA(image.Rect(0, 0, 2, 3))
		m.SetRGBA(0, 0, color.RGBA{R: 255, A: 255})
		got := turned(m, how)
		if c := got.RGBAAt(want.X, want.Y); c.R != 255 {
			t.Errorf("held as %d the dot is not at %v", how, want)
		}
	}
}

func TestWhatIsNoPictureAndNoPDFIsRefusedWithTheRemedy(t *testing.T) {
	good, small := asJPEG(t, drawn(40, 40)), asPNG(t, drawn(40, 40))
	for name, c := range map[string]struct {
		raw  []byte
		want *fault.Error
	}{
		"words":                         {[]byte("nothing to see"), errType},
		"nothing":                       {nil, errType},
		"a page":                        {[]byte("<html><script>"), errType},
		"a GIF":                         {[]byte("GIF89a\x01\x00\x01\x00"), errType},
		"a picture by its head alone":   {[]byte("\xff\xd8\xff\xe0 no more"), errPicture},
		"a picture cut short":           {good[:len(good)/2], errPicture},
		"a PNG cut short":               {small[:len(small)-20], errPicture},
		"a PDF by its head alone":       {[]byte("%PDF-1.4\n"), errPDF},
		"a PDF cut short":               {pdf("")[:len(pdf(""))-20], errPDF},
		"a PDF without its table":       {bytes.Replace(pdf(""), []byte("xref\n0"), []byte("none\n0"), 1), errPDF},
		"a PDF without pages":           {bytes.ReplaceAll(pdf(""), []byte("/Pages"), []byte("/Sheet")), errPDF},
		"a PDF that runs something":     {pdf("/OpenAction << /S /JavaScript /JS (x) >>"), errActive},
		"a PDF that hides what it runs": {pdf("/OpenAction << /S /J#61vaScript /J#53 (x) >>"), errActive},
		"a PDF with a file inside":      {pdf("/Names << /EmbeddedFiles 3 0 R >>"), errActive},
		"a PDF with a password":         {pdf("/Encrypt 9 0 R"), errLocked},
	} {
		if _, _, err := (Limits{}).Prepare(c.raw); fault.As(err) != c.want || fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	if _, _, err := (Limits{}).Prepare(pdf("")); err != nil {
		t.Errorf("a PDF: %v", err)
	}
}

// A head that says more dots than memory holds is refused before they are drawn.
func TestAPictureWithTooManyDotsIsRefusedByItsHead(t *testing.T) {
	raw := asJPEG(t, drawn(16, 16))
	at := bytes.Index(raw, []byte("\xff\xc0"))
	binary.BigEndian.PutUint16(raw[at+5:], 65_000)
	binary.BigEndian.PutUint16(raw[at+7:], 65_000)
	if _, _, err := (Limits{}).Prepare(raw); fault.As(err) != errPixels {
		t.Errorf("got %v", err)
	}
	large := asPNG(t, image.NewGray(image.Rect(0, 0, maxSide+1, maxSide+1)))
	if err := Check(minor.FileOf(minor.PNG, large), large); fault.As(err) != errPixels {
		t.Errorf("received: got %v", err)
	}
}

func TestNothingButThePictureIsReceived(t *testing.T) {
	good, small := asJPEG(t, drawn(40, 40)), asPNG(t, drawn(40, 40))
	text := "\x00\x00\x00\x05tEXtGPS=1\x00\x00\x00\x00"
	for name, c := range map[string]struct {
		kind minor.FileType
		raw  []byte
	}{
		"a comment":                {minor.JPEG, inserted(good, segment(0xfe, "by A. B."))},
		"a small copy":             {minor.JPEG, inserted(good, segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01abc"))},
		"a colour profile":         {minor.JPEG, inserted(good, segment(0xe2, "ICC_PROFILE"))},
		"something behind the end": {minor.JPEG, append(bytes.Clone(good), "PK\x03\x04"...)},
		"a text":                   {minor.PNG, append(append(bytes.Clone(small[:33]), text...), small[33:]...)},
		"something behind a PNG":   {minor.PNG, append(bytes.Clone(small), 0)},
	} {
		if err := Check(minor.FileOf(c.kind, c.raw), c.raw); fault.As(err) != errMore {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for kind, raw := range map[minor.FileType][]byte{minor.JPEG: good, minor.PNG: small, minor.PDF: pdf("")} {
		if err := Check(minor.FileOf(kind, raw), raw); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if err := Check(minor.FileOf(minor.PNG, good), good); fault.As(err) != errType {
		t.Errorf("a JPEG that is said to be a PNG: %v", err)
	}
	if err := Check(minor.FileOf(minor.JPEG, small), good); !Broken(err) {
		t.Errorf("another content: %v", err)
	}
}

func TestWhatIsLargerThanConfiguredIsRefused(t *testing.T) {
	l := Limits{Bytes: 100}
	if _, _, err := l.Prepare(pdf("")); fault.As(err) != errLarge {
		t.Errorf("got %v", err)
	}
	if _, _, err := (Limits{Types: []minor.FileType{minor.JPEG}}).Prepare(pdf("")); fault.As(err) != errType {
		t.Errorf("a type that is not taken: %v", err)
	}
	if _, _, err := (Limits{}).Prepare(append(pdf(""), make([]byte, minor.MaxFile)...)); fault.As(err) != errLarge {
		t.Errorf("above any limit: %v", err)
	}
	for _, bad := range []Limits{{Bytes: -1}, {Bytes: minor.MaxFile + 1}, {Types: []minor.FileType{"text/html"}}} {
		if err := bad.Validate(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v can be meant", bad)
		}
	}
}

func TestALargePictureIsMadeSmaller(t *testing.T) {
	ready, _, err := Limits{}.Prepare(asPNG(t, image.NewGray(image.Rect(0, 0, 4000, 20))))
	if err != nil {
		t.Fatal(err)
	}
	if cfg, err := jpeg.DecodeConfig(bytes.NewReader(ready)); err != nil || cfg.Width != maxSide || cfg.Height != 17 {
		t.Errorf("got %d by %d, %v", cfg.Width, cfg.Height, err)
	}
	small, err := Small(asJPEG(t, drawn(1000, 500)))
	if err != nil {
		t.Fatal(err)
	}
	if cfg, err := jpeg.DecodeConfig(bytes.NewReader(small)); err != nil || cfg.Width != smallSide || cfg.Height != smallSide/2 {
		t.Errorf("small: got %d by %d, %v", cfg.Width, cfg.Height, err)
	}
}

// Whatever is sent, what is made ready passes the check, and nothing panics.
func FuzzPrepare(f *testing.F) {
	f.Add(inserted(asJPEG(f, drawn(8, 8)), exif(3)))
	f.Add(asPNG(f, drawn(8, 8)))
	f.Add(pdf(""))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if cfg, err := decodeConfig(raw); err == nil && cfg.Width*cfg.Height > 1<<16 {
			return // as good as a smaller one, and slower
		}
		ready, file, err := Limits{}.Prepare(raw)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("refused as %v", err)
			}
			return
		}
		if err := Check(file, ready); err != nil {
			t.Errorf("what is ready does not pass: %v", err)
		}
	})
}
