//go:build demo

package devprovider_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"faro.example/registry/devprovider"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

func TestItListensOnLoopbackAlone(t *testing.T) {
	for address, good := range map[string]bool{
		"127.0.0.1:9444": true, "[::1]:9444": true, "0.0.0.0:9444": false, ":9444": false, "192.0.2.1:9444": false, "localhost:9444": false,
	} {
		_, err := devprovider.New(address, nil)
		if (err == nil) != good || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want it taken %v", address, err, good)
		}
	}
}

func TestATokenIsForTheRegistryAlone(t *testing.T) {
	p, err := devprovider.New("127.0.0.1:9444", nil)
	if err != nil {
		t.Fatal(err)
	}
	p.Introduce = func(context.Context, institution.PersonID) error { return nil }
	for name, form := range map[string]string{"/token": "code=x&code_verifier=y", "/chosen": "query=client_id%3Dother&person=x"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, name, strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		p.ServeHTTP(w, r)
		if w.Code != http.StatusBadRequest {
			t.Errorf("%s: got %d, want it refused", name, w.Code)
		}
	}
}
