//go:build programs

// Package etcd names the program that this module pins, so that `go mod tidy` keeps what it needs.
package etcd

import _ "go.etcd.io/etcd/server/v3"
