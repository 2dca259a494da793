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

// servePage serves the inbox page until ctx ends. The command up starts one in the
// background. A developer can start another one by hand.
func servePage(ctx context.Context, flags *flag.FlagSet, args []string) error {
	port := flags.Int("port", 0, "the `port` on loopback (default: any free port)")
	endpoint := flags.String("endpoint", "", "the emulator's `address` (default: that of the local deployment)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *endpoint == "" {
		o, err := localOutputs("")
		if err != nil {
			return err
		}
		*endpoint = o.Endpoint
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(*port)))
	if err != nil {
		return err
	}
	fmt.Printf("the emails of %s: http://localhost:%d\n", *endpoint, listener.Addr().(*net.TCPAddr).Port)
	server := http.Server{Handler: newInboxPage(*endpoint), ReadHeaderTimeout: 10 * time.Second}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// provideInbox starts an inbox page for this emulator in the background and returns
// its address. It replaces a page that is already running, which may be of an older
// program or for another emulator. The new page has the same port if possible, so
// an open browser tab keeps working.
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
	if err := waitUntil(ctx, ended, startTimeout, func() bool { return responds(address + "/style.css") }); err != nil {
		fmt.Fprintln(log, tail(p.inboxLog(), 20))
		_, _, stopping := stopInbox(p)
		return "", errors.Join(err, stopping)
	}
	return address, nil
}

// findInbox returns the address of the running page. It starts one if none is
// running.
func findInbox(ctx context.Context, p workspace, endpoint string) (string, error) {
	if page, found, err := findProcess(p.inboxPID()); err != nil || found {
		return page.endpoint, err
	}
	return provideInbox(ctx, os.Stderr, p, endpoint)
}

// firstFree returns the first of the ports that is free. A port of 0 is skipped,
// except at the end of the list, where it means any free port.
func firstFree(ports ...int) (int, error) {
	last := len(ports) - 1
	for _, port := range ports[:last] {
		if free, err := probePort(port); port != 0 && err == nil {
			return free, nil
		}
	}
	return probePort(ports[last])
}

// portOf returns the port of an address, or 0 if it has none.
func portOf(address string) int {
	parsed, err := url.Parse(address)
	if err != nil {
		return 0
	}
	port, _ := strconv.Atoi(parsed.Port())
	return port
}

// stopInbox stops the page that runs in the background for this place, if any.
func stopInbox(p workspace) (stopped process, was bool, err error) { return stopDetached(p.inboxPID()) }
