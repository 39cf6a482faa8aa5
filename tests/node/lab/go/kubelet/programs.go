//go:build programs

// Package kubelet names the program that this module pins, so that `go mod tidy` keeps what it needs.
package kubelet

import _ "k8s.io/kubernetes/cmd/kubelet"
