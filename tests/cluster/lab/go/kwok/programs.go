//go:build programs

// Package kwok names the program that this module pins, so that `go mod tidy` keeps what it needs.
package kwok

import _ "sigs.k8s.io/kwok/cmd/kwok"
