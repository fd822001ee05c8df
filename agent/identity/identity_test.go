package identity

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"errors"
	"log/slog"
	"math/big"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/mtls"
)

// authority is a registry that issues certificates for whatever it is asked.
type authority struct {
	cert   *x509.Certificate
	key    *ecdsa.PrivateKey
	life   time.Duration
	mu     sync.Mutex // guards the fields below
	issued int
	fail   error // instead of the next answers
}

func newAuthority(t *testing.T, life time.Duration) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "root"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().AddDate(-1, 0, 0), NotAfter: time.Now().AddDate(10, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{cert: cert, key: key, life: life}
}

func (a *authority) issue(der []byte) (api.Enrolment, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.fail != nil {
		return api.Enrolment{}, a.fail
	}
	a.issued++
	req, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return api.Enrolment{}, err
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(int64(100 + a.issued)), NotBefore: time.Now(), NotAfter: time.Now().Add(a.life),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	leaf, err := x509.CreateCertificate(rand.Reader, tmpl, a.cert, req.PublicKey, a.key)
	return api.Enrolment{Certificate: mtls.EncodeCertificate(leaf), Roots: mtls.EncodeCertificate(a.cert.Raw)}, err
}

func (a *authority) Renew(_ context.Context, in api.RenewRequest) (api.Enrolment, error) {
	return a.issue(in.Request)
}

func (a *authority) Reconnect() {}

func (a *authority) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.issued
}

func (a *authority) failWith(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fail = err
}

