# Admit: build, run and test. Two commands matter: `make dev` and `make test`.

.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

# Every directory below functions/ with a main.go is a function.
FUNCTIONS := $(patsubst functions/%/main.go,%,$(wildcard functions/*/main.go))

# The target platform: this machine, because the emulator runs the functions on it.
# `make deploy` builds for AWS instead.
OS ?= $(shell go env GOOS)
ARCH ?= $(shell go env GOARCH)

# Without the version control stamp, a function's binary (and with it its CDK asset)
# changes only with its code and not with every commit.
BUILD := -tags lambda.norpc -trimpath -buildvcs=false -ldflags "-s -w"

# All packages but the end-to-end tests, which need a deployment.
PACKAGES = $$(go list ./... | grep -v /infra/e2e)
GO_FILES = $$(git ls-files --cached --others --exclude-standard '*.go')

LOCAL := .build/local
CDK := .local/node/node_modules/.bin/cdk
ATTACKS := .build/attacks
TOOL := go tool -modfile=infra/tools/go.mod

# $(call given,NAME) is NAME as given on make's command line, without expansion. The
# shell's own EMAIL or NAME is ignored, because many shells set them.
given = $(if $(filter command,$(firstword $(origin $1))),$(value $1))

# DEPLOYMENT=staging is about one of several deployments: the setting name in cdk.json.
export GIVEN_DEPLOYMENT := $(call given,DEPLOYMENT)
OF_DEPLOYMENT := $(if $(call given,DEPLOYMENT),-deployment "$$GIVEN_DEPLOYMENT")

# $(call phase,what,command) runs a part of the tests and prints its duration.
define phase
	@echo "== $1"; SECONDS=0; $2 || { status=$$?; echo "== $1: FAILED after $$SECONDS s"; exit $$status; }; echo "== $1: $$SECONDS s"
endef

.PHONY: help
help: ## Show this help
	@echo 'Usage: make <target> [NAME=value ...]'
	@awk 'sub(/^##@ /, "") { print "\n" $$0 } \
	  /^[a-z0-9-]+:.*## / { name = $$0; sub(/:.*/, "", name); sub(/.*## /, ""); printf "  %-14s%s\n", name, $$0 }' $(MAKEFILE_LIST)

##@ On this machine

.PHONY: dev up sample down inbox
dev: $(LOCAL) ## Run Admit on this machine and follow logs, mails and events (PORT=4566) [DEPLOYMENT=...]
	@$(LOCAL) dev $(OF_DEPLOYMENT) $(if $(PORT),-port $(PORT))

up: $(LOCAL) ## Run Admit without following; run it again to deploy a change (PORT=4566) [DEPLOYMENT=...]
	@$(LOCAL) up $(OF_DEPLOYMENT) $(if $(PORT),-port $(PORT))

sample: $(LOCAL) ## Run Admit and a sample product that asks it what people may do (PORT=4566)
	@$(LOCAL) sample $(if $(PORT),-port $(PORT))

down: $(LOCAL) ## Stop everything that dev, up or sample started
	@$(LOCAL) down

inbox: $(LOCAL) ## Print the caught mails with their links, newest first, and the inbox page's URL
	@$(LOCAL) inbox

.PHONY: token
token: export GIVEN_EMAIL := $(call given,EMAIL)
token: export GIVEN_PASSWORD := $(call given,PASSWORD)
token: export GIVEN_SCOPE := $(call given,SCOPE)
token: $(LOCAL) ## Print a bearer token and nothing else: make -s token [EMAIL=... PASSWORD=...] or MACHINE=1 [SCOPE=admit/decide]
	@$(LOCAL) token $(OF_DEPLOYMENT) -email "$$GIVEN_EMAIL" -password "$$GIVEN_PASSWORD" $(if $(call given,MACHINE),-machine) -scope "$$GIVEN_SCOPE"

.PHONY: organisation
organisation: export GIVEN_NAME := $(call given,NAME)
organisation: export GIVEN_ADMIN := $(call given,ADMIN)
organisation: export GIVEN_LOCALE := $(call given,LOCALE)
organisation: $(LOCAL) ## Create an organisation: NAME=... ADMIN=... [PARTNER=1] [LOCALE=nb]; AWS=1: in your AWS account [FORCE=1] [DEPLOYMENT=...]
	@$(LOCAL) organisation $(OF_DEPLOYMENT) -name "$$GIVEN_NAME" -admin "$$GIVEN_ADMIN" -locale "$$GIVEN_LOCALE" $(if $(PARTNER),-partner) $(if $(AWS),-aws) $(if $(FORCE),-force)

.PHONY: import export
import export: export GIVEN_FILE := $(call given,FILE)
import: $(LOCAL) ## Import organisations and people: FILE=people.jsonl [DRY=1] [INVITE=1]; AWS=1: into your AWS account [FORCE=1] [DEPLOYMENT=...]
	@$(LOCAL) import $(OF_DEPLOYMENT) -file "$$GIVEN_FILE" $(if $(DRY),-dry) $(if $(INVITE),-invite) $(if $(AWS),-aws) $(if $(FORCE),-force)

export: $(LOCAL) ## Export organisations and people: FILE=people.jsonl; AWS=1: from your AWS account [DEPLOYMENT=...]
	@$(LOCAL) export $(OF_DEPLOYMENT) -file "$$GIVEN_FILE" $(if $(AWS),-aws)

.PHONY: export-person delete-profile retain
export-person delete-profile: export GIVEN_USER := $(call given,USER)
export-person delete-profile: export GIVEN_EMAIL := $(call given,EMAIL)
export-person: export GIVEN_FILE := $(call given,FILE)
export-person: $(LOCAL) ## Export everything about one person: EMAIL=... or USER=... FILE=person.json; AWS=1: from your AWS account [DEPLOYMENT=...]
	@$(LOCAL) export-person $(OF_DEPLOYMENT) -user "$$GIVEN_USER" -email "$$GIVEN_EMAIL" -file "$$GIVEN_FILE" $(if $(AWS),-aws)

delete-profile: $(LOCAL) ## Delete everything that names a person: USER=... or EMAIL=... [YES=1]; AWS=1: in your AWS account [DEPLOYMENT=...]
	@$(LOCAL) delete-profile $(OF_DEPLOYMENT) -user "$$GIVEN_USER" -email "$$GIVEN_EMAIL" $(if $(YES),-yes) $(if $(AWS),-aws)

retain: $(LOCAL) ## Give what exists the retention of the settings; AWS=1: in your AWS account [DEPLOYMENT=...]
	@$(LOCAL) retain $(OF_DEPLOYMENT) $(if $(AWS),-aws)

.PHONY: migrate
migrate: $(LOCAL) ## Migrate the table of version 0.1, while it serves: [RATE=200 items a second] [AGAIN=1]; AWS=1: in your AWS account [DEPLOYMENT=...]
	@$(LOCAL) migrate $(OF_DEPLOYMENT) $(if $(RATE),-rate $(RATE)) $(if $(AGAIN),-again) $(if $(AWS),-aws)

.PHONY: restore
restore: $(LOCAL) ## Restore the table in your AWS account into a new one: AT=2026-12-01T10:00:00Z or AT=latest [INTO=...] [DEPLOYMENT=...]
	@$(LOCAL) restore $(OF_DEPLOYMENT) -at "$(call given,AT)" -into "$(call given,INTO)"

.PHONY: relink-all
relink-all: $(LOCAL) ## Give everybody whose identity is gone from the user pool in your AWS account a new one: [DRY=1] [DEPLOYMENT=...]
	@$(LOCAL) relink-all $(OF_DEPLOYMENT) $(if $(DRY),-dry)

.PHONY: find resend redrive preflight
find resend redrive: export GIVEN_EMAIL := $(call given,EMAIL)
find resend redrive: export GIVEN_INVITATION := $(call given,INVITATION)
find resend redrive: export GIVEN_QUEUE := $(call given,QUEUE)
find: $(LOCAL) ## Find a user by address: EMAIL=...; AWS=1: in your AWS account [DEPLOYMENT=...]
	@$(LOCAL) find $(OF_DEPLOYMENT) -email "$$GIVEN_EMAIL" $(if $(AWS),-aws)

resend: $(LOCAL) ## Resend an invitation: INVITATION=<id>; AWS=1: in your AWS account [FORCE=1] [DEPLOYMENT=...]
	@$(LOCAL) resend $(OF_DEPLOYMENT) -invitation "$$GIVEN_INVITATION" $(if $(AWS),-aws) $(if $(FORCE),-force)

redrive: $(LOCAL) ## Redrive dead letters: QUEUE=mails|events|delivery-events [DRY=1]; AWS=1: in your AWS account [DEPLOYMENT=...]
	@$(LOCAL) redrive $(OF_DEPLOYMENT) -queue "$$GIVEN_QUEUE" $(if $(DRY),-dry) $(if $(AWS),-aws)

preflight: $(LOCAL) ## Say what is missing before the first email; AWS=1: in your AWS account [DEPLOYMENT=...]
	@$(LOCAL) preflight $(OF_DEPLOYMENT) $(if $(AWS),-aws)

##@ Tests

.PHONY: test test-unit test-console test-client test-go test-long test-e2e test-browser test-identity test-attacks screenshots readme fuzz
# The end-to-end tests wait for mails most of the time, on one emulator. The tests of Go, which
# keep both processors busy, run meanwhile. The browsers get the machine for themselves.
test: $(LOCAL) test-console test-client ## Run all tests. They set up everything they need
	@$(LOCAL) tools -tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=line test-go test-e2e
	@$(MAKE) --no-print-directory --jobs=1 test-browser test-identity
	@$(MAKE) --no-print-directory test-attacks

test-unit: ## The tests that need only Go; fast
	go test -short $(PACKAGES)

test-console: web-packages ## The console's unit tests
	$(call phase,console,npm --prefix $(WEB) run --silent test)

test-client: client-packages ## The tests of the TypeScript client; those of the Go client are in test-go
	$(call phase,TypeScript client,npm --prefix $(CLIENT) run --silent test)

# test-long tests the store with the race detector, under which it takes as much processor as DynamoDB Local.
STORE := ./shared/dynamo
RACED = $$(go list ./... | grep -v -e /infra/e2e -e '/shared/dynamo$$' -e '/shared/model$$')

# One goroutine at a time visits the states of the model, so the race detector has nothing to see.
MODEL := ./shared/model

# Without go vet, whose checks are in make lint: it would look at all dependencies once more.
# The CDK's warning about an old Node.js version would hide the tests' output.
test-go: export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION = 20
test-go: $(LOCAL) $(ATTACKS) ## Unit tests and synthesis with the race detector, the store on DynamoDB Local, and a short load
	@$(LOCAL) tools -tests
	$(call phase,units + synthesis,$(ATTACKS) test .build/ran/units go test -race -vet=off -timeout 20m $(RACED))
	$(call phase,store,$(ATTACKS) test .build/ran/store go test -vet=off -timeout 20m $(STORE))
	$(call phase,model,go test -vet=off -timeout 20m $(MODEL))
	$(call phase,a short load,ADMIT_LOAD=10s go test -count=1 -vet=off -timeout 20m -run 'TestLoad$$' ./infra/load)

# The load leaves its table in a file, and the store's tests judge it.
LOADED := ADMIT_LOADED_TABLE=$(CURDIR)/.build/loaded-table
LOAD_TEST := mkdir -p .build && $(LOADED) go test -count=1 -timeout 3h -v -run 'TestLoad$$' ./infra/load \
  && $(LOADED) go test -count=1 -timeout 20m -v -run TestLoadedTableIsSound ./shared/dynamo

# The long tests: first the store beside what waits for an emulator, then the load beside the fuzz
# targets, which take only what the load leaves of the processors.
.PHONY: test-long-store test-long-emulator test-long-load
test-long: export ADMIT_HISTORIES := $(or $(call given,HISTORIES),10000)
test-long: export ADMIT_CROWD := $(or $(call given,CROWD),1000)
test-long: export ADMIT_IMPORT := $(or $(call given,IMPORT),10000)
test-long: export ADMIT_FUZZ_EXAMPLES := $(or $(call given,EXAMPLES),40)
test-long: export ADMIT_FUZZ_TIME := $(or $(call given,FUZZ),10m)
test-long: export ADMIT_MUTATION_TIME := $(or $(call given,MUTATION),4m)
test-long: export ADMIT_LOAD := $(or $(call given,LOAD),15m)
test-long: export ADMIT_EVIDENCE := $(CURDIR)/.build/evidence
test-long: $(LOCAL) $(ATTACKS) ## What test does on a smaller scale, and load: [HISTORIES=10000] [CROWD=1000] [IMPORT=10000] [EXAMPLES=40] [FUZZ=10m] [MUTATION=4m] [LOAD=15m]
	@$(LOCAL) tools -tests
	@rm -f $$ADMIT_EVIDENCE
	@failed=; run() { "$$@" || failed=1; }; \
	run $(MAKE) --no-print-directory --jobs=2 --keep-going --output-sync=line test-long-store test-long-emulator; \
	run $(MAKE) --no-print-directory test-long-load; \
	run $(ATTACKS) ran .build/ran/long-store .build/ran/long-fuzzing .build/ran/long-units .build/ran/long-e2e; \
	run go run ./infra/evidence $$ADMIT_EVIDENCE; test -z "$$failed"

WITHOUT_LONG := env -u ADMIT_HISTORIES -u ADMIT_CROWD -u ADMIT_IMPORT -u ADMIT_EVIDENCE
test-long-store:
	$(call phase,store with the race detector,$(WITHOUT_LONG) ADMIT_CONFLICTS=never $(ATTACKS) test .build/ran/long-store go test -race -count=1 -timeout 30m $(STORE))
	$(call phase,every fault of every call,ADMIT_FAULTS=all go test -count=1 -timeout 30m -v -run 'TestFaults$$' $(STORE) ./functions/...)
	$(call phase,store with conflicts,$(WITHOUT_LONG) ADMIT_CONFLICTS=always ADMIT_HISTORIES=200 go test -count=1 -timeout 30m -run 'Store|UseCases|Race|Linearizable' $(STORE))
	$(call phase,a crowd of $$ADMIT_CROWD,go test -count=1 -timeout 1h -v -run Crowd ./shared/dynamo)
	$(call phase,an import of $$ADMIT_IMPORT lines,go test -count=1 -timeout 1h -v -run TestImportOfAFile ./shared/dynamo)
	$(call phase,$$ADMIT_HISTORIES histories,go test -count=1 -timeout 6h -v -run Linearizable ./shared/dynamo)
	$(call phase,1000 acceptances at once,ADMIT_ACCEPTANCES=1000x100 go test -count=1 -timeout 30m -v -run OneAcceptanceWins ./shared/dynamo)
	$(call phase,stores that are wrong,go test -count=1 -timeout 30m -v -run BrokenStores ./shared/dynamo)
	$(call phase,the model,ADMIT_MODEL=1500 go test -count=1 -timeout 30m -v $(MODEL))
	$(call phase,attacks,$(ATTACKS) test .build/ran/long-units go test $$($(ATTACKS) pattern units))

test-long-emulator:
	$(call phase,fuzzing,$(LOCAL) run $(ATTACKS) test .build/ran/long-fuzzing go test -count=1 -timeout 1h -v ./infra/e2e/fuzz)
	$(call phase,attacks on a deployment,$(LOCAL) run $(SECOND_BRAND) $(ATTACKS) test .build/ran/long-e2e go test -count=1 -timeout 30m $$($(ATTACKS) pattern infra/e2e))
	$(call phase,day 2,ADMIT_DAY2=1 $(LOCAL) run -bare go test -count=1 -timeout 40m -v ./infra/day2)

test-long-load:
	$(call phase,load for $$ADMIT_LOAD beside all fuzz targets for $$ADMIT_FUZZ_TIME,$(FUZZ_TARGETS) -time $$ADMIT_FUZZ_TIME & fuzz=$$!; { $(LOAD_TEST); }; load=$$?; wait $$fuzz && test $$load = 0)
	$(call phase,mutants for $$ADMIT_MUTATION_TIME,go run ./infra/mutation -sample $$ADMIT_MUTATION_TIME)

.PHONY: load day2
load: export ADMIT_LOAD := $(or $(call given,FOR),30m)
load: $(LOCAL) ## Load: the most that this machine holds, then 70 % of it for half an hour with kills and faults [FOR=30m]
	@$(LOCAL) tools -tests
	$(LOAD_TEST)

day2: export ADMIT_DAY2 := 1
day2: $(LOCAL) ## The steps of docs/operations.md on an emulator: first deployment, upgrade, rollback, restore, leaving
	@$(LOCAL) run -bare go test -count=1 -timeout 40m -v ./infra/day2

# The second deployment has another brand.
SECOND_BRAND := -second -second-brand infra/e2e/browser/brand/brand.json
IN_BROWSER := npm --silent --prefix infra/e2e/browser

# One package at a time: parallel fuzzing would slow down the tests of races. Without the race
# detector, which would only watch the tests: they import nothing of the system.
test-e2e: $(LOCAL) $(ATTACKS) ## End-to-end tests through the API, on their own emulator; then fuzzing
	$(call phase,end to end,$(LOCAL) run $(SECOND_BRAND) $(ATTACKS) test .build/ran/e2e go test -count=1 -p 1 -timeout 30m ./infra/e2e/...)

test-attacks: $(ATTACKS) ## Check that test-go and test-e2e made every attack of docs/attacks.md
	@$(ATTACKS) ran .build/ran/units .build/ran/store .build/ran/e2e

# On a separate deployment, because test-e2e leaves thousands of mails in the inbox.
test-browser: $(LOCAL) ## The pages in Chromium, and the main ways in Firefox and WebKit, on their own emulator
	$(call phase,browser,$(LOCAL) run $(SECOND_BRAND) -browsers bash -c '$(IN_BROWSER) test && $(IN_BROWSER) run test-engines && $(IN_BROWSER) run test-brand')

# The main ways where people have their identities elsewhere. The tests have no register of
# their own in them; ways_test.go makes a user in the way of the deployment.
MAIN_WAYS := WayOfTheDeployment|ProofOfIdentity|AddressThatIsNotVerified|InvitedToAnotherOrganisation|ForThePersonInvited|DeclinedInvitation|RevokedInvitation
MAIN_WAYS := $(MAIN_WAYS)|EditReplacesTheGrants|ImmediateEffectOfAn|ImmediateEffectOnlyPartner|RemovalRevokesPending|LastAdministratorStays|StepsDown|DecisionFollowsEveryChange
MAIN_WAYS := $(MAIN_WAYS)|AuditLogHasEveryChange|AccountAdminSeesOnly|APartnerCreates|ForgedTokens|IDTokensAreRefused|AProgramDoesWhatItsScopeAllows|RequiresAnAccessToken|OneAcceptanceWins
MAIN_WAYS := $(MAIN_WAYS)|AnOperatorImports|AnAddressThatChanged
MAIN_TESTS = go test -count=1 -timeout 30m -run "$(MAIN_WAYS)" ./infra/e2e && $(IN_BROWSER) test

test-identity: $(LOCAL) ## The main ways with an existing user pool, and with Keycloak as the identity provider
	$(call phase,an existing user pool,$(LOCAL) run -identity existing -browser bash -c '$(MAIN_TESTS)')
	$(call phase,Keycloak,$(LOCAL) run -identity issuer -browser bash -c '$(MAIN_TESTS)')

screenshots: $(LOCAL) ## Screenshots of every screen and of a second brand, wide and narrow, light and dark, in .local/screenshots
	@$(LOCAL) run $(SECOND_BRAND) -browser $(IN_BROWSER) run screenshots

readme: screenshots ## Update the README's screenshots
	@cp .local/screenshots/readme/*.webp infra/e2e/browser/readme/

fuzz: export ADMIT_FUZZ_EXAMPLES := $(call given,EXAMPLES)
fuzz: export ADMIT_FUZZ_SEED := $(call given,SEED)
fuzz: $(LOCAL) ## Only the fuzzing based on the OpenAPI document: [EXAMPLES=...] [SEED=...]
	@$(LOCAL) run go test -count=1 -v -timeout 45m ./infra/e2e/fuzz

# All targets run at once with the least priority, so that they may run beside a load test.
FUZZ_TARGETS := nice -n 19 go run ./infra/fuzz

.PHONY: fuzz-targets mutation
fuzz-targets: export GIVEN_ONLY := $(call given,ONLY)
fuzz-targets: ## Only the fuzz targets in Go, all at once: [FUZZ=10m, of each] [ONLY=shared/api]
	@$(FUZZ_TARGETS) -time $(or $(call given,FUZZ),10m) -only "$$GIVEN_ONLY"

mutation: export GIVEN_ONLY := $(call given,ONLY)
mutation: $(LOCAL) ## Change the code in one place at a time and expect that a test fails: [ONLY=shared/api/query.go]
	@$(LOCAL) tools -tests
	@go run ./infra/mutation -only "$$GIVEN_ONLY"

# One run measures everything beside its goal: infra/bench. The peer and its database are
# installed on first use, in .local and from Debian.
.PHONY: bench bench-quick
bench bench-quick: export GIVEN_ONLY := $(call given,ONLY)
bench: tools build ## Measure costs, speed and growth beside goals and a peer, and write docs/benchmarks.md and docs/costs.md [ONLY=cold,growth]
	$(BENCH) -only "$$GIVEN_ONLY"

bench-quick: tools build ## The same in less than three minutes, printed only [ONLY=cold,growth]
	$(BENCH) -quick -only "$$GIVEN_ONLY"

define BENCH
@for program in bare usual; do CGO_ENABLED=0 go build $(BUILD) -o .build/bench/$$program ./infra/bench/$$program; done
@go build -o .build/bench/bench ./infra/bench
@.build/bench/bench
endef

# The templates come last: what lint-go compiled for them is in Go's cache then.
.PHONY: lint lint-go lint-web lint-programs lint-templates fmt
lint: lint-go lint-web lint-programs ## Formatting, golangci-lint, known vulnerabilities, the CloudFormation templates
	@$(MAKE) --no-print-directory lint-templates

# After the npm packages, because Go looks for packages in their directories, too. golangci-lint
# has the checks of go vet.
lint-go: web-packages client-packages
	@unformatted=$$(gofmt -l $(GO_FILES)); test -z "$$unformatted" || { echo "run make fmt:"; echo "$$unformatted"; exit 1; }
	$(TOOL) golangci-lint run ./...
	@bash infra/tools/vulnerabilities $(TOOL) govulncheck

lint-web: web-packages client-packages
	@npm --prefix $(WEB) run --silent lint
	@npm --prefix $(CLIENT) run --silent lint

lint-programs: $(LOCAL)
	@$(LOCAL) tools -linters

# cfn-lint, checkov and cdk-nag over the templates of a covering set of settings.
lint-templates: export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION = 20
lint-templates: export ADMIT_LINTERS = $(CURDIR)/.local/lint-venv/bin
lint-templates: lint-programs
	$(call phase,templates,go test -count=1 -v -run '^TestLinters$$' ./infra)

fmt: ## Format all Go files
	@gofmt -w $(GO_FILES)

##@ Build and deploy

.PHONY: build
build: $(FUNCTIONS:%=build/%) ## Build all functions (OS=, ARCH=; default: this machine's)

.PHONY: $(FUNCTIONS:%=build/%)
$(FUNCTIONS:%=build/%): build/%:
	@CGO_ENABLED=0 GOOS=$(OS) GOARCH=$(ARCH) go build $(BUILD) -o .build/functions/$*/bootstrap ./functions/$*

# Beside the binary of docs are the document, the schemas of events, the page and Swagger
# UI, all of them also compressed.
DOCS_BUILT := .build/functions/docs/web
DOCS_FILES := $(wildcard functions/docs/page/*) $(addprefix .local/node/node_modules/swagger-ui-dist/, \
  swagger-ui-bundle.js swagger-ui-bundle.js.LICENSE.txt swagger-ui.css)
build/docs: $(DOCS_BUILT)/openapi.json

$(DOCS_BUILT)/openapi.json: .local/node/.installed $(wildcard functions/docs/page/* infra/docs/*.go shared/events/schemas/*) \
  shared/api/openapi/openapi.yaml
	@rm -rf .build/functions/docs
	@go run ./infra/docs $(@D) $(DOCS_FILES)

# Beside the binary of console is the built page of functions/console/web. It is rebuilt when one
# of its sources has changed.
WEB := functions/console/web
WEB_BUILT := .build/functions/console/web/index.html
build/console: $(WEB_BUILT)

$(WEB_BUILT): $(shell find $(WEB) -name node_modules -prune -o -type f ! -name schema.d.ts ! -name '*.test.ts' -print) \
  shared/api/openapi/openapi.yaml | web-packages
	@cd $(WEB) && npm run --silent build

# The TypeScript client. Its packages are in the versions of the console's, so that the
# second installation downloads little.
CLIENT := shared/client/typescript

# The sample product of `make sample`, with the TypeScript client as one file for its page.
.PHONY: sample-program
sample-program: client-packages
	@npm --prefix $(CLIENT) run --silent build
	@go build -o .build/sample/sample ./infra/local/sample
	@cp $(CLIENT)/dist/client.js .build/sample/admit-client.js

# npm runs only when the installed packages differ from the lock file, so that a rebuild
# needs no network.
.PHONY: web-packages client-packages
web-packages: DIRECTORY = $(WEB)
client-packages: DIRECTORY = $(CLIENT)
web-packages client-packages:
	@cd $(DIRECTORY) && { cmp -s package-lock.json node_modules/.locked || \
	  { npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/.locked; }; }

.local/node/.installed: infra/local/package.json infra/local/package-lock.json
	@$(MAKE) --no-print-directory tools && touch $@

# The platform on AWS: Linux on ARM, or ARCH=amd64.
.PHONY: deploy synth bootstrap
deploy synth: OS = linux
deploy synth: ARCH = arm64
deploy: tools build ## Deploy to your AWS account: CONTEXT='-c sender=invitations@example.com ...', see cdk.json [DEPLOYMENT=...] [FORCE=1]
	@$(LOCAL) deploy-aws $(OF_DEPLOYMENT) $(if $(call given,FORCE),-force) -- -c architecture=$(ARCH:amd64=x86_64) $(CONTEXT)

synth: tools build ## Write the CloudFormation template to cdk.out/ (CONTEXT as for deploy)
	$(CDK) synth --quiet -c architecture=$(ARCH:amd64=x86_64) $(if $(call given,DEPLOYMENT),-c name="$$GIVEN_DEPLOYMENT") $(CONTEXT)

bootstrap: tools ## Prepare an AWS account and region for the CDK (once): TARGET=aws://<account>/<region>
	cd .local && node/node_modules/.bin/cdk bootstrap $(TARGET)

.PHONY: tools
tools: $(LOCAL) ## Install the pinned tools: the emulator, the CDK, DynamoDB Local, Swagger UI
	@$(LOCAL) tools

.PHONY: settings
settings: $(LOCAL) ## Write the settings of the functions to docs/settings.md
	@$(LOCAL) settings > .build/settings.md
	@mkdir -p docs && mv .build/settings.md docs/settings.md

.PHONY: clean
clean: down ## Stop everything and remove all built files, tools and mails
	rm -rf .build .local cdk.out $(WEB)/node_modules $(CLIENT)/node_modules $(CLIENT)/dist infra/e2e/browser/node_modules

# Phony, because Go itself checks whether the binary is up to date.
.PHONY: $(LOCAL)
$(LOCAL):
	@go build -o $@ ./infra/local

.PHONY: $(ATTACKS)
$(ATTACKS):
	@go build -o $@ ./infra/attacks
