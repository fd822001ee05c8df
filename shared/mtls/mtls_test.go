package mtls_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

type issuer struct {
	cert *x509.Certificate
	key  crypto.Signer
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newIssuer(t *testing.T) issuer {
	t.Helper()
	key := newKey(t)
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "root"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().AddDate(-2, 0, 0), NotAfter: time.Now().AddDate(1, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return issuer{cert, key}
}

func (i issuer) roots() []byte { return mtls.EncodeCertificate(i.cert.Raw) }

// issue makes a leaf that runs out at the given time.
func (i issuer) issue(t *testing.T, serial int64, usage x509.ExtKeyUsage, until time.Time) (*mtls.Certificate, []byte, *ecdsa.PrivateKey) {
	t.Helper()
	key := newKey(t)
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(serial), NotBefore: until.Add(-48 * time.Hour), NotAfter: until,
		ExtKeyUsage: []x509.ExtKeyUsage{usage}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, i.cert, key.Public(), i.key)
	if err != nil {
		t.Fatal(err)
	}
	chain := mtls.EncodeCertificate(der)
	c, err := mtls.New(chain, key)
	if err != nil {
		t.Fatal(err)
	}
	return c, chain, key
}

// serve answers every request with the serial of the certificate shown.
func serve(t *testing.T, cfg *mtls.Config) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{
		TLSConfig: cfg,
		ErrorLog:  log.New(io.Discard, "", 0),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if c := mtls.Peer(r.TLS); c != nil {
				w.Header().Set("Serial", c.SerialNumber.String())
			}
		}),
	}
	done := make(chan error, 1)
	go func() { done <- s.ServeTLS(l, "", "") }()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		<-done
	})
	return "https://" + l.Addr().String()
}

func ask(t *testing.T, url string, cfg *mtls.Config) (serial string, err error) {
	t.Helper()
	tr := &http.Transport{TLSClientConfig: cfg, DisableKeepAlives: true}
	defer tr.CloseIdleConnections()
	res, err := (&http.Client{Transport: tr}).Get(url)
	if err != nil {
		return "", err
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return res.Header.Get("Serial"), nil
}

func server(t *testing.T, ca issuer) string {
	t.Helper()
	own, _, _ := ca.issue(t, 2, x509.ExtKeyUsageServerAuth, time.Now().Add(time.Hour))
	cfg, err := mtls.Server(mtls.Fixed(own), ca.roots())
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, cfg)
}

func TestTheRootsVouchForBothEnds(t *testing.T) {
	ca, other := newIssuer(t), newIssuer(t)
	url := server(t, ca)
	leaf := func(by issuer, usage x509.ExtKeyUsage, until time.Duration) mtls.Source {
		c, _, _ := by.issue(t, 7, usage, time.Now().Add(until))
		return mtls.Fixed(c)
	}
	for _, tc := range []struct {
		name   string
		own    mtls.Source
		roots  []byte
		serial string
		fails  bool
	}{
		{"a certificate of the registry's own root is shown", leaf(ca, x509.ExtKeyUsageClientAuth, time.Hour), ca.roots(), "7", false},
		{"none is let in, to enrol", nil, ca.roots(), "", false},
		{"a source that has none yet is let in, to enrol", mtls.Fixed(nil), ca.roots(), "", false},
		{"one that ran out is let in, to renew", leaf(ca, x509.ExtKeyUsageClientAuth, -100*time.Hour), ca.roots(), "7", false},
		{"one of another root is refused", leaf(other, x509.ExtKeyUsageClientAuth, time.Hour), ca.roots(), "", true},
		{"a server's certificate is none for a client", leaf(ca, x509.ExtKeyUsageServerAuth, time.Hour), ca.roots(), "", true},
		{"a server of another root is refused", nil, other.roots(), "", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg, err := mtls.Client(tc.own, tc.roots)
			if err != nil {
				t.Fatal(err)
			}
			got, err := ask(t, url, cfg)
			if (err != nil) != tc.fails || got != tc.serial {
				t.Errorf("got serial %q and %v, want %q and failure %v", got, err, tc.serial, tc.fails)
			}
		})
	}
}

