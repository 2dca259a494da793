# Admit: build, run and test. Two commands matter: `make dev` and `make test`.

.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

# A function is a directory below functions/ with a main.go; there is no other list.
FUNCTIONS := $(patsubst functions/%/main.go,%,$(wildcard functions/*/main.go))

# What to build for: this machine, since the emulator runs the functions on it.
# `make deploy` builds for AWS instead.
OS ?= $(shell go env GOOS)
ARCH ?= $(shell go env GOARCH)

# Without version control's stamp a function's binary, and with it its CDK asset,
# changes when its code does and not with every commit.
BUILD := -tags lambda.norpc -trimpath -buildvcs=false -ldflags "-s -w"

# All packages but the end-to-end tests, which need a deployment.
PACKAGES = $$(go list ./... | grep -v /infra/e2e)
GO_FILES = $$(git ls-files --cached --others --exclude-standard '*.go')

LOCAL := .build/local
CDK := .local/node/node_modules/.bin/cdk
TOOL := go tool -modfile=infra/tools/go.mod

# $(call given,NAME) is NAME as it stands on make's command line, untouched by
# make. The shell's own EMAIL or NAME, which many have, is not meant.
given = $(if $(filter command,$(firstword $(origin $1))),$(value $1))

# $(call phase,what,command) runs a part of the tests and says how long it took.
define phase
	@echo "== $1"; SECONDS=0; $2 || { status=$$?; echo "== $1: FAILED after $$SECONDS s"; exit $$status; }; echo "== $1: $$SECONDS s"
endef

.PHONY: help
help: ## Show what there is
	@echo 'Usage: make <target> [NAME=value ...]'
	@awk 'sub(/^##@ /, "") { print "\n" $$0 } \
	  /^[a-z0-9-]+:.*## / { name = $$0; sub(/:.*/, "", name); sub(/.*## /, ""); printf "  %-14s%s\n", name, $$0 }' $(MAKEFILE_LIST)

##@ On this machine

.PHONY: dev up down inbox
dev: $(LOCAL) ## Run all of Admit here, then follow logs, mails and events (PORT=4566)
	@$(LOCAL) dev $(if $(PORT),-port $(PORT))

up: $(LOCAL) ## The same without following; again to deploy a change (PORT=4566)
	@$(LOCAL) up $(if $(PORT),-port $(PORT))

down: $(LOCAL) ## Stop what dev or up started
	@$(LOCAL) down

inbox: $(LOCAL) ## Mails caught, newest first, with their links; and where to read them in a browser
	@$(LOCAL) inbox

.PHONY: token
token: export GIVEN_EMAIL := $(call given,EMAIL)
token: export GIVEN_PASSWORD := $(call given,PASSWORD)
token: $(LOCAL) ## A bearer token, nothing else: make -s token [EMAIL=... PASSWORD=...]
	@$(LOCAL) token -email "$$GIVEN_EMAIL" -password "$$GIVEN_PASSWORD"

.PHONY: organisation
organisation: export GIVEN_NAME := $(call given,NAME)
organisation: export GIVEN_ADMIN := $(call given,ADMIN)
organisation: export GIVEN_LOCALE := $(call given,LOCALE)
organisation: $(LOCAL) ## Create one: NAME=... ADMIN=... [PARTNER=1] [LOCALE=nb]; AWS=1: in your AWS account [FORCE=1]
	@$(LOCAL) organisation -name "$$GIVEN_NAME" -admin "$$GIVEN_ADMIN" -locale "$$GIVEN_LOCALE" $(if $(PARTNER),-partner) $(if $(AWS),-aws) $(if $(FORCE),-force)

##@ Tests

.PHONY: test test-unit test-console test-go test-e2e test-browser screenshots readme fuzz
test: test-console test-go test-e2e test-browser ## All of them. Sets up what it needs, nothing else has to run

test-unit: ## What needs nothing but Go, quickly
	go test -short $(PACKAGES)

test-console: web-packages ## What the console decides by itself
	$(call phase,console,npm --prefix $(WEB) run --silent test)

# The CDK's warning about an old Node.js is as long as a small test's output.
test-go: export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION = 20
test-go: $(LOCAL) ## Units, the store on DynamoDB Local, synthesis; with the race detector
	@$(LOCAL) tools -tests
	$(call phase,units + store + synthesis,go test -race $(PACKAGES))

# One package after the other: fuzzing beside the races would slow both.
test-e2e: $(LOCAL) ## End to end through the deployed API, on an emulator of its own; then fuzzing
	$(call phase,end to end,$(LOCAL) run go test -race -count=1 -p 1 -timeout 30m ./infra/e2e/...)

# Its own deployment, too: thousands of mails are in the other's inbox by now.
test-browser: $(LOCAL) ## The pages in a real browser, on an emulator of its own
	$(call phase,browser,$(LOCAL) run -browser npm --silent --prefix infra/e2e/browser test)

screenshots: $(LOCAL) ## Every screen as a picture, wide and narrow, light and dark, in .local/screenshots
	@$(LOCAL) run -browser npm --silent --prefix infra/e2e/browser run screenshots

readme: screenshots ## The README's own pictures, anew
	@cp .local/screenshots/readme/*.webp infra/e2e/browser/readme/

fuzz: export ADMIT_FUZZ_EXAMPLES := $(call given,EXAMPLES)
fuzz: export ADMIT_FUZZ_SEED := $(call given,SEED)
fuzz: $(LOCAL) ## Only the fuzzing, from the OpenAPI document: [EXAMPLES=...] [SEED=...]
	@$(LOCAL) run go test -count=1 -v ./infra/e2e/fuzz

.PHONY: lint fmt
lint: web-packages ## Formatting, vet, golangci-lint, known vulnerabilities
	@unformatted=$$(gofmt -l $(GO_FILES)); test -z "$$unformatted" || { echo "run make fmt:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	$(TOOL) golangci-lint run ./...
	@bash infra/tools/vulnerabilities $(TOOL) govulncheck
	@npm --prefix $(WEB) run --silent lint

fmt: ## Format all Go files
	@gofmt -w $(GO_FILES)

##@ Build and deploy

.PHONY: build
build: $(FUNCTIONS:%=build/%) ## Build every function (OS=, ARCH=; default: this machine's)

.PHONY: $(FUNCTIONS:%=build/%)
$(FUNCTIONS:%=build/%): build/%:
	@CGO_ENABLED=0 GOOS=$(OS) GOARCH=$(ARCH) go build $(BUILD) -o .build/functions/$*/bootstrap ./functions/$*
	$(if $(BESIDE_$*),@cp $(BESIDE_$*) .build/functions/$*)

# What a function finds beside its binary: for docs, the page that shows the API.
BESIDE_docs := $(addprefix .local/node/node_modules/swagger-ui-dist/, \
  swagger-ui-bundle.js swagger-ui-bundle.js.LICENSE.txt swagger-ui.css)
build/docs: .local/node/.installed

# And for console, what its page is made of: see functions/console/web. It is made
# anew when something that it is made from has changed. npm is asked only when the
# packages are not those of the lock file, so that this needs no network.
WEB := functions/console/web
WEB_BUILT := .build/functions/console/web/index.html
build/console: $(WEB_BUILT)

$(WEB_BUILT): $(shell find $(WEB) -name node_modules -prune -o -type f ! -name schema.d.ts ! -name '*.test.ts' -print) \
  shared/api/openapi/openapi.yaml | web-packages
	@cd $(WEB) && npm run --silent build

.PHONY: web-packages
web-packages:
	@cd $(WEB) && { cmp -s package-lock.json node_modules/.locked || \
	  { npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/.locked; }; }

.local/node/.installed: infra/local/package.json infra/local/package-lock.json
	@$(MAKE) --no-print-directory tools && touch $@

# On AWS: Linux on ARM, or ARCH=amd64.
.PHONY: deploy synth bootstrap
deploy synth: OS = linux
deploy synth: ARCH = arm64
deploy: tools build ## Deploy to your AWS account: CONTEXT='-c sender=invitations@example.com ...', see cdk.json
	@$(LOCAL) deploy-aws -- -c architecture=$(ARCH:amd64=x86_64) $(CONTEXT)

synth: tools build ## Write the CloudFormation template to cdk.out/ (CONTEXT as for deploy)
	$(CDK) synth --quiet -c architecture=$(ARCH:amd64=x86_64) $(CONTEXT)

bootstrap: tools ## Prepare an AWS account and region for the CDK, once: TARGET=aws://<account>/<region>
	cd .local && node/node_modules/.bin/cdk bootstrap $(TARGET)

.PHONY: tools
tools: $(LOCAL) ## Install what is pinned: the emulator, the CDK, DynamoDB Local, the page of /docs
	@$(LOCAL) tools

.PHONY: settings
settings: $(LOCAL) ## Write the settings of the functions to docs/settings.md
	@$(LOCAL) settings > .build/settings.md
	@mkdir -p docs && mv .build/settings.md docs/settings.md

.PHONY: clean
clean: down ## Stop and remove everything built, fetched and caught
	rm -rf .build .local cdk.out $(WEB)/node_modules infra/e2e/browser/node_modules

# Go itself knows whether it is up to date.
.PHONY: $(LOCAL)
$(LOCAL):
	@go build -o $@ ./infra/local
