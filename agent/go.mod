module faro.example/agent

go 1.26.0

require (
	filippo.io/hpke v0.4.0 // indirect
	github.com/danieljoos/wincred v1.2.3 // indirect
	github.com/godbus/dbus/v5 v5.2.2 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/hashicorp/go-cleanhttp v0.5.2 // indirect
	github.com/mattn/go-colorable v0.1.14 // indirect
	github.com/ncruces/go-sqlite3-wasm/v6 v6.3.35304 // indirect
	github.com/ncruces/julianday v1.0.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/text v0.43.0
	lukechampine.com/adiantum v1.1.1 // indirect
)

require (
	faro.example/migrations v0.0.0
	faro.example/shared v0.0.0
	filippo.io/age v1.3.2
	github.com/alecthomas/kong v1.17.0
	github.com/google/go-cmp v0.7.0
	github.com/hashicorp/go-retryablehttp v0.7.8
	github.com/klauspost/compress v1.20.3
	github.com/ncruces/go-sqlite3 v0.35.6
	github.com/zalando/go-keyring v0.2.8
	golang.org/x/crypto v0.58.0
	pgregory.net/rapid v1.3.0
)

replace (
	faro.example/migrations => ../migrations
	faro.example/shared => ../shared
)
