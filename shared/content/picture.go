package content

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"faro.example/shared/fault"
)

const (
	// maxPixels bounds a picture that is opened: the largest that telephones take by
	// default. While it is drawn anew a JPEG takes up to 12 bytes a dot.
	maxPixels = 24_000_000
	// maxSide bounds the sides of a picture that is kept: a sheet of A4 at 300 dots
	// an inch.
	maxSide = 3508
	// smallSide bounds those of one that is shown on a page.
	smallSide = 320
	// quality is that of a picture drawn anew: small print of a scan is still read.
	quality = 82
)

// bounded opens a picture's head and fails if it is none, or has too many dots.
func bounded(raw []byte, most int) error {
	cfg, err := decodeConfig(raw)
	switch {
	case err != nil || cfg.Width < 1 || cfg.Height < 1:
		return errPicture
	case cfg.Width > most/cfg.Height:
		return errPixels
	}
	return nil
}

// No other format is ever decoded, whatever else the program links in.
func decodeConfig(raw []byte) (image.Config, error) {
	if bytes.HasPrefix(raw, []byte("\xff\xd8")) {
		return jpeg.DecodeConfig(bytes.NewReader(raw))
	}
	return png.DecodeConfig(bytes.NewReader(raw))
}

func decode(raw []byte) (image.Image, error) {
	if bytes.HasPrefix(raw, []byte("\xff\xd8")) {
		return jpeg.Decode(bytes.NewReader(raw))
	}
	return png.Decode(bytes.NewReader(raw))
}

// redraw draws a picture anew, upright, on white, with sides of at most that many
// dots.
func redraw(raw []byte, side int) ([]byte, error) {
	if err := bounded(raw, maxPixels); err != nil {
		return nil, err
	}
	src, err := decode(raw)
	if err != nil {
		return nil, errPicture
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, turned(shrunk(src, side), orientation(raw)), &jpeg.Options{Quality: quality}); err != nil {
		return nil, fault.Newf(fault.Internal, "draw a picture: %w", err)
	}
	return out.Bytes(), nil
}

// shrunk gives a picture whose sides have at most that many dots: each is the
// mean of those that it stands for.
func shrunk(src image.Image, side int) *image.RGBA {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	tw, th := w, h
	if long := max(w, h); long > side {
		tw, th = max(1, w*side/long), max(1, h*side/long)
	}
	out := image.NewRGBA(image.Rect(0, 0, tw, th))
	if tw == w && th == h {
		draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
		draw.Draw(out, out.Bounds(), src, b.Min, draw.Over)
		return out
	}
	// One row of the picture at a time is brought to RGBA: reading dot by dot
	// through the interface would make garbage of each.
	strip := image.NewRGBA(image.Rect(0, 0, w, 1))
	sums := make([][3]int, tw)
	for y := range th {
		from, until := y*h/th, max(y*h/th+1, (y+1)*h/th)
		clear(sums)
		for sy := from; sy < until; sy++ {
			draw.Draw(strip, strip.Bounds(), image.White, image.Point{}, draw.Src)
			draw.Draw(strip, strip.Bounds(), src, image.Pt(b.Min.X, b.Min.Y+sy), draw.Over)
			addRow(sums, strip.Pix, w)
		}
		for x := range tw {
			n := (until - from) * (max(x*w/tw+1, (x+1)*w/tw) - x*w/tw)
			out.SetRGBA(x, y, color.RGBA{R: uint8(sums[x][0] / n), G: uint8(sums[x][1] / n), B: uint8(sums[x][2] / n), A: 255})
		}
	}
	return out
}

// addRow adds the dots of a row, 4 bytes each, to the sums of what they shrink to.
func addRow(sums [][3]int, pix []byte, w int) {
	tw := len(sums)
	for x := range tw {
		for sx := x * w / tw; sx < max(x*w/tw+1, (x+1)*w/tw); sx++ {
			for c := range 3 {
				sums[x][c] += int(pix[4*sx+c])
			}
		}
	}
}

