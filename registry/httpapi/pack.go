package httpapi

import (
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/zstd"

	"faro.example/shared/api"
	"faro.example/shared/change"
)

// packers keeps encoders and decoders of zstd for use again: making one costs
// more than most answers.
type packers struct {
	encoders sync.Pool
	decoders sync.Pool
}

func (p *packers) encoder(w io.Writer) (*zstd.Encoder, error) {
	if enc, ok := p.encoders.Get().(*zstd.Encoder); ok {
		enc.Reset(w)
		return enc, nil
	}
	return zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithLowerEncoderMem(true),
		zstd.WithEncoderPadding(api.Padded))
}

func (p *packers) decoder(r io.Reader) (*zstd.Decoder, error) {
	if dec, ok := p.decoders.Get().(*zstd.Decoder); ok {
		return dec, dec.Reset(r)
	}
	return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(change.MaxBatchBytes), zstd.WithDecoderMaxWindow(maxWindow))
}

// keep keeps a decoder for use again, without what it has read.
func (p *packers) keep(dec *zstd.Decoder) {
	if dec.Reset(nil) == nil {
		p.decoders.Put(dec)
	}
}

// pack compresses what sync answers, for a caller who takes zstd.
func (a *API) pack(c *gin.Context) {
	switch c.FullPath() {
	case api.PathFeed, api.PathChanges:
	default:
		return
	}
	c.Header("Vary", "Accept-Encoding")
	if !strings.Contains(c.GetHeader("Accept-Encoding"), "zstd") {
		return
	}
	w := &packed{ResponseWriter: c.Writer, packers: &a.packers}
	c.Writer = w
	c.Next()
	if err := w.close(); err != nil {
		eventOf(c).err = err
	}
	c.Writer = w.ResponseWriter
}

// packed compresses an answer that is well; an error goes as it is.
type packed struct {
	gin.ResponseWriter
	packers *packers
	enc     *zstd.Encoder
}

// WriteHeader says that what follows is compressed.
func (w *packed) WriteHeader(status int) {
	if status == http.StatusOK && w.enc == nil {
		// An encoder that cannot be had leaves the answer as it is.
		if enc, err := w.packers.encoder(w.ResponseWriter); err == nil {
			w.enc = enc
			w.Header().Set("Content-Encoding", "zstd")
			w.Header().Del("Content-Length")
		}
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write compresses, if [packed.WriteHeader] said so.
func (w *packed) Write(b []byte) (int, error) {
	if w.enc == nil {
		return w.ResponseWriter.Write(b)
	}
	return w.enc.Write(b)
}

// WriteString is [packed.Write] of a string.
func (w *packed) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

func (w *packed) close() error {
	if w.enc == nil {
		return nil
	}
	err := w.enc.Close()
	w.enc.Reset(nil)
	w.packers.encoders.Put(w.enc)
	w.enc = nil
	return err
}

// unpacked reads a batch of at most [change.MaxBatchBytes], and remembers if
// there was more.
type unpacked struct {
	r        io.Reader
	left     int64
	exceeded bool
}

// Read reads up to the bound.
func (u *unpacked) Read(b []byte) (int, error) {
	if u.left <= 0 {
		u.exceeded = true
		return 0, errTooLarge
	}
	n, err := u.r.Read(b[:min(int64(len(b)), u.left)])
	u.left -= int64(n)
	return n, err
}