func open(t *testing.T) *localdb.DB {
	t.Helper()
	key, err := localdb.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Create(t.Context(), filepath.Join(t.TempDir(), "agent.db"), key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func begin(t *testing.T, db *localdb.DB, code string) (out Enrolling) {
	t.Helper()
	err := db.InTx(t.Context(), func(tx *sql.Tx) (err error) {
		out, err = Begin(t.Context(), tx, code)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func enrol(t *testing.T, db *localdb.DB, a *authority) (out Identity) {
	t.Helper()
	e := begin(t, db, "AAAA-BBBB")
	answer, err := a.issue(e.Request.Request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Agent = newAgent()
	err = db.InTx(t.Context(), func(tx *sql.Tx) (err error) {
		out, err = Settle(t.Context(), tx, e, "https://registry.test", answer, time.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func find(t *testing.T, db *localdb.DB) (out Identity, err error) {
	t.Helper()
	err = db.View(t.Context(), func(q localdb.Querier) error {
		out, err = Find(t.Context(), q)
		return err
	})
	return out, err
}

func TestAnInstallationThatWasNeverEnrolledSaysHow(t *testing.T) {
	_, err := find(t, open(t))
	if !fault.Is(err, fault.NotFound) || fault.As(err).Remedy == "" {
		t.Errorf("got %v, want not-found with a remedy", err)
	}
}

func TestAnEnrolmentProvesBothKeysAndIsKept(t *testing.T) {
	db, a := open(t), newAuthority(t, time.Hour)
	e := begin(t, db, "AAAA-BBBB")
	req, err := x509.ParseCertificateRequest(e.Request.Request)
	if err != nil || req.CheckSignature() != nil || len(req.Subject.Names) != 0 {
		t.Errorf("the request does not prove its key, or asks for a name: %v", err)
	}
	if !ed25519.Verify(e.Request.Key, e.Request.Request, e.Request.Proof) {
		t.Error("the proof is not by the record key")
	}
	want := enrol(t, db, a)
	got, err := find(t, db)
	if err != nil {
		t.Fatal(err)
	}
	if got.Agent != want.Agent || !got.RecordKey.Equal(want.RecordKey) || got.Registry != "https://registry.test" ||
		!got.Certificate.Leaf.Equal(want.Certificate.Leaf) {
		t.Error("what was kept is not what was agreed")
	}
	if !got.RecordKey.Public().(ed25519.PublicKey).Equal(ed25519.PublicKey(e.Request.Key)) {
		t.Error("the record key kept is not the one that was proven")
	}
}

func TestTheSameCodeAsksWithTheSameKeys(t *testing.T) {
	db := open(t)
	one, again, other := begin(t, db, "aaaa bbbb"), begin(t, db, "AAAA-BBBB"), begin(t, db, "CCCC")
	if !one.tls().Equal(again.tls()) || string(one.Request.Key) != string(again.Request.Key) {
		t.Error("the same code asked with other keys")
	}
	if one.tls().Equal(other.tls()) || string(one.Request.Key) == string(other.Request.Key) {
		t.Error("another code asked with the same keys")
	}
}

func (e Enrolling) tls() *ecdsa.PublicKey { return e.keys.tls.Public().(*ecdsa.PublicKey) }

func TestACertificateForAnotherKeyIsNotKept(t *testing.T) {
	db, a := open(t), newAuthority(t, time.Hour)
	e := begin(t, db, "AAAA")
	answer, err := a.issue(begin(t, db, "BBBB").Request.Request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Agent = newAgent()
	err = db.InTx(t.Context(), func(tx *sql.Tx) error {
		_, err := Settle(t.Context(), tx, e, "https://registry.test", answer, time.Now())
		return err
	})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want invalid", err)
	}
}

func TestACertificateIsRenewedAtTwoThirdsOfItsLifeByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := open(t)
		a := newAuthority(t, 6*24*time.Hour)
		k := NewKeeper(db, enrol(t, db, a), time.Now, slog.New(slog.DiscardHandler))
		defer run(t, k, a)()
		time.Sleep(4*24*time.Hour - time.Second)
		synctest.Wait()
		if got := a.count(); got != 1 {
			t.Errorf("before two thirds: got %d certificates, want the first alone", got)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got := a.count(); got != 2 {
			t.Errorf("after two thirds: got %d certificates, want 2", got)
		}
		kept, err := find(t, db)
		if err != nil || !kept.Certificate.Leaf.Equal(k.Identity().Certificate.Leaf) || !kept.tlsKey().(*ecdsa.PrivateKey).Equal(k.Identity().tlsKey().(crypto.PrivateKey)) {
			t.Errorf("what is shown is not what is kept: %v", err)
		}
	})
}

func TestACertificateThatRanOutIsRenewedOnceTheLineIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := open(t)
		a := newAuthority(t, time.Hour)
		k := NewKeeper(db, enrol(t, db, a), time.Now, slog.New(slog.DiscardHandler))
		a.failWith(errors.New("no line"))
		defer run(t, k, a)()
		time.Sleep(30 * 24 * time.Hour)
		a.failWith(nil)
		time.Sleep(2 * time.Hour) // the cap of the waits, and some
		synctest.Wait()
		if left := time.Until(k.Identity().Expires()); left <= 0 {
			t.Errorf("the certificate ran out %v ago", -left)
		}
	})
}

func TestAClockThatIsWrongDoesNotRenewForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := open(t)
		a := newAuthority(t, time.Hour)
		ahead := func() time.Time { return time.Now().AddDate(1, 0, 0) }
		k := NewKeeper(db, enrol(t, db, a), ahead, slog.New(slog.DiscardHandler))
		defer run(t, k, a)()
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if got := a.count(); got > 80 {
			t.Errorf("asked for %d certificates in a day", got)
		}
	})
}

func TestACertificateThatWasReplacedMeanwhileIsNotRenewedAgain(t *testing.T) {
	db, a := open(t), newAuthority(t, time.Hour)
	k := NewKeeper(db, enrol(t, db, a), time.Now, slog.New(slog.DiscardHandler))
	old := k.Identity().Certificate
	for range 2 {
		if err := k.renew(t.Context(), a, old); err != nil {
			t.Fatal(err)
		}
	}
	if got := a.count(); got != 2 {
		t.Errorf("got %d certificates, want the first and one renewal", got)
	}
}

// run starts the keeper and gives what stops it and waits for it.
func run(t *testing.T, k *Keeper, a *authority) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- k.Run(ctx, a) }()
	return func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the context's error", err)
		}
	}
}

func newAgent() change.AgentID { return change.AgentID(id.New[authority]()) }
