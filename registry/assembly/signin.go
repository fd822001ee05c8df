package assembly

import (
	"log/slog"
	"time"

	"faro.example/registry/config"
	"faro.example/registry/signin"
)

// SigninOptions are what people's sign-in is put together by.
type SigninOptions struct {
	Providers    []signin.Provider
	Callback     string // where a provider sends people back; "" if nobody signs in here
	Idle, Length time.Duration
	Now          func() time.Time
	Log          *slog.Logger
}

// Signin puts people's sign-in together. It reaches no provider yet.
func (r *Registry) Signin(o SigninOptions) (*signin.Signin, error) {
	key, err := r.Sealer.ClaimKey()
	if err != nil {
		return nil, err
	}
	return signin.New(signin.Options{
		Pool: r.Pools.Signin, Lines: r.Audit, ClaimKey: key, Providers: o.Providers, Callback: o.Callback, Idle: o.Idle, Length: o.Length,
		Now: o.Now, Log: o.Log, Metrics: r.Metrics,
	})
}

// Providers reads a file of providers with the registry's secrets there; "" is
// no provider.
func Providers(file string) ([]signin.Provider, error) {
	if file == "" {
		return nil, nil
	}
	read, err := config.ReadProviders(file)
	if err != nil {
		return nil, err
	}
	out := make([]signin.Provider, len(read))
	for i, p := range read {
		secret, err := p.Secret()
		if err != nil {
			return nil, err
		}
		out[i] = signin.Provider{Provider: p, Secret: secret}
	}
	return out, nil
}
