package main

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"
)

// client is the HTTP client for the emulator. Browsers and curl resolve every name
// below localhost to loopback (RFC 6761). Go uses the system's resolver, which may
// not, so client does it itself.
var client = &http.Client{
	Timeout: time.Minute,
	Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			var dialer net.Dialer
			if host, port, err := net.SplitHostPort(address); err == nil && strings.HasSuffix(host, ".localhost") {
				address = net.JoinHostPort("localhost", port)
			}
			return dialer.DialContext(ctx, network, address)
		},
	},
}
