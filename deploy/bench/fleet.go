package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"faro.example/agent/identity"
	"faro.example/agent/registryclient"
	"faro.example/deploy/loader"
	"faro.example/shared/institution"
	"faro.example/shared/reference"
)

// light is one of a nation's agents, as it is kept between runs.
type light struct {
	Office office `json:"office"`
	loader.Light
}

const (
	// fleetBlock is how many codes each of the fleet is given, from firstOfFleet on,
	// above the blocks of the crowds.
	fleetBlock   = 2_000
	firstOfFleet = 70_000_000
	// enrollers is how many agents are enrolled at once. Arbitrary.
	enrollers = 4
	// codeBytes is the length of a one-time code before it is written as text.
	codeBytes = 20
	// perChild is how many records of an outage there are for each child that an
	// agent knew before. Arbitrary.
	perChild = 20
)

// openFleet makes the nation's agents, or opens those that were made before.
func (r *registry) openFleet(ctx context.Context) ([]*installation, error) {
	all, err := r.enlisted(ctx)
	if err != nil {
		return nil, err
	}
	const step = 100 // enrolled until that is kept; arbitrary
	for n := 0; n < len(all); n += step {
		if err := r.enlist(ctx, all[n:min(n+step, len(all))]); err != nil {
			return nil, err
		}
		if err := r.keepFleet(all); err != nil {
			return nil, err
		}
		progress("enrolling a nation's agents", min(n+step, len(all)), len(all))
	}
	var out []*installation
	for n := range all {
		i, err := r.member(ctx, n, &all[n])
		if err != nil {
			return nil, err
		}
		out = append(out, i)
	}
	return out, nil
}

func (r *registry) fleetFile() string { return filepath.Join(r.dir, "fleet.json") }

func (r *registry) keepFleet(all []light) error {
	b, err := json.Marshal(all)
	if err != nil {
		return err
	}
	next := r.fleetFile() + ".next"
	if err := os.WriteFile(next, b, 0o600); err != nil {
		return err
	}
	return os.Rename(next, r.fleetFile())
}

// enlisted gives the agents that there are to be; their offices are imported
// once, as an administrator does.
func (r *registry) enlisted(ctx context.Context) ([]light, error) {
	var all []light
	b, err := os.ReadFile(r.fleetFile())
	if err == nil {
		return all, json.Unmarshal(b, &all)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	places, err := reference.Load()
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, o := range r.offices {
		taken[o.Town] = true
	}
	var offices []office
	for _, town := range places.Municipalities() {
		if len(offices) < r.sizes.Fleet && !taken[town.Istat] {
			offices = append(offices, newOffice(firstFleetOffice+len(offices), town.Istat))
		}
	}
	if len(offices) < r.sizes.Fleet {
		return nil, fmt.Errorf("there are %d towns for %d agents", len(offices), r.sizes.Fleet)
	}
	for _, o := range offices {
		all = append(all, light{Office: o})
	}
	return all, errors.Join(r.importOffices(ctx, offices), r.keepFleet(all))
}

// firstFleetOffice is the number of the first office of the fleet, above all others.
const firstFleetOffice = 1000

// enlist enrols those that have no certificate yet.
func (r *registry) enlist(ctx context.Context, some []light) error {
	var missing []*light
	for n := range some {
		if some[n].Chain == nil {
			missing = append(missing, &some[n])
		}
	}
	if len(missing) == 0 {
		return nil
	}
	client, err := r.stranger()
	if err != nil {
		return err
	}
	defer client.Close()
	codes, err := r.inviteMany(ctx, missing)
	if err != nil {
		return err
	}
	return each(ctx, missing, enrollers, func(ctx context.Context, l *light) error { return l.enrol(ctx, client, codes[l]) })
}

// stranger is a client without a certificate.
func (r *registry) stranger() (*registryclient.Client, error) {
	roots, err := r.Roots()
	if err != nil {
		return nil, err
	}
	return loader.Stranger(r.URL(), roots)
}

// inviteMany makes a one-time code for each, after the first one as registryctl
// makes it: a process for each of two thousand would take longer than all else.
func (r *registry) inviteMany(ctx context.Context, of []*light) (map[*light]string, error) {
	if _, err := r.Invite(ctx, "--role", "centre", "--label", "bench fleet", "--office", of[0].Office.First.Code); err != nil {
		return nil, err
	}
	const like = `INSERT INTO enrolment_codes (sum, role, label, offices, made_at, made_by, expires_at)
		SELECT $1, role, label, $2, made_at, made_by, expires_at FROM enrolment_codes WHERE label = 'bench fleet' ORDER BY made_at DESC LIMIT 1`
	out := map[*light]string{}
	for _, l := range of {
		raw := make([]byte, codeBytes)
		rand.Read(raw) // it never fails
		sum := sha256.Sum256(raw)
		if _, err := r.admin.Exec(ctx, like, sum[:], uuids(l.Office.all())); err != nil {
			return nil, err
		}
		out[l] = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
	}
	return out, nil
}

func uuids(of []institution.OfficeID) []string {
	var out []string
	for _, o := range of {
		out = append(out, o.String())
	}
	return out
}

func (l *light) enrol(ctx context.Context, client *registryclient.Client, code string) (err error) {
	l.Light, err = loader.EnrolLight(ctx, client, code)
	return err
}

// identityOf is who it is towards the registry.
func (r *registry) identityOf(l *light) (identity.Identity, error) {
	roots, err := r.Roots()
	if err != nil {
		return identity.Identity{}, err
	}
	return l.Identity(r.URL(), roots)
}

// member is the n-th of the fleet, ready to write.
func (r *registry) member(ctx context.Context, n int, l *light) (*installation, error) {
	who, err := r.identityOf(l)
	if err != nil {
		return nil, err
	}
	client, err := clientOf(who)
	if err != nil {
		return nil, err
	}
	i := &installation{
		office: l.Office, agent: who.Agent, key: who.RecordKey, client: client, first: firstOfFleet + uint32(n)*fleetBlock, block: fleetBlock,
		children: make([]child, max(1, r.sizes.Each/perChild)),
	}
	return i, errors.Join(r.giveCodes(ctx, i), r.catchUp(ctx, i))
}
