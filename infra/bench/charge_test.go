package main

import (
	"math"
	"testing"
)

func TestAMillionLifecyclesCostWhatTheirPartsCost(t *testing.T) {
	c := charge{requests: 6, invocations: 8, seconds: 0.2, read: 20, write: 60, events: 5, schedules: 1, functionLogs: 1000, systemLogs: 2000, accessLogs: 3000, traces: 0.5}
	want := map[string]float64{
		"HTTP API requests": 6, "Lambda requests": 1.6, "Lambda GB-seconds": 0.2 * 0.25 * 13.3334, "DynamoDB reads": 2.5, "DynamoDB writes": 37.5,
		"EventBridge events": 5, "EventBridge Scheduler": 1, "Logs of the functions": 0.5, "Logs of Lambda about them": 1, "Access log": 1.5, "X-Ray traces": 2.5,
	}
	sum := 0.0
	for _, p := range c.parts() {
		if math.Abs(p.dollars-want[p.name]) > 1e-9 {
			t.Errorf("%s: $%g, want $%g", p.name, p.dollars, want[p.name])
		}
		sum += want[p.name]
		delete(want, p.name)
	}
	if len(want) > 0 || math.Abs(total(c.parts())-sum) > 1e-9 {
		t.Errorf("parts without a price: %v; in all $%g, want $%g", want, total(c.parts()), sum)
	}
}

func TestEveryPriceHasASource(t *testing.T) {
	for _, p := range prices {
		if p.dollars <= 0 || p.per == "" || p.source == "" || p.checked == "" {
			t.Errorf("%+v", p)
		}
	}
}

func TestAccessRecordHasTheFieldsOfTheFormat(t *testing.T) {
	got, err := accessRecord("\"status\":  \"$context.status\",\n\"error\": \"$context.error.responseType\",")
	if want := float64(len(`{"status":"201","error":"-"}` + "\n")); err != nil || got != want {
		t.Errorf("%g octets (%v), want %g", got, err, want)
	}
	if _, err := accessRecord("no format"); err == nil {
		t.Error("a file without a format is no error")
	}
}

func TestParseCosts(t *testing.T) {
	got, err := parseCosts("operation  round trips  waits  read units  write units  dollars a million  calls\n" +
		"remove access, revoking an invitation     5            4      7           20           13.38              2 BatchGetItem, GetItem\n")
	want := cost{"remove access, revoking an invitation", 5, 4, 7, 20}
	if err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("%+v (%v), want %+v", got, err, want)
	}
	if math.Abs(want.dollars()-13.375) > 1e-9 {
		t.Errorf("a million cost $%g", want.dollars())
	}
}
