package registrytest

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/mtls"
)

// authority is the registry's root, in a test.
type authority struct {
	cert   *x509.Certificate
	key    *ecdsa.PrivateKey
	serial atomic.Int64
}

func newAuthority(now time.Time) *authority {
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "registry's root"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(10, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}
	der := must(x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key))
	a := &authority{cert: must(x509.ParseCertificate(der)), key: key}
	a.serial.Store(1)
	return a
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // only in tests, and only without randomness
	}
	return v
}

// issue makes a certificate for a public key.
func (a *authority) issue(name string, public any, usage x509.ExtKeyUsage, from, until time.Time) ([]byte, error) {
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(a.serial.Add(1)), Subject: pkix.Name{CommonName: name}, NotBefore: from, NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{usage}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, a.cert, public, a.key)
	return mtls.EncodeCertificate(der), err
}

// Roots gives, in PEM, what vouches for this registry.
func (r *Registry) Roots() []byte { return mtls.EncodeCertificate(r.ca.cert.Raw) }

// Invite makes a one-time code.
func (r *Registry) Invite() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	code := id.New[struct{}]().String()
	r.codes[code] = true
	return code
}

// Lock notes that an installation says its store is locked.
func (r *Registry) Lock(in api.Locked) (api.Noted, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	who, err := r.find(in.Agent)
	if err != nil || !in.By(who.key) {
		return api.Noted{}, &fault.Error{Kind: fault.Unauthenticated, Detail: "not the words of an installation", Remedy: "enrol it"}
	}
	who.locked = true
	r.wake()
	return api.Noted{Now: r.now()}, nil
}

