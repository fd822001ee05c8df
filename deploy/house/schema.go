package house

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"faro.example/registry/pg"
)

// schemaRule is a query whose every row is one complaint.
type schemaRule struct {
	name string
	sql  string
}

// ours keeps a query to what the migrations made: not the system's schemas,
// not what an extension brought, not the table in which versions are kept.
const ours = `
	n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
	AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = o.oid AND e.deptype = 'e')`

// schemaRules is what holds of every migrated database.
var schemaRules = []schemaRule{
	{
		name: "a table about minors has policies that bind its owner too",
		sql: `
			SELECT format('%I.%I is about minors and has no forced row-level security: ALTER TABLE … ENABLE and FORCE', n.nspname, o.relname)
			FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace
			WHERE o.relkind IN ('r', 'p') AND NOT (o.relrowsecurity AND o.relforcerowsecurity) AND ` + ours + `
			AND EXISTS (SELECT FROM pg_attribute a
				WHERE a.attrelid = o.oid AND a.attname IN ('minor', 'minor_id', 'minors', 'subjects') AND NOT a.attisdropped)`,
	},
	{
		name: "everything is owned by faro_owner, and the search functions by faro_search",
		sql: `
			SELECT format('%s %I.%I is owned by %s: begin the migration with SET LOCAL ROLE faro_owner', o.kind, n.nspname, o.name, o.owner::regrole)
			FROM (
				SELECT oid, 'the relation' AS kind, relname AS name, relnamespace AS space, relowner AS owner FROM pg_class
				WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND relname NOT LIKE 'schema\_migrations%'
				UNION ALL
				SELECT oid, 'the function', proname, pronamespace, proowner FROM pg_proc WHERE proowner::regrole::text <> 'faro_search'
				UNION ALL
				SELECT oid, 'the schema', nspname, oid, nspowner FROM pg_namespace WHERE nspname <> 'public'
			) AS o JOIN pg_namespace n ON n.oid = o.space
			WHERE o.owner::regrole::text <> 'faro_owner' AND ` + ours,
	},
	{
		name: "no role of the registry can get round the policies",
		sql: `
			SELECT format('the role %I is a superuser, bypasses policies, or makes roles, databases or replicas', rolname)
			FROM pg_roles WHERE rolname LIKE 'faro\_%'
			AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
			UNION ALL
			SELECT format('the role %s is a member of %s', member::regrole, roleid::regrole)
			FROM pg_auth_members WHERE member::regrole::text LIKE 'faro\_%'
			UNION ALL
			SELECT format('the role %I can connect', rolname)
			FROM pg_roles WHERE rolname IN ('faro_owner', 'faro_search') AND rolcanlogin`,
	},
	{
		name: "who reads for a caller is shown what the caller's settings show, and writes nothing",
		sql: `
			SELECT format('the policy %s on %I.%I shows faro_reader rows whoever asks: read a setting, or go through casefiles',
				policyname, schemaname, tablename)
			FROM pg_policies WHERE roles && '{faro_reader,public}' AND NOT coalesce(qual, '') ~ 'current_setting|FROM casefiles'
			UNION ALL
			SELECT format('%I.%I: faro_reader may %s', n.nspname, o.relname, acl.privilege_type)
			FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace, aclexplode(o.relacl) AS acl
			WHERE acl.grantee = 'faro_reader'::regrole AND acl.privilege_type NOT IN ('SELECT', 'USAGE')`,
	},
	{
		name: "a policy reads its settings in a sub-select, once for each query",
		sql: `
			SELECT format('the policy %s on %I.%I reads a setting for each row: put it in a sub-select', policyname, schemaname, tablename)
			FROM pg_policies, concat(qual, ' ', with_check) AS says
			WHERE regexp_count(says, 'current_setting\(') > regexp_count(says, 'SELECT [A-Za-z_(]*current_setting\(')`,
	},
	{
		name: "nothing is granted to everybody",
		sql: `
			SELECT format('%I.%I grants %s to everybody', n.nspname, o.relname, acl.privilege_type)
			FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace, aclexplode(o.relacl) AS acl
			WHERE acl.grantee = 0 AND ` + ours,
	},
	{
		name: "a function that runs as its owner fixes where it looks for names",
		sql: `
			SELECT format('%I.%I is SECURITY DEFINER and does not set search_path', n.nspname, o.proname)
			FROM pg_proc o JOIN pg_namespace n ON n.oid = o.pronamespace
			WHERE o.prosecdef AND NOT coalesce(array_to_string(o.proconfig, ',') LIKE '%search\_path=%', false) AND ` + ours,
	},
}

// complaints runs a rule on a database.
func (r schemaRule) complaints(ctx context.Context, q pg.Querier) ([]string, error) {
	rows, err := q.Query(ctx, r.sql)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.name, err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, fmt.Errorf("%s: %w", r.name, err)
		}
		found = append(found, line)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", r.name, err)
	}
	return sorted(found), nil
}

var (
	migrationName  = regexp.MustCompile(`^(\d{6})_[a-z0-9_]+\.(up|down)\.sql$`)
	sqlComment     = regexp.MustCompile(`(?m)^\s*--.*$`)
	ownTransaction = regexp.MustCompile(`(?im)^\s*(BEGIN|COMMIT|ROLLBACK|START TRANSACTION)\s*;`)
)

// migrationFiles finds files that are not part of a gapless row of pairs, and
// those of PostgreSQL that do not act as the owner in one transaction. owner
// is false for SQLite, which has no roles.
func migrationFiles(files fs.FS, owner bool) ([]string, error) {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, err
	}
	var bad []string
	for i, e := range entries {
		m := migrationName.FindStringSubmatch(e.Name())
		// In the order of names each number comes as down, then up.
		if want := fmt.Sprintf("%06d", i/2+1); m == nil || m[1] != want || (m[2] == "up") != (i%2 == 1) {
			bad = append(bad, fmt.Sprintf("%s: expected the down and the up of %s here: numbers have no gap and every up has a down", e.Name(), want))
			break
		}
		text, err := fs.ReadFile(files, e.Name())
		if err != nil {
			return nil, err
		}
		sql := strings.TrimSpace(sqlComment.ReplaceAllString(string(text), ""))
		if ownTransaction.MatchString(sql) {
			bad = append(bad, e.Name()+": begins or ends a transaction: each file is one already")
		}
		if owner && i >= 2 && !strings.HasPrefix(sql, "SET LOCAL ROLE faro_owner;") {
			bad = append(bad, e.Name()+": does not begin with SET LOCAL ROLE faro_owner;")
		}
	}
	if len(entries)%2 != 0 {
		bad = append(bad, "an up or a down is missing")
	}
	return sorted(bad), nil
}
