package dynamotest_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"admit/shared/dynamo/dynamotest"
)

// TestEndpoint: it answers as DynamoDB does, and a second question gives the same server.
func TestEndpoint(t *testing.T) {
	endpoint := dynamotest.Endpoint(t)
	if again := dynamotest.Endpoint(t); again != endpoint {
		t.Errorf("two servers in one process: %s and %s", endpoint, again)
	}
	answer := ask(t, endpoint)
	if !strings.Contains(answer, "com.amazonaws.dynamodb") {
		t.Errorf("%s answers %q, not as DynamoDB", endpoint, answer)
	}
}

// TestKilled: the server dies with its test process, even when that is killed
// and can clean up nothing.
func TestKilled(t *testing.T) {
	if os.Getenv("DYNAMOTEST_VICTIM") != "" {
		fmt.Println("endpoint", dynamotest.Endpoint(t))
		select {}
	}
	t.Setenv(dynamotest.Variable, "") // that one would outlive the victim
	if testing.Short() {
		dynamotest.Endpoint(t) // skips, and says why
	}
	victim := exec.Command(os.Args[0], "-test.run=^TestKilled$")
	victim.Env = append(os.Environ(), "DYNAMOTEST_VICTIM=1")
	output, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	endpoint := endpointOf(output)
	if endpoint != "" {
		ask(t, endpoint) // it is alive
	}
	if err := victim.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = victim.Wait()
	if endpoint == "" {
		t.Fatal("the child process printed no endpoint")
	}
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if response, err := http.Get(endpoint); err != nil {
			return
		} else {
			response.Body.Close()
		}
	}
	t.Errorf("%s still answers ten seconds after its test process was killed", endpoint)
}

func endpointOf(output io.Reader) string {
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if endpoint, ok := strings.CutPrefix(lines.Text(), "endpoint "); ok {
			return endpoint
		}
	}
	return ""
}

func ask(t *testing.T, endpoint string) string {
	t.Helper()
	response, err := http.Get(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
