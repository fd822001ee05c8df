package registrytest

import (
	"slices"

	"faro.example/shared/api"
)

// TakeLooks keeps looks.
func (r *Registry) TakeLooks(in api.Looks) (out api.LooksTaken) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.looks = append(r.looks, in.Looks...)
	for _, l := range in.Looks {
		out.Next = l.Seq + 1
	}
	return out
}

// Looks gives what it was told of looks.
func (r *Registry) Looks() []api.Look {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.looks)
}
