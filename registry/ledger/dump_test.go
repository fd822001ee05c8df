package ledger

import (
	"context"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/pg/pgtest"
)

var update = flag.Bool("update", false, "write the golden file of the schema")

const golden = "../../migrations/postgres/schema.sql"

// The schema as the catalogues tell it, one object a line, so that it does not
// depend on the version of the server or on which tools are there.
var dumps = []string{
	`SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)' ORDER BY 1`,
	`SELECT 'extension ' || extname FROM pg_extension ORDER BY 1`,
	`SELECT format('role %s login=%s super=%s bypassrls=%s createrole=%s createdb=%s', rolname, rolcanlogin, rolsuper,
		rolbypassrls, rolcreaterole, rolcreatedb) FROM pg_roles WHERE rolname LIKE 'faro\_%' ORDER BY 1`,
	`SELECT format('table %s.%s owner=%s rls=%s forced=%s options=%s', n.nspname, c.relname, r.rolname, c.relrowsecurity,
			c.relforcerowsecurity, coalesce(c.reloptions::text, '{}'))
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
		WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'census') AND c.relname <> 'schema_migrations' ORDER BY 1`,
	`SELECT format('column %s.%s %s %s%s%s%s', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod),
			CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END,
			CASE a.attidentity WHEN 'a' THEN ' identity always' ELSE '' END,
			CASE a.attgenerated WHEN 's' THEN ' generated' ELSE '' END,
			coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''))
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'census') AND a.attnum > 0 AND NOT a.attisdropped
			AND c.relname <> 'schema_migrations'
		ORDER BY c.oid::regclass::text, a.attnum`,
	`SELECT format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(c.oid))
		FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
		WHERE n.nspname IN ('public', 'census') AND contype IN ('c', 'f', 'p', 'u', 'x')
			AND conrelid <> 0 AND conrelid::regclass::text <> 'schema_migrations' ORDER BY 1`,
	`SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname IN ('public', 'census')
		AND tablename <> 'schema_migrations' ORDER BY 1`,
	`SELECT format('trigger %s enabled=%s', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`,
	`SELECT format('function %s %s', p.oid::regprocedure, regexp_replace(p.prosrc, '\s+', ' ', 'g'))
		FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
		WHERE n.nspname IN ('public', 'census') AND NOT EXISTS (
			SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') ORDER BY 1`,
	`SELECT format('policy %s on %s.%s for %s to %s using %s check %s', policyname, schemaname, tablename, cmd, roles,
		regexp_replace(qual, '\s+', ' ', 'g'), regexp_replace(with_check, '\s+', ' ', 'g')) FROM pg_policies ORDER BY 1`,
	`SELECT format('grant %s on %s to %s', string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type), c.oid::regclass, r.rolname)
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a JOIN pg_roles r ON r.oid = a.grantee
		WHERE n.nspname IN ('public', 'census') AND r.rolname LIKE 'faro\_%' AND a.grantee <> c.relowner
		GROUP BY c.oid, r.rolname ORDER BY 1`,
	`SELECT format('grant %s (%s) on %s to %s', a.privilege_type, string_agg(t.attname, ', ' ORDER BY t.attname), t.attrelid::regclass, r.rolname)
		FROM pg_attribute t, aclexplode(t.attacl) a JOIN pg_roles r ON r.oid = a.grantee
		WHERE r.rolname LIKE 'faro\_%' GROUP BY t.attrelid, a.privilege_type, r.rolname ORDER BY 1`,
	`SELECT format('grant %s on schema %s to %s', a.privilege_type, n.nspname, coalesce(r.rolname, 'public'))
		FROM pg_namespace n, aclexplode(n.nspacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
		WHERE n.nspname IN ('public', 'census') AND (a.grantee = 0 OR r.rolname LIKE 'faro\_%') ORDER BY 1`,
}

func dump(t *testing.T, db *pgtest.DB) string {
	t.Helper()
	var lines []string
	for _, q := range dumps {
		rows, err := db.Admin().Query(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		part, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatalf("%v in %s", err, q)
		}
		for _, l := range part {
			lines = append(lines, "-- "+l)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestTheSchemaIsTheOneOnRecord(t *testing.T) {
	got := "-- What the migrations make, as the catalogues tell it. Written by\n" +
		"-- go test ./ledger -run Schema -update; compared by the same test.\n" + dump(t, pgtest.New(t))
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the schema changed; run with -update if it was meant (-want +got):\n%s", diff)
	}
}

func TestTheMigrationsGoUpDownAndUpAgain(t *testing.T) {
	db := pgtest.Empty(t)
	ctx := context.Background()
	migrate := func(version uint) {
		t.Helper()
		if _, err := pg.Migrate(ctx, db.MigratorDSN(), version); err != nil {
			t.Fatal(err)
		}
	}
	migrate(pg.Latest)
	up := dump(t, db)
	migrate(2)
	two := dump(t, db)
	migrate(0)
	if left := dump(t, db); strings.Contains(left, "-- table") || strings.Contains(left, "-- function") {
		t.Errorf("left after going down:\n%s", left)
	}
	migrate(2)
	if diff := cmp.Diff(two, dump(t, db)); diff != "" {
		t.Errorf("version 2 differs after going down from the newest (-first +second):\n%s", diff)
	}
	migrate(pg.Latest)
	if diff := cmp.Diff(up, dump(t, db)); diff != "" {
		t.Errorf("the newest differs the second time (-first +second):\n%s", diff)
	}
}
