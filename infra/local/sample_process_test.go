package main

import (
	"errors"
	"net"
	"strings"
	"testing"
)

// The port of the sample product is fixed, so a program that has it is named.
func TestATakenPortIsReportedWithAdvice(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	err = portIsFree(t.Context(), port)
	var advised *advisedError
	if !errors.As(err, &advised) || !strings.Contains(err.Error(), "is taken") || !strings.Contains(advised.advice, productOrigin) {
		t.Errorf("got %v", err)
	}
	_ = listener.Close()
	if err := portIsFree(t.Context(), port); err != nil {
		t.Errorf("a free port: %v", err)
	}
}

func TestNoSampleProductIsRunning(t *testing.T) {
	if _, was, err := stopSample(workspace{dir: t.TempDir()}); was || err != nil {
		t.Error(was, err)
	}
}
