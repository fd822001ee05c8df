module faro.example/deploy

go 1.26.0

require (
	github.com/alecthomas/kong v1.17.0 // indirect
	github.com/golang-migrate/migrate/v4 v4.20.1 // indirect
	github.com/google/go-cmp v0.7.0 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/jackc/pgerrcode v0.0.0-20220416144525-469b46aa5efa // indirect
	github.com/jackc/pgpassfile v1.0.0 // indirect
	github.com/jackc/pgservicefile v0.0.0-20240606120523-5a60cdf6a761 // indirect
	github.com/jackc/pgx/v5 v5.12.0 // indirect
	github.com/jackc/puddle/v2 v2.2.3 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/text v0.43.0 // indirect
	pgregory.net/rapid v1.3.0 // indirect
)

require (
	faro.example/migrations v0.0.0
	faro.example/shared v0.0.0
)

replace (
	faro.example/migrations => ../migrations
	faro.example/shared => ../shared
)

require (
	faro.example/agent v0.0.0
	faro.example/registry v0.0.0
)

replace (
	faro.example/agent => ../agent
	faro.example/registry => ../registry
)
