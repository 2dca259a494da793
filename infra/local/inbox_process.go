package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// servePage is the inbox's page itself, until it is told to end. up leaves one
// running; by hand it serves whoever wants another.
func servePage(ctx context.Context, flags *flag.FlagSet, args []string) error {
	port := flags.Int("port", 0, "the `port` on loopback (default: any that is free)")
	endpoint := flags.String("endpoint", "", "the emulator's `address` (default: that of the local deployment)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *endpoint == "" {
		o, err := localOutputs()
		if err != nil {
			return err
		}
		*endpoint = o.Endpoint
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(*port)))
	if err != nil {
		return err
	}
	fmt.Printf("the mails of %s: http://localhost:%d\n", *endpoint, listener.Addr().(*net.TCPAddr).Port)
	server := http.Server{Handler: newInboxPage(*endpoint), ReadHeaderTimeout: 10 * time.Second}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// provideInbox leaves a page for this emulator running and returns its address.
// An earlier one is replaced: it may be of an older program or another emulator,
// and a new one is there sooner than that is found out. A browser that looks at
// it does not notice, since the port stays the same.
func provideInbox(ctx context.Context, log io.Writer, p workspace, endpoint string) (string, error) {
	before, _, err := stopInbox(p)
	if err != nil {
		return "", err
	}
	port, err := firstFree(portOf(before.endpoint), p.inboxPort, 0)
	if err != nil {
		return "", err
	}
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	output, err := os.Create(p.inboxLog())
	if err != nil {
		return "", err
	}
	defer output.Close()

	address := endpointOn(port)
	program := exec.Command(self, "inbox-page", "-port", strconv.Itoa(port), "-endpoint", endpoint)
	program.Env = localEnvironment(endpoint)
	program.Stdout, program.Stderr = output, output
	ended, err := startDetached(program, p.inboxPID(), address)
	if err != nil {
		return "", err
	}
	if err := waitUntil(ctx, ended, func() bool { return responds(address + "/style.css") }); err != nil {
		fmt.Fprintln(log, tail(p.inboxLog(), 20))
		_, _, stopping := stopInbox(p)
		return "", errors.Join(err, stopping)
	}
	return address, nil
}

// findInbox is the address of the page that is running, or of one that runs from
// now on.
func findInbox(ctx context.Context, p workspace, endpoint string) (string, error) {
	if page, found, err := findProcess(p.inboxPID()); err != nil || found {
		return page.endpoint, err
	}
	return provideInbox(ctx, os.Stderr, p, endpoint)
}

// firstFree is the first of these ports that nobody listens on. 0 is no port
// in the middle of the list, and any port at its end.
func firstFree(ports ...int) (int, error) {
	last := len(ports) - 1
	for _, port := range ports[:last] {
		if free, err := probePort(port); port != 0 && err == nil {
			return free, nil
		}
	}
	return probePort(ports[last])
}

// portOf is the port in an address, 0 when there is none.
func portOf(address string) int {
	parsed, err := url.Parse(address)
	if err != nil {
		return 0
	}
	port, _ := strconv.Atoi(parsed.Port())
	return port
}

// stopInbox stops the page that was left running at this place, if one was.
func stopInbox(p workspace) (stopped process, was bool, err error) {
	r, found, err := findProcess(p.inboxPID())
	if err != nil || !found {
		return r, false, err
	}
	if err := r.stop(p.inboxPID()); err != nil {
		return r, true, err
	}
	return r, true, os.Remove(p.inboxPID())
}