// turned turns a picture as a camera says that it was held: 1 to 8 (Exif 2.3,
// tag 0x0112).
func turned(src *image.RGBA, how int) *image.RGBA {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	if how < 2 || how > 8 {
		return src
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if how >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			sx, sy := x, y
			if how >= 5 { // rows are columns
				sx, sy = y, x
			}
			if how == 2 || how == 3 || how == 7 || how == 8 {
				sx = w - 1 - sx
			}
			if how == 3 || how == 4 || how == 6 || how == 7 {
				sy = h - 1 - sy
			}
			copy(out.Pix[out.PixOffset(x, y):][:4], src.Pix[src.PixOffset(sx, sy):][:4])
		}
	}
	return out
}

// orientation reads how a camera was held when it took a JPEG; 1 if it does not
// say.
func orientation(raw []byte) int {
	how := 1
	if !bytes.HasPrefix(raw, []byte("\xff\xd8")) {
		return how
	}
	err := segments(raw, func(marker byte, body []byte) error {
		if rest, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && marker == 0xe1 && how == 1 {
			how = exifOrientation(rest)
		}
		return nil
	})
	if err != nil {
		return how // what opened is shown as it is
	}
	return how
}

func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	n, rest := int(order.Uint16(tiff[at:])), tiff[at+2:]
	for ; n > 0 && len(rest) >= 12; n, rest = n-1, rest[12:] {
		if v := order.Uint16(rest[8:]); order.Uint16(rest) == 0x0112 && v >= 1 && v <= 8 {
			return int(v)
		}
	}
	return 1
}

// segments gives the parts of a JPEG in order, until the end that it says; what
// is drawn stands between them. It fails if one is cut short, or something
// follows the end.
func segments(raw []byte, each func(marker byte, body []byte) error) error {
	rest := raw[2:]
	for {
		if len(rest) < 2 || rest[0] != 0xff {
			return errPicture
		}
		marker := rest[1]
		if marker == 0xd9 {
			if len(rest) > 2 {
				return errMore
			}
			return nil
		}
		if len(rest) < 4 {
			return errPicture
		}
		n := 2 + int(binary.BigEndian.Uint16(rest[2:]))
		if n < 4 || n > len(rest) {
			return errPicture
		}
		if err := each(marker, rest[4:n]); err != nil {
			return err
		}
		rest = rest[n:]
		if marker == 0xda {
			rest = afterScan(rest)
		}
	}
}

// afterScan gives what follows the drawing that a JPEG's scan consists of.
func afterScan(rest []byte) []byte {
	for i := 0; i+1 < len(rest); i++ {
		if rest[i] == 0xff && rest[i+1] != 0 && (rest[i+1] < 0xd0 || rest[i+1] > 0xd7) {
			return rest[i:]
		}
	}
	return nil
}

// checkJPEG fails unless a JPEG opens and holds nothing but the picture.
func checkJPEG(raw []byte) error {
	err := segments(raw, func(marker byte, body []byte) error {
		switch {
		case marker == 0xdb, marker == 0xc4, marker == 0xdd, marker == 0xda, marker >= 0xc0 && marker <= 0xc2:
			return nil
		case marker == 0xe0 && len(body) == 14 && string(body[:5]) == "JFIF\x00": // without a small copy
			return nil
		case marker == 0xee && len(body) == 12 && string(body[:5]) == "Adobe": // how colours are to be read
			return nil
		}
		return errMore
	})
	if err != nil {
		return err
	}
	return opens(raw)
}

// checkPNG fails unless a PNG opens and holds nothing but the picture.
func checkPNG(raw []byte) error {
	rest := raw[8:]
	for {
		if len(rest) < 12 {
			return errPicture
		}
		n := int64(binary.BigEndian.Uint32(rest)) + 12
		if n > int64(len(rest)) {
			return errPicture
		}
		switch kind := string(rest[4:8]); kind {
		case "IHDR", "PLTE", "tRNS", "IDAT", "gAMA", "sRGB":
		case "IEND":
			if n < int64(len(rest)) {
				return errMore
			}
			return opens(raw)
		default:
			return errMore
		}
		rest = rest[n:]
	}
}

func opens(raw []byte) error {
	if err := bounded(raw, maxSide*maxSide); err != nil {
		return err
	}
	if _, err := decode(raw); err != nil {
		return errPicture
	}
	return nil
}