// Locked waits until an installation has said that its store is locked.
func (r *Registry) Locked(ctx context.Context, agent change.AgentID) bool {
	for {
		r.mu.Lock()
		said, changed := r.installs[agent].locked, r.changed
		r.mu.Unlock()
		if said {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

// Lifetime of the certificates that installations get.
const Lifetime = 7 * 24 * time.Hour

// Enrol answers an enrolment, also one that was answered before.
func (r *Registry) Enrol(in api.EnrolRequest) (api.Enrolment, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	req, err := x509.ParseCertificateRequest(in.Request)
	if err != nil || req.CheckSignature() != nil || !ed25519.Verify(in.Key, in.Request, in.Proof) {
		return api.Enrolment{}, fault.Field("proof", "not proven", "sign the request")
	}
	tls := must(x509.MarshalPKIXPublicKey(req.PublicKey))
	for agent, known := range r.installs {
		if bytes.Equal(known.tls, tls) {
			return r.enrolment(agent, req.PublicKey)
		}
	}
	if !r.codes[in.Code] {
		return api.Enrolment{}, &fault.Error{Kind: fault.Unauthenticated, Detail: "this code cannot be used", Remedy: "ask for a new one"}
	}
	delete(r.codes, in.Code)
	agent := r.admit(in.Key)
	r.installs[agent].tls = tls
	return r.enrolment(agent, req.PublicKey)
}

// Renew answers a renewal by whoever showed a certificate for the same key.
func (r *Registry) Renew(agent change.AgentID, in api.RenewRequest) (api.Enrolment, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.find(agent); err != nil {
		return api.Enrolment{}, err
	}
	req, err := x509.ParseCertificateRequest(in.Request)
	if err != nil {
		return api.Enrolment{}, fault.Newf(fault.Invalid, "no request")
	}
	return r.enrolment(agent, req.PublicKey)
}

func (r *Registry) enrolment(agent change.AgentID, public any) (api.Enrolment, error) {
	now := r.now()
	cert, err := r.ca.issue(agent.String(), public, x509.ExtKeyUsageClientAuth, now.Add(-time.Hour), now.Add(Lifetime))
	d := r.directory
	return api.Enrolment{
		Standpoint: r.standpoint(r.installs[agent]), Agent: agent, Certificate: cert, Roots: r.Roots(), Directory: &d,
	}, err
}

// Serve answers over TLS on a free port of loopback until the test ends, and
// gives the base URL. wrap, if not nil, stands before every request.
func (r *Registry) Serve(t testing.TB, wrap func(http.Handler) http.Handler) string {
	t.Helper()
	key := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	chain := must(r.ca.issue("registry", key.Public(), x509.ExtKeyUsageServerAuth, time.Now().Add(-time.Hour), time.Now().AddDate(1, 0, 0)))
	cfg := must(mtls.Server(mtls.Fixed(must(mtls.New(chain, key))), r.Roots()))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	handler := r.Handler()
	if wrap != nil {
		handler = wrap(handler)
	}
	s := &http.Server{Handler: handler, TLSConfig: cfg, ErrorLog: log.New(io.Discard, "", 0)}
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

// Handler speaks the sync contract.
func (r *Registry) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+api.PathEnrol, func(w http.ResponseWriter, req *http.Request) {
		var in api.EnrolRequest
		answer(w, req, func() (any, error) {
			if err := json.NewDecoder(req.Body).Decode(&in); err != nil {
				return nil, fault.Newf(fault.Invalid, "not JSON")
			}
			return r.Enrol(in)
		})
	})
	mux.HandleFunc("POST "+api.PathRenew, func(w http.ResponseWriter, req *http.Request) {
		var in api.RenewRequest
		answer(w, req, func() (any, error) {
			if err := json.NewDecoder(req.Body).Decode(&in); err != nil {
				return nil, fault.Newf(fault.Invalid, "not JSON")
			}
			return r.Renew(caller(req), in)
		})
	})
	mux.HandleFunc("POST "+api.PathLocked, func(w http.ResponseWriter, req *http.Request) {
		var in api.Locked
		answer(w, req, func() (any, error) {
			if err := json.NewDecoder(req.Body).Decode(&in); err != nil {
				return nil, fault.Newf(fault.Invalid, "not JSON")
			}
			return r.Lock(in)
		})
	})
	mux.HandleFunc("POST "+api.PathChanges, func(w http.ResponseWriter, req *http.Request) {
		answer(w, req, func() (any, error) { return r.takePush(req) })
	})
	mux.HandleFunc("POST "+api.PathLooks, func(w http.ResponseWriter, req *http.Request) {
		var in api.Looks
		answer(w, req, func() (any, error) {
			if err := json.NewDecoder(req.Body).Decode(&in); err != nil {
				return nil, fault.Newf(fault.Invalid, "not JSON")
			}
			return r.TakeLooks(in), nil
		})
	})
	mux.HandleFunc("GET "+api.PathFeed, func(w http.ResponseWriter, req *http.Request) {
		answer(w, req, func() (any, error) {
			after, err1 := strconv.ParseUint(req.URL.Query().Get("after"), 10, 64)
			wait, err2 := time.ParseDuration(req.URL.Query().Get("wait"))
			if err1 != nil || err2 != nil || !r.valid(req) {
				return nil, &fault.Error{Kind: fault.Unauthenticated, Detail: "this certificate is not valid now"}
			}
			return r.Pull(req.Context(), caller(req), after, wait)
		})
	})
	return mux
}

func (r *Registry) takePush(req *http.Request) (any, error) {
	if !r.valid(req) {
		return nil, &fault.Error{Kind: fault.Unauthenticated, Detail: "this certificate is not valid now"}
	}
	if req.Header.Get("Content-Type") != api.TypeBatch || req.Header.Get("Content-Encoding") != "zstd" {
		return nil, fault.Newf(fault.Invalid, "not a batch")
	}
	d, err := zstd.NewReader(req.Body)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	frames, err := change.ReadFrames(d)
	if err != nil {
		return nil, err
	}
	var of change.AgentID
	if text := req.URL.Query().Get(api.QueryInstallation); text != "" {
		if of, err = parseAgent(text); err != nil {
			return nil, err
		}
	}
	return r.Push(req.Context(), caller(req), of, req.URL.Query().Get(api.QueryGivingBack) == "true", frames)
}

func parseAgent(text string) (out change.AgentID, err error) {
	err = out.UnmarshalText([]byte(text))
	return out, err
}

// valid reports whether the certificate shown has not run out.
func (r *Registry) valid(req *http.Request) bool {
	c := mtls.Peer(req.TLS)
	return c != nil && r.now().Before(c.NotAfter)
}

// caller gives who showed a certificate; zero if nobody did.
func caller(req *http.Request) change.AgentID {
	c := mtls.Peer(req.TLS)
	if c == nil {
		return change.AgentID{}
	}
	agent, err := parseAgent(c.Subject.CommonName)
	if err != nil {
		return change.AgentID{}
	}
	return agent
}

// answer writes what fn gives, packed where that is accepted.
func answer(w http.ResponseWriter, req *http.Request, fn func() (any, error)) {
	out, err := fn()
	status, kind := http.StatusOK, api.TypeJSON
	if err != nil {
		p := api.ProblemOf(err)
		out, status, kind = p, p.Status, api.TypeProblem
		if status == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", "1")
		}
	}
	body := must(json.Marshal(out))
	w.Header().Set("Content-Type", kind)
	if slices.Contains(req.Header["Accept-Encoding"], "zstd") {
		w.Header().Set("Content-Encoding", "zstd")
		body = must(zstd.NewWriter(nil, zstd.WithEncoderPadding(api.Padded))).EncodeAll(body, nil)
	}
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		log.Print("registrytest: the answer was not written")
	}
}
