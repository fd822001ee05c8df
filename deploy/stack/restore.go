package stack

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg/privatepg"
)

// BackUp copies the database into a new folder, beside a running registry.
func (s *Stack) BackUp(ctx context.Context, to string) error {
	_, err := s.Ctl(ctx, "backup", "make", "--to", to, "--role", privatepg.Superuser)
	return err
}

// Restore loses the database and fills a new one from a backup, as
// docs/operations.md says. Every registryd must have been stopped; none is
// started.
func (s *Stack) Restore(ctx context.Context, from string) error {
	if err := s.loseDatabase(ctx); err != nil {
		return fmt.Errorf("lose the database: %w", err)
	}
	if err := s.database(ctx); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"migrate", "up", "--role", privatepg.Superuser},
		{"backup", "restore", "--from", from, "--role", privatepg.Superuser},
		{"check"},
	} {
		if _, err := s.Ctl(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stack) loseDatabase(ctx context.Context) (err error) {
	conn, err := pgx.Connect(ctx, s.Postgres.DSN("postgres", privatepg.Superuser))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	_, err = conn.Exec(ctx, `DROP DATABASE faro WITH (FORCE)`)
	return err
}
