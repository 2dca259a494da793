package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"admit/infra/bench/report"
)

// standing is how many resources of a deployment are charged by the month, whatever they do.
type standing struct{ alarms, dashboards, secrets int }

// countStanding synthesises the stack with the settings of cdk.json and counts.
func (b *bench) countStanding(ctx context.Context) (standing, error) {
	directory, err := os.MkdirTemp("", "admit-bench-")
	if err != nil {
		return standing{}, err
	}
	defer func() { _ = os.RemoveAll(directory) }()
	settings, err := os.ReadFile("cdk.json")
	if err != nil {
		return standing{}, err
	}
	var file struct{ Context map[string]any }
	if err := json.Unmarshal(settings, &file); err != nil {
		return standing{}, fmt.Errorf("cdk.json: %w", err)
	}
	file.Context["sender"] = "invitations@example.com"
	given, err := json.Marshal(file.Context)
	if err != nil {
		return standing{}, err
	}
	synth := exec.CommandContext(ctx, "go", "run", "./infra")
	synth.Env = append(os.Environ(), "CDK_OUTDIR="+directory, "CDK_CONTEXT_JSON="+string(given), "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20")
	if out, err := synth.CombinedOutput(); err != nil {
		return standing{}, fmt.Errorf("synthesis: %w: %.300s", err, out)
	}
	template, err := os.ReadFile(filepath.Join(directory, "Admit.template.json"))
	if err != nil {
		return standing{}, err
	}
	return countResources(template)
}

func countResources(template []byte) (s standing, err error) {
	var file struct {
		Resources map[string]struct{ Type string }
	}
	if err := json.Unmarshal(template, &file); err != nil {
		return s, err
	}
	for _, r := range file.Resources {
		switch r.Type {
		case "AWS::CloudWatch::Alarm":
			s.alarms++
		case "AWS::CloudWatch::Dashboard":
			s.dashboards++
		case "AWS::SecretsManager::Secret":
			s.secrets++
		}
	}
	return s, nil
}

// lines returns the kinds of resources with their numbers and prices.
func (s standing) lines() []struct {
	name string
	many int
	price
} {
	return []struct {
		name string
		many int
		price
	}{{"alarms", s.alarms, alarmMonth}, {"dashboard", s.dashboards, dashboardMonth}, {"secret", s.secrets, secretMonth}}
}

// dollars returns the price of a month.
func (s standing) dollars() (sum float64) {
	for _, l := range s.lines() {
		sum += float64(l.many) * l.dollars
	}
	return sum
}

func (s standing) addRows(r *rows, table int) {
	for _, l := range s.lines() {
		r.add(table, l.name, fmt.Sprint(l.many), report.Number(float64(l.many)*l.dollars, 2))
	}
}
