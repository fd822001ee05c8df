package audit

// unusual gives the query of each kind of rule. Each counts, by person or by
// the installation where there is none, what lies within the rule's time, and
// raises one alert where it is more than the most; none where the same was told
// within that time. Nothing is kept of who stays below: a rule counts, and forgets
// (regulation (EU) 2016/679 art. 5).
var unusual = map[string]string{
	"many-children": `INSERT INTO looking_alerts (at, rule, person, agent, from_at, until_at, count, lines)
		SELECT $2, r.name, l.person, l.agent, min(l.at), max(l.at), count(DISTINCT s), (array_agg(DISTINCT l.id))[1:100]
		FROM looking_rules r
		JOIN access_lines l ON l.at > $2::timestamptz - r.within AND l.at <= $2 AND l.allowed AND l.action = ANY (r.actions)
		CROSS JOIN LATERAL unnest(l.subjects) AS s
		WHERE r.name = $1 AND ` + named + asked + notTold + `
		GROUP BY r.name, r.most, l.person, l.agent HAVING count(DISTINCT s) > r.most`,

	"out-of-hours": `INSERT INTO looking_alerts (at, rule, person, agent, from_at, until_at, count, lines)
		SELECT $2, r.name, l.person, l.agent, min(l.at), max(l.at), count(*), (array_agg(l.id ORDER BY l.id))[1:100]
		FROM looking_rules r
		JOIN access_lines l ON l.at > $2::timestamptz - r.within AND l.at <= $2 AND l.action = ANY (r.actions)
		CROSS JOIN LATERAL (SELECT l.at AT TIME ZONE 'Europe/Rome' AS here) AS t
		WHERE r.name = $1 AND l.person IS NOT NULL
			AND (extract(hour FROM t.here) < r.opens OR extract(hour FROM t.here) >= r.closes OR extract(isodow FROM t.here) = 7)` + asked + notTold + `
		GROUP BY r.name, r.most, l.person, l.agent HAVING count(*) > r.most`,

	// A search whose casefiles nobody opened within a quarter of an hour: somebody
	// who knows whom they look for opens what they find.
	"search-without-opening": `INSERT INTO looking_alerts (at, rule, person, agent, from_at, until_at, count, lines)
		SELECT $2, r.name, l.person, l.agent, min(l.at), max(l.at), count(*), (array_agg(l.id ORDER BY l.id))[1:100]
		FROM looking_rules r
		JOIN access_lines l ON l.at > $2::timestamptz - r.within AND l.at <= $2::timestamptz - interval '15 minutes' AND l.action = ANY (r.actions)
		WHERE r.name = $1 AND ` + named + `
			AND NOT EXISTS (SELECT FROM access_lines o WHERE o.person IS NOT DISTINCT FROM l.person AND o.agent IS NOT DISTINCT FROM l.agent
				AND o.action = 'open-casefile' AND o.allowed AND o.at BETWEEN l.at AND l.at + interval '15 minutes'
				AND o.subjects && l.subjects)` + asked + notTold + `
		GROUP BY r.name, r.most, l.person, l.agent HAVING count(*) > r.most`,

	// Who asks again and again for what is not theirs: looking outside the own work.
	"denied": `INSERT INTO looking_alerts (at, rule, person, agent, from_at, until_at, count, lines)
		SELECT $2, r.name, l.person, l.agent, min(l.at), max(l.at), count(*), (array_agg(l.id ORDER BY l.id))[1:100]
		FROM looking_rules r
		JOIN access_lines l ON l.at > $2::timestamptz - r.within AND l.at <= $2 AND NOT l.allowed AND l.action = ANY (r.actions)
		WHERE r.name = $1 AND ` + named + asked + notTold + `
		GROUP BY r.name, r.most, l.person, l.agent HAVING count(*) > r.most`,

	// One child at whom many people look, whoever they are: no finding is of a person.
	"one-child": `INSERT INTO looking_alerts (at, rule, minor, from_at, until_at, count, lines)
		SELECT $2, r.name, s, min(l.at), max(l.at), count(DISTINCT l.person), (array_agg(DISTINCT l.id))[1:100]
		FROM looking_rules r
		JOIN access_lines l ON l.at > $2::timestamptz - r.within AND l.at <= $2 AND l.allowed AND l.action = ANY (r.actions)
		CROSS JOIN LATERAL unnest(l.subjects) AS s
		WHERE r.name = $1 AND l.person IS NOT NULL` + asked + `
			AND NOT EXISTS (SELECT FROM looking_alerts t WHERE t.rule = r.name AND t.minor = s AND t.at > $2::timestamptz - r.within)
		GROUP BY r.name, r.most, s HAVING count(DISTINCT l.person) > r.most`,

	// Casefiles that were opened, and about which the same person has written nothing
	// from then on: a day is left for the work to be written down.
	"without-record": `INSERT INTO looking_alerts (at, rule, person, from_at, until_at, count, lines)
		SELECT $2, r.name, l.person, min(l.at), max(l.at), count(DISTINCT s), (array_agg(DISTINCT l.id))[1:100]
		FROM looking_rules r
		JOIN access_lines l ON l.at > $2::timestamptz - r.within AND l.at <= $2::timestamptz - interval '1 day' AND l.allowed AND l.action = ANY (r.actions)
		CROSS JOIN LATERAL unnest(l.subjects) AS s
		WHERE r.name = $1 AND l.person IS NOT NULL` + asked + `
			AND NOT EXISTS (SELECT FROM records w JOIN ledger e ON e.position = w.position WHERE w.minor = s AND e.at >= l.at
				AND convert_from(w.header, 'UTF8')::jsonb ->> 'author' = l.person::text)` + notTold + `
		GROUP BY r.name, r.most, l.person HAVING count(DISTINCT s) > r.most`,

	// A child whom the auditors watch, since the newspapers write of it: each who looks.
	"watched-child": `INSERT INTO looking_alerts (at, rule, person, agent, minor, from_at, until_at, count, lines)
		SELECT $2, r.name, l.person, l.agent, w.minor, min(l.at), max(l.at), count(*), (array_agg(l.id ORDER BY l.id))[1:100]
		FROM looking_rules r
		CROSS JOIN (SELECT DISTINCT ON (minor) minor, watched, at FROM watched_children ORDER BY minor, number DESC) AS w
		JOIN access_lines l ON l.at > $2::timestamptz - r.within AND l.at <= $2 AND l.at >= w.at AND l.allowed AND l.action = ANY (r.actions)
			AND l.subjects @> ARRAY[w.minor]
		WHERE r.name = $1 AND w.watched AND ` + named + asked + `
			AND NOT EXISTS (SELECT FROM looking_alerts t WHERE t.rule = r.name AND t.minor = w.minor AND t.at > $2::timestamptz - r.within
				AND t.person IS NOT DISTINCT FROM l.person AND t.agent IS NOT DISTINCT FROM l.agent)
		GROUP BY r.name, r.most, w.minor, l.person, l.agent HAVING count(*) > r.most`,

	// Glasses that nobody has reviewed in time: a finding that is of nobody but the
	// auditors themselves, told once in that time.
	"unreviewed-glass": `INSERT INTO looking_alerts (at, rule, from_at, until_at, count, lines)
		SELECT $2, r.name, min(g.broken_at), max(g.broken_at), count(*), coalesce((SELECT array_agg(l.id ORDER BY l.id)
			FROM access_lines l WHERE l.glass = ANY ((array_agg(g.id))[1:100]) AND l.action = ANY (r.actions)), '{}')
		FROM looking_rules r JOIN glasses g ON g.broken_at <= $2::timestamptz - r.within
		WHERE r.name = $1 AND NOT EXISTS (SELECT FROM glass_reviews v WHERE v.glass = g.id)
			AND NOT EXISTS (SELECT FROM looking_alerts t WHERE t.rule = r.name AND t.at > $2::timestamptz - r.within)
		GROUP BY r.name, r.most, r.actions HAVING count(*) > r.most`,
}

const (
	// named leaves out what nobody in particular asked.
	named = `(l.person IS NOT NULL OR l.agent IS NOT NULL)`
	// asked leaves out who has another role than those of which the rule is asked.
	asked = `
			AND (r.roles IS NULL OR l.role = ANY (r.roles))`
	// notTold leaves out who was told of within the rule's time.
	notTold = `
			AND NOT EXISTS (SELECT FROM looking_alerts t WHERE t.rule = r.name AND t.at > $2::timestamptz - r.within
				AND t.person IS NOT DISTINCT FROM l.person AND t.agent IS NOT DISTINCT FROM l.agent)`
)
