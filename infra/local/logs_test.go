package main

import "testing"

func TestLinesAreReadable(t *testing.T) {
	for _, c := range []struct{ raw, want string }{
		{`{"time":"2026-11-23T21:06:12Z","level":"INFO","msg":"request","status":200,"route":"GET /me"}`, "INFO  request  route=GET /me  status=200"},
		{`{"timestamp":"2026-11-23T21:06:12Z","level":"ERROR","message":"failed","error":{"kind":"x"}}`, `ERROR failed  error={"kind":"x"}`},
		{`{"level":"INFO","msg":"id","n":1234567890123456789}`, "INFO  id  n=1234567890123456789"},
		{"panic: \x1b[31mout of range", "panic: \uFFFD[31mout of range"},
		{"START RequestId: 1 Version: $LATEST", ""},
		{"REPORT RequestId: 1\tDuration: 60 ms", ""},
		{`{"time":"2026-11-23T21:06:12Z","type":"platform.start","record":{}}`, ""},
	} {
		if got := (logLine{text: c.raw}).readable(); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.raw, got, c.want)
		}
	}
}

func TestALogGroupIsItsFunctions(t *testing.T) {
	for id, want := range map[string]string{
		"ListPermissionsLogs1A2B3C4D": "list-permissions",
		"DeliverLogs0A0EEA89":         "deliver",
		"AccessLog8CEBC8BE":           "access",
	} {
		if got := sourceOf(id); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
}
