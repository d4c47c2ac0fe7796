# make alone lists the targets. Each does its own set-up.
.DEFAULT_GOAL := help
.PHONY: help run test test-hard lint fmt bench

FUZZTIME ?= 60s
ARGS ?=
EXAMPLE ?= users

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## start an example on http://127.0.0.1:8080 (EXAMPLE=datasets for another one, ARGS="-addr :9000" for flags)
	go run ./examples/$(EXAMPLE) $(ARGS)

test: ## every test that a commit must pass; installs what is missing
	@scripts/test.sh

test-hard: ## what takes long: failures, soak, each fuzz target (FUZZTIME=60s)
	@FUZZTIME=$(FUZZTIME) scripts/test-hard.sh

lint: ## formatting, vet, module files, staticcheck, in every module
	@scripts/lint.sh

fmt: ## format the Go sources
	gofmt -w .

bench: ## measure Rowan beside hand-written code and other libraries, into docs/performance.md (ARGS="workloads -rounds 20 -w W1,W3" for some of it)
	@scripts/bench.sh $(ARGS)
