# Descent. `make run` and `make test` do everything on a fresh machine with a Swift toolchain;
# `make help` lists the rest.

# The same flags everywhere, so that tests do not compile the library a second time.
SWIFT_FLAGS ?= -c release -Xswiftc -enable-testing
PREFIX ?= /usr/local
SOURCES = Package.swift Sources Tests Benchmarks Examples

.PHONY: run build test test-reference check lint format bench minimizers install docs help \
  system

run: system ## Train a network on the embedded handwritten digits
	swift build $(SWIFT_FLAGS) --product descent
	.build/release/descent train --data digits --model mlp:128,64 --learning-rate 0.005 \
	  --schedule cosine --epochs 12 --output .build/digits.safetensors

build: system ## Build .build/release/descent and .build/release/descent-bench, optimized
	swift build $(SWIFT_FLAGS)

test: system ## Build and run the tests, optimized
	swift test $(SWIFT_FLAGS)

test-reference: system ## Compare with recorded runs of other libraries, those in DIR if given
	$(if $(DIR),DESCENT_REFERENCE_FOLDER="$(abspath $(DIR))") \
	  swift test $(SWIFT_FLAGS) --filter '^ReferenceTests\.'

# In a folder of its own: the flag changes every compilation of this package.
check: system lint ## All that continuous integration checks: style, warnings, tests
	DESCENT_WARNINGS_ARE_ERRORS=1 swift test $(SWIFT_FLAGS) --scratch-path .build/check

lint: ## Check the formatting, and that unsafe code stays where it belongs
	swift format lint --strict --parallel --recursive $(SOURCES)
	Scripts/allowed-unsafe.sh

format: ## Format the Swift sources in place
	swift format --in-place --parallel --recursive $(SOURCES)

bench: system ## Time the training step of a network
	swift build $(SWIFT_FLAGS) --product descent-bench
	.build/release/descent-bench mlp

minimizers: system ## Try all solvers, and write Documentation/Minimizers.md about it
	swift build $(SWIFT_FLAGS) --product descent-bench
	.build/release/descent-bench minimizers --table > .build/Minimizers.md
	.build/release/descent-bench scaling --table --plot Documentation/Scaling.svg \
	  >> .build/Minimizers.md
	mv .build/Minimizers.md Documentation/Minimizers.md

install: system ## Install the command under PREFIX (default /usr/local)
	swift build $(SWIFT_FLAGS) --product descent
	Scripts/install.sh .build/release "$(PREFIX)"

docs: system ## Write the library's reference to .build/docs
	swift build $(SWIFT_FLAGS) --product descent
	Scripts/docs.sh .build/release .build/docs

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

# Finds that all is there in some milliseconds.
system:
	@Scripts/system-packages.sh
