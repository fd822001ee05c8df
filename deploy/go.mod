module faro.example/deploy

go 1.26

require (
	github.com/alecthomas/kong v1.17.0 // indirect
	github.com/google/go-cmp v0.7.0 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/jackc/pgpassfile v1.0.0 // indirect
	github.com/jackc/pgservicefile v0.0.0-20240606120523-5a60cdf6a761 // indirect
	github.com/jackc/pgx/v5 v5.12.0 // indirect
	golang.org/x/text v0.41.0 // indirect
	pgregory.net/rapid v1.3.0 // indirect
)

require (
	faro.example/shared v0.0.0
	faro.example/migrations v0.0.0
)

replace (
	faro.example/shared => ../shared
	faro.example/migrations => ../migrations
)

require (
	faro.example/registry v0.0.0
	faro.example/agent v0.0.0
)

replace (
	faro.example/registry => ../registry
	faro.example/agent => ../agent
)
