package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
)

// TestMain lets the test program serve the inbox page, because the code under test
// starts its own executable.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "inbox-page" {
		os.Exit(dispatch(context.Background(), os.Args[1:]))
	}
	os.Exit(m.Run())
}

func TestStartReplaceAndStopInbox(t *testing.T) {
	endpoint := twoMails(t)
	p := workspace{dir: t.TempDir()}
	t.Chdir("../..") // the program runs in the root of the repository
	first := start(t, p, endpoint)
	before, found, err := findProcess(p.inboxPID())
	if err != nil || !found || before.endpoint != first {
		t.Fatalf("found %v, %+v, %v; want %s", found, before, err, first)
	}

	other := newEmulator(t, map[string]any{"MessageId": "other", "To": []string{"x@example.com"}, "Subject": "Another emulator's"})
	second := start(t, p, other)
	after, _, err := findProcess(p.inboxPID())
	if err != nil || after.pid == before.pid || second != first {
		t.Errorf("%+v at %s came after %+v at %s (%v): want another process at the same address", after, second, before, first, err)
	}
	if page := fetch(t, second); !strings.Contains(page, "Another emulator") || strings.Contains(page, "A reminder") {
		t.Errorf("it does not show the new emulator's emails:\n%s", page)
	}

	if _, was, err := stopInbox(p); err != nil || !was {
		t.Fatalf("stopping: %v, %v", was, err)
	}
	if responds(second) {
		t.Error("it answers after it was stopped")
	}
	if _, was, err := stopInbox(p); err != nil || was {
		t.Errorf("stopping again: %v, %v", was, err)
	}
}

func TestFindInboxStartsIt(t *testing.T) {
	endpoint := twoMails(t)
	p := workspace{dir: t.TempDir()}
	t.Chdir("../..")
	t.Cleanup(func() { _, _, _ = stopInbox(p) })
	started, err := findInbox(t.Context(), p, endpoint)
	if err != nil || !responds(started) {
		t.Fatalf("nothing answers at %q: %v", started, err)
	}
	before, _, _ := findProcess(p.inboxPID())
	found, err := findInbox(t.Context(), p, endpoint)
	after, _, _ := findProcess(p.inboxPID())
	if err != nil || found != started || after.pid != before.pid {
		t.Errorf("%s by process %d (%v), want the one at %s by %d", found, after.pid, err, started, before.pid)
	}
}

func TestInboxPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	number := taken.Addr().(*net.TCPAddr).Port
	p := workspace{dir: t.TempDir(), inboxPort: number}
	endpoint := twoMails(t)
	t.Chdir("../..")
	if address := start(t, p, endpoint); portOf(address) == number || portOf(address) == 0 {
		t.Errorf("it is at %s, and the port %d was taken", address, number)
	}
}

// start calls provideInbox, and stops the page at the end of the test.
func start(t *testing.T, p workspace, endpoint string) string {
	t.Helper()
	address, err := provideInbox(t.Context(), t.Output(), p, endpoint)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _, _ = stopInbox(p) })
	return address
}

func fetch(t *testing.T, address string) string {
	t.Helper()
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%d, %v", response.StatusCode, err)
	}
	return string(body)
}
