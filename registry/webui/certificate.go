package webui

import (
	"strconv"

	"faro.example/registry/backup"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
)

// pathCertificate leads to the certificate of an erasure, by its position.
const pathCertificate = "/certificates/"

// certificates are signed by the registry; package backup.
type certificates interface {
	Certificate(e backup.Erasure) (signed string, err error)
}

// certificateCell leads to the certificate of an erasure.
func (v *visit) certificateCell(position uint64) pages.Cell {
	n := strconv.FormatUint(position, 10)
	return pages.Cell{Text: v.say("retention.certificate.get"), Href: pathCertificate + n, For: n}
}

// erasureCertificate hands out the certificate of an erasure, as things stand: from when
// on nothing brings the child back (DPR 231/2023 art. 9).
func (v *visit) erasureCertificate() error {
	position, err := strconv.ParseUint(v.c.Param("position"), 10, 64)
	if err != nil || !v.retains() {
		return errNoPage
	}
	done, err := v.desk.Erasures.ErasedAt(v.ctx, v.because("retention"), position)
	if fault.Is(err, fault.NotFound) {
		return errNoPage
	}
	if err != nil {
		return err
	}
	signed, err := v.desk.Certificates.Certificate(backup.Erasure{Minor: done.Minor, At: done.At, Waiting: done.Waiting})
	if err != nil {
		return err
	}
	v.attach("certificato.txt", "text/plain; charset=utf-8", []byte(signed))
	return nil
}
