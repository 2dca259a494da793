package warmup_test

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"admit/shared/warmup"
)

// client notes what is asked for, and answers or fails.
type client struct {
	asked []string
	err   error
}

func (c *client) Do(r *http.Request) (*http.Response, error) {
	c.asked = append(c.asked, r.Method+" "+r.URL.String())
	if c.err != nil {
		return nil, c.err
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("healthy"))}, nil
}

func TestConnectAsksTheServiceOfTheRegion(t *testing.T) {
	for _, err := range []error{nil, errors.New("no route to host")} {
		c := &client{err: err}
		warmup.Connect(aws.Config{Region: "eu-north-1", HTTPClient: c}, "dynamodb")
		if want := []string{"GET https://dynamodb.eu-north-1.amazonaws.com/ping"}; !slices.Equal(c.asked, want) {
			t.Errorf("asked for %v, want %v", c.asked, want)
		}
	}
}

func TestConnectDoesNothingForAnEmulatorOrWithoutARegion(t *testing.T) {
	c := &client{}
	warmup.Connect(aws.Config{Region: "eu-north-1", BaseEndpoint: aws.String("http://localhost:4566"), HTTPClient: c}, "dynamodb")
	warmup.Connect(aws.Config{HTTPClient: c}, "dynamodb")
	if len(c.asked) > 0 {
		t.Errorf("asked for %v", c.asked)
	}
}
