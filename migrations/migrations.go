// Package migrations holds the schemas of Faro's two databases as numbered
// pairs of SQL files, NNNNNN_name.{up,down}.sql, embedded. It runs nothing
// itself: registry/pg applies those of PostgreSQL, agent/localdb those of SQLite.
//
// The invariant: a file that has been released is never changed, numbers have
// no gap, and every up has a down that takes back exactly what it did. Each
// file of PostgreSQL is sent as one query and so is one transaction by itself:
// it has no BEGIN and no COMMIT. The first makes the roles and runs as whoever
// migrates; every later one begins with
//
//	SET LOCAL ROLE faro_owner;
//
// so that faro_owner owns everything, and the roles that the registry
// connects with own nothing. Those are granted table by table what they need.
// A migration only adds: servers of the version before work on its tables while
// they are replaced one after the other. One that takes away what they need comes
// a version later and says so: see [Contractions].
// Roles belong to the whole server, not to one database: going down leaves
// them there.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed postgres/0*.sql sqlite/0*.sql
var files embed.FS

// Postgres gives the files of the registry's database.
func Postgres() fs.FS { return sub("postgres") }

// SQLite gives the files of an agent's database.
func SQLite() fs.FS { return sub("sqlite") }

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // only for a malformed name
	}
	return f
}
