package pki_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/mtls"
)

// scopes counts the installations whose minors were to be brought.
type scopes struct{ asked []change.AgentID }

func (s *scopes) Rescope(_ context.Context, _ pgx.Tx, agents []change.AgentID) error {
	s.asked = append(s.asked, agents...)
	return nil
}

type fixture struct {
	*pgtest.DB
	dir     string
	journal *pki.Journal
	pki     *pki.Authority
	scopes  *scopes
	reg     *prometheus.Registry
	now     time.Time
	offices []institution.OfficeID
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{DB: pgtest.New(t), dir: t.TempDir(), scopes: &scopes{}, now: time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC)}
	ca, err := pki.MakeCA(f.dir, f.now)
	if err != nil {
		t.Fatal(err)
	}
	if f.journal, err = pki.OpenJournal(f.dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.journal.Close(); err != nil {
			t.Error(err)
		}
	})
	f.offices = []institution.OfficeID{institution.OfficeID(id.New[struct{}]())}
	f.open(t, f.DB, ca)
	return f
}

// open makes an authority over a database and gives that its one office.
func (f *fixture) open(t *testing.T, db *pgtest.DB, ca *pki.CA) {
	t.Helper()
	f.DB, f.reg = db, prometheus.NewRegistry()
	const q = `INSERT INTO offices (id, what, code) VALUES ($1, 'structure', 'PA-1')`
	if _, err := db.Admin().Exec(t.Context(), q, f.offices[0]); err != nil {
		t.Fatal(err)
	}
	var err error
	f.pki, err = pki.New(pki.Options{
		Pool: db.As("faro_directory"), CA: ca, Journal: f.journal, Scopes: f.scopes, Metrics: f.reg,
		Now: func() time.Time { return f.now }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	f.pki.Lines = &lines{f: f}
}

func (f *fixture) invite(t *testing.T, alter ...func(*pki.Invitation)) string {
	t.Helper()
	in := pki.Invitation{Role: access.Centre, Label: "Casa Uno", Offices: f.offices}
	for _, a := range alter {
		a(&in)
	}
	code, err := f.pki.Invite(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// keys are those of one installation.
type keys struct {
	tls    crypto.Signer
	record ed25519.PrivateKey
}

func newKeys(t *testing.T) keys {
	t.Helper()
	tls, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	_, record, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return keys{tls, record}
}

func (k keys) csr(t *testing.T, tmpl x509.CertificateRequest) []byte {
	t.Helper()
	der, err := x509.CreateCertificateRequest(rand.Reader, &tmpl, k.tls)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func (k keys) request(t *testing.T, code string) api.EnrolRequest {
	t.Helper()
	return k.requestWith(code, k.csr(t, x509.CertificateRequest{}))
}

func (k keys) requestWith(code string, csr []byte) api.EnrolRequest {
	pub, ok := k.record.Public().(ed25519.PublicKey)
	if !ok {
		panic("not a key of Ed25519")
	}
	return api.EnrolRequest{Code: code, Request: csr, Key: pub, Proof: ed25519.Sign(k.record, csr)}
}

func leaf(t *testing.T, g pki.Grant) *x509.Certificate {
	t.Helper()
	chain, err := mtls.ParseChain(g.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	return chain[0]
}

func (f *fixture) enrol(t *testing.T, k keys) (pki.Grant, *x509.Certificate) {
	t.Helper()
	g, err := f.pki.Enrol(t.Context(), k.request(t, f.invite(t)))
	if err != nil {
		t.Fatal(err)
	}
	return g, leaf(t, g)
}

func wantKind(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("got %v of kind %v, want %v", err, fault.KindOf(err), k)
	}
}

func TestWhoeverHasACodeBecomesAnInstallation(t *testing.T) {
	f, k := newFixture(t), newKeys(t)
	code := f.invite(t)
	g, err := f.pki.Enrol(t.Context(), k.request(t, strings.ToLower(strings.ReplaceAll(code, "-", " "))))
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.pki.Caller(t.Context(), leaf(t, g))
	want := access.Caller{Role: access.Centre, Agent: g.Agent, Offices: f.offices, Certificate: got.Certificate, Territory: []string{}}
	if err != nil || !cmp.Equal(got, want) || len(got.Certificate) != 32 {
		t.Errorf("got %+v and %v, want %+v", got, err, want)
	}
	blocks, err := pki.NewCodes(f.journal, time.Now).Blocks(t.Context(), f.Admin(), g.Agent)
	if err != nil || len(blocks) != 1 || blocks[0].Count != pki.BlockSize {
		t.Errorf("got blocks %v and %v, want one", blocks, err)
	}
	if !cmp.Equal(f.scopes.asked, []change.AgentID{g.Agent}) {
		t.Errorf("the minors of %v were brought, want those of %v", f.scopes.asked, g.Agent)
	}
	var kept int
	const q = `SELECT count(*) FROM enrolment_codes WHERE encode(sum, 'escape') LIKE '%' || $1 || '%'`
	if err := f.Admin().QueryRow(t.Context(), q, code).Scan(&kept); err != nil || kept != 0 {
		t.Errorf("the code itself is kept (%d, %v)", kept, err)
	}
}

func TestACodeOpensOnceAndOnlyWhileItIsValid(t *testing.T) {
	f, k := newFixture(t), newKeys(t)
	code := f.invite(t)
	first, err := f.pki.Enrol(t.Context(), k.request(t, code))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("used by another", func(t *testing.T) {
		_, err := f.pki.Enrol(t.Context(), newKeys(t).request(t, code))
		wantKind(t, err, fault.Unauthenticated)
	})
	t.Run("used again by the same, whose answer was lost", func(t *testing.T) {
		again, err := f.pki.Enrol(t.Context(), k.request(t, code))
		if err != nil || again.Agent != first.Agent {
			t.Errorf("got %v and %v, want the same installation", again.Agent, err)
		}
	})
	t.Run("used again by the same once revoked", func(t *testing.T) {
		if err := f.pki.Revoke(t.Context(), first.Agent, pki.WhyOperator); err != nil {
			t.Fatal(err)
		}
		_, err := f.pki.Enrol(t.Context(), k.request(t, code))
		wantKind(t, err, fault.Unauthenticated)
	})
	t.Run("run out", func(t *testing.T) {
		late := f.invite(t, func(in *pki.Invitation) { in.Valid = time.Hour })
		f.now = f.now.Add(time.Hour)
		_, err := f.pki.Enrol(t.Context(), newKeys(t).request(t, late))
		wantKind(t, err, fault.Unauthenticated)
	})
	t.Run("made up", func(t *testing.T) {
		for _, made := range []string{"", "AAAA", strings.Repeat("AAAA-", 8), code + "A"} {
			_, err := f.pki.Enrol(t.Context(), newKeys(t).request(t, made))
			wantKind(t, err, fault.Unauthenticated)
		}
	})
}

func TestTheNamesInACertificateComeFromTheRegistry(t *testing.T) {
	f, k := newFixture(t), newKeys(t)
	forged := k.csr(t, x509.CertificateRequest{
		Subject:  pkix.Name{CommonName: "ministry", Organization: []string{"Ministero"}},
		DNSNames: []string{"registry.example"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, EmailAddresses: []string{"a@b.example"},
		ExtraExtensions: []pkix.Extension{{Id: []int{2, 5, 29, 19}, Critical: true, Value: []byte{0x30, 0x03, 0x01, 0x01, 0xff}}},
	})
	g, err := f.pki.Enrol(t.Context(), k.requestWith(f.invite(t), forged))
	if err != nil {
		t.Fatal(err)
	}
	c := leaf(t, g)
	if c.Subject.String() != "CN="+g.Agent.String() || len(c.DNSNames)+len(c.IPAddresses)+len(c.EmailAddresses) > 0 || c.IsCA {
		t.Errorf("got %v %v %v %v, a CA: %v; want the installation's identifier alone", c.Subject, c.DNSNames, c.IPAddresses, c.EmailAddresses, c.IsCA)
	}
	if !cmp.Equal(c.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}) {
		t.Errorf("got usage %v, want clients only", c.ExtKeyUsage)
	}
	if life := c.NotAfter.Sub(f.now); life != pki.DefaultLifetime {
		t.Errorf("it is valid for %v, want %v", life, pki.DefaultLifetime)
	}
}

func TestARequestThatProvesNothingIsRefusedAndLeavesTheCode(t *testing.T) {
	f, k := newFixture(t), newKeys(t)
	code := f.invite(t)
	good := k.request(t, code)
	weak, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	broken := good
	broken.Request = append([]byte(nil), good.Request...)
	broken.Request[len(broken.Request)-1] ^= 1
	broken.Proof = ed25519.Sign(k.record, broken.Request)
	for _, tc := range []struct {
		name  string
		in    api.EnrolRequest
		field string
	}{
		{"not a request", k.requestWith(code, []byte("hello")), "request"},
		{"too large", k.requestWith(code, make([]byte, 5000)), "request"},
		{"signed by another key", broken, "request"},
		{"a weak key", k.requestWith(code, keys{weak, k.record}.csr(t, x509.CertificateRequest{})), "request"},
		{"a proof by another key", api.EnrolRequest{Code: code, Request: good.Request, Key: good.Key, Proof: make([]byte, 64)}, "proof"},
		{"a key that is none", api.EnrolRequest{Code: code, Request: good.Request, Key: []byte{1}, Proof: good.Proof}, "proof"},
	} {
		_, err := f.pki.Enrol(t.Context(), tc.in)
		if fault.As(err).Field != tc.field || !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want invalid about %s", tc.name, err, tc.field)
		}
	}
	if _, err := f.pki.Enrol(t.Context(), good); err != nil {
		t.Errorf("the code is gone: %v", err)
	}
	_, err = f.pki.Enrol(t.Context(), k.request(t, f.invite(t)))
	wantKind(t, err, fault.Conflict)
}

func TestACertificateIsRenewedForTheSameKeyAlsoWhenItRanOut(t *testing.T) {
	f, k := newFixture(t), newKeys(t)
	start := f.now
	g, old := f.enrol(t, k)
	csr := k.csr(t, x509.CertificateRequest{})
	for _, tc := range []struct {
		name  string
		after time.Duration
		kind  fault.Kind // of Caller with the old one
		renew bool
	}{
		{"while it is valid", 5 * 24 * time.Hour, fault.Internal, true},
		{"the day after it ran out", 8 * 24 * time.Hour, fault.Unauthenticated, true},
		{"90 days after it ran out", pki.DefaultLifetime + pki.RenewAfter, fault.Unauthenticated, true},
		{"later", pki.DefaultLifetime + pki.RenewAfter + time.Second, fault.Unauthenticated, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f.now = start.Add(tc.after)
			_, err := f.pki.Caller(t.Context(), old)
			if tc.kind == fault.Unauthenticated {
				wantKind(t, err, tc.kind)
			} else if err != nil {
				t.Error(err)
			}
			fresh, err := f.pki.Renew(t.Context(), old, csr)
			if !tc.renew {
				wantKind(t, err, fault.Unauthenticated)
				return
			}
			if err != nil || fresh.Agent != g.Agent {
				t.Fatalf("got %v and %v, want a certificate for the same installation", fresh.Agent, err)
			}
			if c, err := f.pki.Caller(t.Context(), leaf(t, fresh)); err != nil || c.Agent != g.Agent {
				t.Errorf("the new one: got %v and %v, want the same installation", c.Agent, err)
			}
		})
	}
	f.now = start
	_, err := f.pki.Renew(t.Context(), old, newKeys(t).csr(t, x509.CertificateRequest{}))
	wantKind(t, err, fault.Invalid)
	_, err = f.pki.Renew(t.Context(), nil, csr)
	wantKind(t, err, fault.Unauthenticated)
}

func TestARevokedInstallationIsNobodyAtOnce(t *testing.T) {
	f, k := newFixture(t), newKeys(t)
	g, cert := f.enrol(t, k)
	if err := f.pki.Revoke(t.Context(), g.Agent, pki.WhyOperator); err != nil {
		t.Fatal(err)
	}
	_, err := f.pki.Caller(t.Context(), cert)
	wantKind(t, err, fault.Unauthenticated)
	_, err = f.pki.Renew(t.Context(), cert, k.csr(t, x509.CertificateRequest{}))
	wantKind(t, err, fault.Unauthenticated)
	wantKind(t, f.pki.Revoke(t.Context(), change.AgentID(id.New[struct{}]()), pki.WhyOperator), fault.NotFound)
	if err := f.pki.Revoke(t.Context(), g.Agent, pki.WhyCopied); err != nil {
		t.Fatal(err)
	}
	var why string
	if err := f.Admin().QueryRow(t.Context(), `SELECT revoked_why FROM installations WHERE id = $1`, g.Agent).Scan(&why); err != nil || why != pki.WhyOperator {
		t.Errorf("got %q and %v, want the first reason kept", why, err)
	}
}

func TestIntakeRevokesInItsOwnTransaction(t *testing.T) {
	f := newFixture(t)
	g, cert := f.enrol(t, newKeys(t))
	err := pg.InTx(t.Context(), f.As("faro_intake"), func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT FROM installations WHERE id = $1 FOR NO KEY UPDATE`, g.Agent); err != nil {
			return err
		}
		if _, err := f.pki.Caller(ctx, cert); err != nil {
			t.Errorf("before the commit: %v", err)
		}
		return pki.NewRevoker(f.journal, time.Now).Revoke(ctx, tx, g.Agent, pki.WhyCopied)
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.pki.Caller(t.Context(), cert)
	wantKind(t, err, fault.Unauthenticated)
}

func TestEnrollingInAnothersSteadRevokesIt(t *testing.T) {
	f := newFixture(t)
	old, cert := f.enrol(t, newKeys(t))
	code := f.invite(t, func(in *pki.Invitation) { in.Replaces = old.Agent })
	g, err := f.pki.Enrol(t.Context(), newKeys(t).request(t, code))
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.pki.Caller(t.Context(), cert)
	wantKind(t, err, fault.Unauthenticated)
	var replaces change.AgentID
	if err := f.Admin().QueryRow(t.Context(), `SELECT replaces FROM installations WHERE id = $1`, g.Agent).Scan(&replaces); err != nil || replaces != old.Agent {
		t.Errorf("got %v and %v, want %v", replaces, err, old.Agent)
	}
}

func TestAMachineOfAnInstitutionHasItsTerritory(t *testing.T) {
	f := newFixture(t)
	office := institution.OfficeID(id.New[struct{}]())
	for _, q := range []string{
		`INSERT INTO offices (id, what, code) VALUES ($1, 'institution', 'C-PA')`,
		`INSERT INTO institutions (id, name, kind, territory, valid_from, known_from, changed_at)
			VALUES ($1, 'Comune', 'municipality', '{082053}', '2020-01-01', 0, now())`,
	} {
		if _, err := f.Admin().Exec(t.Context(), q, office); err != nil {
			t.Fatal(err)
		}
	}
	g, err := f.pki.Enrol(t.Context(), newKeys(t).request(t, f.invite(t, func(in *pki.Invitation) {
		in.Role, in.Offices = access.Municipality, []institution.OfficeID{office}
	})))
	if err != nil {
		t.Fatal(err)
	}
	c, err := f.pki.Caller(t.Context(), leaf(t, g))
	if err != nil || !cmp.Equal(c.Territory, []string{"082053"}) {
		t.Errorf("got %v and %v, want its territory", c.Territory, err)
	}
}

func TestANewBlockOfCodesIsGivenWhenHalfIsUsed(t *testing.T) {
	f := newFixture(t)
	a, _ := f.enrol(t, newKeys(t))
	b, _ := f.enrol(t, newKeys(t))
	codes := pki.NewCodes(f.journal, time.Now)
	blocks := func(of change.AgentID) []minor.Block {
		t.Helper()
		out, err := codes.Blocks(t.Context(), f.As("faro_feed"), of)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	use := func(used map[change.AgentID]uint32) {
		t.Helper()
		err := pg.InTx(t.Context(), f.As("faro_intake"), func(ctx context.Context, tx pgx.Tx) error { return codes.Ensure(ctx, tx, used) })
		if err != nil {
			t.Fatal(err)
		}
	}
	first := blocks(a.Agent)[0]
	use(map[change.AgentID]uint32{a.Agent: first.First + pki.BlockSize/2 - 2, b.Agent: 99_000_000})
	if n := len(blocks(a.Agent)); n != 1 {
		t.Errorf("below half: got %d blocks, want 1", n)
	}
	use(map[change.AgentID]uint32{a.Agent: first.First + pki.BlockSize/2 - 1})
	got := blocks(a.Agent)
	if len(got) != 2 || got[0] != first || got[1].First == first.First {
		t.Fatalf("at half: got %v, want a second block", got)
	}
	use(map[change.AgentID]uint32{a.Agent: first.First + pki.BlockSize - 1})
	if n := len(blocks(a.Agent)); n != 2 {
		t.Errorf("the rest of the older one: got %d blocks, want 2", n)
	}
	use(map[change.AgentID]uint32{a.Agent: got[1].First + pki.BlockSize/2})
	if n := len(blocks(a.Agent)); n != 3 {
		t.Errorf("at half of the newest: got %d blocks, want 3", n)
	}
	if n := len(blocks(b.Agent)); n != 1 {
		t.Errorf("the other installation has %d blocks, want 1", n)
	}
}

func TestTheRegistryIsAnInstallationOfItsOwn(t *testing.T) {
	f := newFixture(t)
	agent, key, err := f.pki.Self(t.Context(), f.dir, f.offices[0])
	if err != nil {
		t.Fatal(err)
	}
	again, key2, err := f.pki.Self(t.Context(), f.dir, f.offices[0])
	if err != nil || again != agent || !key.Equal(key2) {
		t.Errorf("the second time: got %v and %v, want the same", again, err)
	}
	if n := len(blocksOf(t, f, agent)); n != 1 {
		t.Errorf("got %d blocks of codes, want 1", n)
	}
}

func TestSilentInstallationsAreCounted(t *testing.T) {
	f := newFixture(t)
	_, cert := f.enrol(t, newKeys(t))
	f.enrol(t, newKeys(t))
	silent := func() float64 {
		t.Helper()
		families, err := f.reg.Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range families {
			if m.GetName() == "faro_pki_silent_installations" {
				return m.GetMetric()[0].GetGauge().GetValue()
			}
		}
		t.Fatal("not measured")
		return 0
	}
	if got := silent(); got != 0 {
		t.Errorf("at first: got %v silent, want 0", got)
	}
	f.now = f.now.Add(pki.DefaultSilent + time.Second)
	if _, err := f.pki.Caller(t.Context(), cert); err != nil {
		t.Fatal(err)
	}
	if got := silent(); got != 1 {
		t.Errorf("a day later: got %v silent, want the one that did not ask", got)
	}
}
