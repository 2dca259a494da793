package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// fakeTables are the tables of DynamoDB. A new one is being created until it was described twice.
type fakeTables struct {
	exists    bool
	described int
	calls     []string
	restored  string // what the restoration was asked for
	failAt    string // this operation fails once
	unready   int    // how often backups are not ready
}

func (f *fakeTables) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	body, _ := io.ReadAll(r.Body)
	var asked struct{ TableName string }
	_ = json.Unmarshal(body, &asked)
	if operation != "DescribeTable" {
		f.calls = append(f.calls, operation)
	}
	fail := func(code string) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"com.amazonaws.dynamodb.v20120810#`+code+`","message":"`+code+`"}`)
	}
	if f.unready > 0 && operation == "UpdateContinuousBackups" {
		f.unready--
		fail("ContinuousBackupsUnavailableException")
		return
	}
	if operation == f.failAt {
		f.failAt = ""
		fail("AccessDeniedException")
		return
	}
	switch {
	case operation == "RestoreTableToPointInTime":
		f.exists, f.restored = true, string(body)
		_, _ = io.WriteString(w, `{}`)
	case operation == "DescribeTable" && asked.TableName == "new" && !f.exists:
		fail("ResourceNotFoundException")
	case operation == "DescribeTable":
		status := "ACTIVE"
		if f.described++; asked.TableName == "new" && f.described <= 2 {
			status = "CREATING"
		}
		_, _ = io.WriteString(w, `{"Table":{"TableStatus":"`+status+`","TableArn":"arn:`+asked.TableName+`","LatestStreamArn":"arn:aws:dynamodb:eu-north-1:111122223333:table/new/stream/1"}}`)
	case operation == "ListTagsOfResource":
		_, _ = io.WriteString(w, `{"Tags":[{"Key":"application","Value":"admit"},{"Key":"aws:cloudformation:stack-name","Value":"Admit"}]}`)
	case operation == "TagResource":
		if strings.Contains(string(body), "aws:") {
			fail("ValidationException")
			return
		}
		_, _ = io.WriteString(w, `{}`)
	case operation == "Scan":
		_, _ = io.WriteString(w, `{"Items":[],"Count":0,"ScannedCount":7}`)
	default:
		_, _ = io.WriteString(w, `{}`)
	}
}

// TestRestoration restores, is interrupted by a failure, and goes on without restoring again.
func TestRestoration(t *testing.T) {
	fake := &fakeTables{failAt: "UpdateTimeToLive", unready: 2}
	server := httptest.NewServer(fake)
	defer server.Close()
	var out strings.Builder
	r := restoration{tables: dynamodb.NewFromConfig(localConfig(server.URL)), out: &out, pause: time.Millisecond, protected: true}
	moment := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
	if err := r.run(t.Context(), "old", "new", moment); err == nil || !strings.Contains(err.Error(), "time-to-live of new") {
		t.Errorf("a failure: %v", err)
	}
	if !strings.Contains(fake.restored, fmt.Sprint(`"RestoreDateTime":`, moment.Unix())) {
		t.Errorf("asked for %s", fake.restored)
	}
	if err := r.run(t.Context(), "old", "new", moment); err != nil {
		t.Fatal(err)
	}
	want := []string{"RestoreTableToPointInTime", "UpdateTable", "DescribeTimeToLive", "UpdateTimeToLive",
		"UpdateTable", "DescribeTimeToLive", "UpdateTimeToLive", "UpdateContinuousBackups", "UpdateContinuousBackups", "UpdateContinuousBackups", "UpdateTable", "ListTagsOfResource", "TagResource", "Scan"}
	if !slices.Equal(fake.calls, want) {
		t.Errorf("calls %v, want %v", fake.calls, want)
	}
	for _, said := range []string{"INTO=new", "CREATING", "going on with it", "7 items read", "-c restoredTable=arn:aws:dynamodb:eu-north-1:111122223333:table/new/stream/1"} {
		if !strings.Contains(out.String(), said) {
			t.Errorf("it does not say %q:\n%s", said, out.String())
		}
	}
}

func TestMoments(t *testing.T) {
	for at, valid := range map[string]bool{"2026-12-01T10:00:00Z": true, "2026-12-01T12:00:00+02:00": true, "latest": true, "": false, "yesterday": false, "2026-12-01": false} {
		if _, err := parseMoment(at, ""); (err == nil) != valid {
			t.Errorf("%q: %v", at, err)
		}
	}
	if _, err := parseMoment("", "new"); err != nil {
		t.Errorf("an interrupted run needs a moment: %v", err)
	}
	long := restoredName(strings.Repeat("a", 255), time.Time{}, time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC))
	if len(long) != 255 || !strings.HasSuffix(long, "-restored-20261201T100000Z") {
		t.Errorf("the name %s has %d characters", long, len(long))
	}
}
