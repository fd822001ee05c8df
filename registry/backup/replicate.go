package backup

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"faro.example/registry/pg"
	"faro.example/shared/fault"
)

// link is a connection by the replication protocol.
type link struct{ conn *pgconn.PgConn }

// replicate connects to the database of a DSN for replication, as its role: in
// pg_hba.conf the line of that database lets it in, as for any other work.
func replicate(ctx context.Context, dsn string) (link, error) {
	cfg, err := pgconn.ParseConfig(dsn)
	if err != nil {
		return link{}, fault.Newf(fault.Invalid, "the address of the database cannot be read")
	}
	cfg.RuntimeParams["replication"] = "database"
	cfg.RuntimeParams["application_name"] = "faro base backup"
	conn, err := pgconn.ConnectConfig(ctx, cfg)
	if err != nil {
		return link{}, pg.Fault(err)
	}
	return link{conn}, nil
}

func (l link) close(ctx context.Context) error { return l.conn.Close(context.WithoutCancel(ctx)) }

// system gives the number of the cluster.
func (l link) system(ctx context.Context) (string, error) {
	results, err := l.conn.Exec(ctx, "IDENTIFY_SYSTEM").ReadAll()
	if err != nil {
		return "", pg.Fault(err)
	}
	if len(results) != 1 || len(results[0].Rows) != 1 {
		return "", fault.Newf(fault.Internal, "PostgreSQL does not say which cluster it is")
	}
	return string(results[0].Rows[0][0]), nil
}

// copied is what the server says of a base backup.
type copied struct {
	start, end string // places in the log
	timeline   uint32
	size       int64
	spaces     int // tablespaces
	rows       int // results with a place in the log that were read
}

// copy has the server send its files, as one tar file, to a writer, and returns
// once the log that they need is archived.
func (l link) copy(ctx context.Context, to io.Writer) (copied, error) {
	l.conn.Frontend().Send(&pgproto3.Query{String: `BASE_BACKUP (LABEL 'faro', CHECKPOINT 'fast', WAIT true, MANIFEST 'no')`})
	if err := l.conn.Frontend().Flush(); err != nil {
		return copied{}, pg.Fault(err)
	}
	var out copied
	var failed error
	fields := 0
	for {
		msg, err := l.conn.ReceiveMessage(ctx)
		if err != nil {
			return out, pg.Fault(err)
		}
		switch m := msg.(type) {
		case *pgproto3.ErrorResponse:
			return out, pg.Fault(pgconn.ErrorResponseToPgError(m))
		case *pgproto3.RowDescription:
			fields = len(m.Fields)
		case *pgproto3.DataRow:
			if err := out.row(fields, m.Values); err != nil {
				failed = err
			}
		case *pgproto3.CopyData:
			if failed == nil {
				failed = out.data(m.Data, to)
			}
		case *pgproto3.ReadyForQuery:
			return out, failed
		}
		if failed != nil {
			return out, failed
		}
	}
}

// row takes a row of what comes before and after the files: where the copy
// begins, which tablespaces there are, where it ends.
func (c *copied) row(fields int, values [][]byte) error {
	if fields == 3 { // a tablespace
		if c.spaces++; c.spaces > 1 {
			return &fault.Error{Kind: fault.Conflict, Detail: "the cluster has tablespaces outside of its data directory",
				Remedy: "move what lies there into the data directory: base backups are of one folder"}
		}
		return nil
	}
	timeline, err := strconv.ParseUint(string(values[1]), 10, 32)
	if err != nil {
		return fmt.Errorf("read the timeline: %w", err)
	}
	if c.rows++; c.rows == 1 {
		c.start, c.timeline = string(values[0]), uint32(timeline)
	} else {
		c.end = string(values[0])
	}
	return nil
}

// data takes a piece of what is sent: its first byte says of what.
func (c *copied) data(b []byte, to io.Writer) error {
	if len(b) == 0 || b[0] != 'd' {
		return nil // the name of the archive that begins
	}
	c.size += int64(len(b) - 1)
	_, err := io.Copy(to, bytes.NewReader(b[1:]))
	return err
}