func TestNothingOlderThanTLS13IsSpoken(t *testing.T) {
	ca := newIssuer(t)
	url := server(t, ca)
	cfg, err := mtls.Client(nil, ca.roots())
	if err != nil {
		t.Fatal(err)
	}
	cfg.MinVersion, cfg.MaxVersion = tls.VersionTLS12, tls.VersionTLS12
	if _, err := ask(t, url, cfg); err == nil {
		t.Error("the server speaks TLS 1.2")
	}
	own, _, _ := ca.issue(t, 2, x509.ExtKeyUsageServerAuth, time.Now().Add(time.Hour))
	if _, err := ask(t, serve(t, mtls.Public(mtls.Fixed(own))), cfg); err == nil {
		t.Error("the server speaks TLS 1.2 to browsers")
	}
}

func TestABrowserIsAskedForNoCertificate(t *testing.T) {
	ca := newIssuer(t)
	own, _, _ := ca.issue(t, 2, x509.ExtKeyUsageServerAuth, time.Now().Add(time.Hour))
	leaf, _, _ := ca.issue(t, 7, x509.ExtKeyUsageClientAuth, time.Now().Add(time.Hour))
	cfg, err := mtls.Client(func() (*mtls.Certificate, error) {
		t.Error("a certificate was asked for")
		return leaf, nil
	}, ca.roots())
	if err != nil {
		t.Fatal(err)
	}
	if serial, err := ask(t, serve(t, mtls.Public(mtls.Fixed(own))), cfg); err != nil || serial != "" {
		t.Errorf("got %q and %v, want an answer to nobody", serial, err)
	}
}

func TestAServerThatSeemsToHaveRunOutMakesTheClockSuspect(t *testing.T) {
	ca := newIssuer(t)
	url := server(t, ca)
	cfg, err := mtls.Client(nil, ca.roots())
	if err != nil {
		t.Fatal(err)
	}
	cfg.Time = func() time.Time { return time.Now().AddDate(0, 6, 0) }
	_, err = ask(t, url, cfg)
	if !mtls.ClockSuspect(err) {
		t.Errorf("got %v, want a fault of the clock", err)
	}
	strange, err := mtls.Client(nil, newIssuer(t).roots())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ask(t, url, strange); mtls.ClockSuspect(err) {
		t.Error("a strange root is taken for a fault of the clock")
	}
}

func write(t *testing.T, name string, data []byte, mode os.FileMode, at time.Time) {
	t.Helper()
	if err := os.WriteFile(name, data, mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(name, at, at); err != nil {
		t.Fatal(err)
	}
}

func TestACertificateThatChangesOnDiskIsReadAgain(t *testing.T) {
	ca, dir := newIssuer(t), t.TempDir()
	cert, key := filepath.Join(dir, "c.pem"), filepath.Join(dir, "k.pem")
	put := func(serial int64, at time.Time) {
		_, chain, k := ca.issue(t, serial, x509.ExtKeyUsageServerAuth, time.Now().Add(time.Hour))
		text, err := mtls.EncodeKey(k)
		if err != nil {
			t.Fatal(err)
		}
		write(t, cert, chain, 0o644, at)
		write(t, key, text, 0o600, at)
	}
	start := time.Now().Truncate(time.Second)
	put(2, start)
	src, err := mtls.FromFiles(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	serial := func() int64 {
		t.Helper()
		c, err := src()
		if err != nil {
			t.Fatal(err)
		}
		return c.Leaf.SerialNumber.Int64()
	}
	put(3, start.Add(time.Minute))
	if got := serial(); got != 3 {
		t.Errorf("after a change: got serial %d, want 3", got)
	}
	write(t, cert, []byte("cut off"), 0o644, start.Add(2*time.Minute))
	if got := serial(); got != 3 {
		t.Errorf("while the file cannot be read: got serial %d, want 3", got)
	}
	put(4, start.Add(3*time.Minute))
	if got := serial(); got != 4 {
		t.Errorf("once it can be read again: got serial %d, want 4", got)
	}
}

func TestAKeyThatOthersCanReadIsRefusedWithTheRemedy(t *testing.T) {
	name := filepath.Join(t.TempDir(), "k.pem")
	text, err := mtls.EncodeKey(newKey(t))
	if err != nil {
		t.Fatal(err)
	}
	write(t, name, text, 0o644, time.Now())
	_, err = mtls.ReadKey(name)
	if !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" {
		t.Errorf("got %v, want invalid with a remedy", err)
	}
}

func TestAKeyOfAnotherCertificateIsRefused(t *testing.T) {
	ca := newIssuer(t)
	_, chain, _ := ca.issue(t, 2, x509.ExtKeyUsageClientAuth, time.Now().Add(time.Hour))
	if _, err := mtls.New(chain, newKey(t)); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want invalid", err)
	}
}
