package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"faro.example/agent/identity"
	"faro.example/agent/localdb"
	"faro.example/agent/registryclient"
	"faro.example/deploy/loader"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/id"
	"faro.example/shared/minor"
	"faro.example/shared/mtls"
)

// installation is an enrolled agent whose records are signed in memory: what is
// measured is the registry, not the agents' disks.
type installation struct {
	office office
	agent  change.AgentID
	key    ed25519.PrivateKey
	client *registryclient.Client

	first    uint32  // of its block of codes
	block    uint32  // how many codes it has
	seq      uint64  // the last number used
	used     uint32  // codes used
	cursor   uint64  // of the feed
	position uint64  // up to which it was sent everything
	children []child // those with a history
	next     int     // who is written about next

	made map[uint64]change.ID // what was signed, by number, where that is asked for afterwards
}

// child is a minor with a history, or one who is going to have one.
type child struct {
	minor   minor.ID
	records int
	unfed   []unfed // what was written and has not come by the feed
}

type unfed struct {
	section change.Section
	id      change.ID
}

// blockSize is how many codes each installation is given: more than the
// registry gives a centre, since each here stands for many.
const blockSize = 200_000

// firstBlock is where these blocks begin, far above those that the registry gives.
const firstBlock = 50_000_000

// enrolCrowds enrols every installation of the crowds that are needed, or opens
// what was enrolled before.
func (r *registry) enrolCrowds(ctx context.Context, needed func(int) bool) error {
	n := 0
	for _, size := range crowds {
		if !needed(size) {
			n += size // the others keep their numbers
			continue
		}
		for range size {
			i, err := r.installation(ctx, n, size)
			if err != nil {
				return fmt.Errorf("installation %d: %w", n, err)
			}
			r.crowds[size] = append(r.crowds[size], i)
			n++
			progress("enrolling agents", n, watchedOffice)
		}
	}
	return nil
}

func (r *registry) installation(ctx context.Context, n, crowd int) (*installation, error) {
	o := r.offices[n]
	who, err := r.identity(ctx, fmt.Sprintf("agent-%02d", n), o.codes(), "centre")
	if err != nil {
		return nil, err
	}
	client, err := clientOf(who)
	if err != nil {
		return nil, err
	}
	i := &installation{
		office: o, agent: who.Agent, key: who.RecordKey, client: client, first: firstBlock + uint32(n)*blockSize, block: blockSize,
		children: make([]child, r.sizes.Children/crowd),
	}
	return i, errors.Join(r.giveCodes(ctx, i), r.catchUp(ctx, i))
}

// giveCodes gives an installation its block of codes, once.
func (r *registry) giveCodes(ctx context.Context, i *installation) error {
	const give = `INSERT INTO code_blocks (first, count, installation, given_at) VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING`
	_, err := r.admin.Exec(ctx, give, int64(i.first), int64(i.block), i.agent.String())
	return err
}

// identity enrols an installation as any other, by a one-time code, or finds
// the identity that it was given before.
func (r *registry) identity(ctx context.Context, name string, offices []string, role string) (who identity.Identity, err error) {
	dir := filepath.Join(r.dir, "agents", name)
	roots, err := r.Roots()
	if err != nil {
		return who, err
	}
	invite := func(ctx context.Context) (string, error) {
		args := []string{"--role", role, "--label", "bench " + name}
		if role == "system" {
			args = append(args, "--scope", "custody", "--scope", "census")
		}
		for _, o := range offices {
			args = append(args, "--office", o)
		}
		return r.Invite(ctx, args...)
	}
	enrolled, err := loader.Enrol(ctx, dir, r.URL(), roots, invite, slog.New(slog.DiscardHandler))
	if err != nil {
		return who, err
	}
	if err := enrolled.Close(); err != nil {
		return who, err
	}
	key, err := localdb.ReadKey(filepath.Join(dir, "key"), nil)
	if err != nil {
		return who, err
	}
	db, err := localdb.Open(ctx, filepath.Join(dir, "store.db"), key)
	if err != nil {
		return who, err
	}
	defer db.Close()
	err = db.View(ctx, func(q localdb.Querier) error {
		who, err = identity.Find(ctx, q)
		return err
	})
	who.Registry = r.URL() // each start has an address of its own
	return who, err
}

func clientOf(who identity.Identity) (*registryclient.Client, error) {
	tls, err := mtls.Client(mtls.Fixed(who.Certificate), who.Roots)
	if err != nil {
		return nil, err
	}
	return registryclient.New(who.Registry, tls)
}

// catchUp reads from the registry where an installation stands, so that it does
// not matter how the run before ended. Children with a history have its first codes.
func (r *registry) catchUp(ctx context.Context, i *installation) error {
	const state = `SELECT i.next_seq - 1, coalesce(c.acknowledged, 0), coalesce(c.sent_position, 0),
			(SELECT coalesce(max(serial) - $2 + 1, 0) FROM codes WHERE serial >= $2 AND serial < $2 + $3)
		FROM installations i LEFT JOIN feed_cursors c ON c.agent = i.id WHERE i.id = $1::text::uuid`
	err := r.admin.QueryRow(ctx, state, i.agent.String(), int64(i.first), int64(i.block)).Scan(&i.seq, &i.cursor, &i.position, &i.used)
	if err != nil {
		return err
	}
	i.used = max(i.used, uint32(len(i.children)))
	const children = `SELECT c.serial - $1, c.minor::text, count(*) FROM codes c JOIN records r ON r.minor = c.minor
		WHERE c.serial >= $1 AND c.serial < $1 + $2 GROUP BY c.serial, c.minor`
	rows, err := r.admin.Query(ctx, children, int64(i.first), len(i.children))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var at, records int
		var text string
		if err := rows.Scan(&at, &text, &records); err != nil {
			return err
		}
		m, err := id.Parse[struct{}](text)
		if err != nil {
			return err
		}
		i.children[at] = child{minor: minor.ID(m), records: records}
	}
	return rows.Err()
}

// pull takes the feed up to its end, as an agent does, so that what is written
// next can say that it was seen. It gives how many records came.
func (i *installation) pull(ctx context.Context) (int, error) {
	n := 0
	for {
		feed, err := i.client.Pull(ctx, i.cursor, 0, casefile.Rules)
		if err != nil {
			return n, fmt.Errorf("pull: %w", err)
		}
		for _, item := range feed.Items {
			switch {
			case item.Record != nil:
				n++
			case item.Enter != nil:
				n += len(item.Enter.Records)
			}
			i.position = max(i.position, item.Position)
		}
		i.cursor = feed.Next
		if len(feed.Items) == 0 && !feed.More {
			break
		}
	}
	for k := range i.children {
		i.children[k].unfed = nil
	}
	return n, nil
}

// sign signs the installation's next record, and gives it as it travels.
func (i *installation) sign(h change.Header, body change.Body) (change.Record, change.Frame, error) {
	i.seq++
	h.Agent, h.Seq, h.Author = i.agent, i.seq, i.office.Person
	h.ID = change.ID(id.New[struct{}]())
	h.Made.At = time.Now().UTC().Truncate(time.Second)
	rec, err := change.Sign(i.key, h, body)
	if err != nil {
		return rec, change.Frame{}, err
	}
	if i.made != nil {
		i.made[rec.Seq] = rec.ID
	}
	return rec, change.Frame{Seq: rec.Seq, Data: change.AppendRecord(nil, &rec)}, nil
}
