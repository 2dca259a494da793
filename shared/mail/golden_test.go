package mail_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/mail"
)

var update = flag.Bool("update", false, "update the golden files")

// offered returns the first count of five roles. Only the fourth is not in the catalogue,
// so it has no texts in other languages.
func offered(count int) []access.Role {
	return []access.Role{
		billing, signing,
		{ID: "audit-viewer", Name: "Audit Viewer", Description: "Reads the audit log."},
		{ID: "webhook-admin", Name: "Webhook Admin", Description: "Manages webhooks and their secrets."},
		{ID: "identity-writer", Name: "Identity Writer", Description: "Starts identification sessions, without reading their results."},
	}[:count]
}

// scenarios are emails that together use every text of a locale.
var scenarios = map[string]func(*delivery.Mail){
	"new-organisation": func(*delivery.Mail) {},
	"new-account": func(m *delivery.Mail) {
		m.Account, m.FirstName, m.Roles = "Bergen kontor", "", offered(5)
		m.ExpiresAt = sent.Add(time.Hour)
	},
	"existing-organisation": func(m *delivery.Mail) {
		m.HasUser, m.Inviter, m.Roles = true, "", offered(2)
		m.ExpiresAt = sent.Add(48 * time.Hour)
	},
	"sign-in": func(m *delivery.Mail) { m.SignsIn = true },
	"resent":  func(m *delivery.Mail) { m.Attempt = 2 },
	"reminder": func(m *delivery.Mail) {
		m.Attempt, m.Reminder = 2, true
		m.ExpiresAt = sent.Add(24 * time.Hour)
	},
	"existing-account": func(m *delivery.Mail) {
		m.HasUser, m.Account = true, "Bergen kontor"
		m.ExpiresAt = sent.Add(59 * time.Minute)
	},
}

func TestGolden(t *testing.T) {
	for _, locale := range localeNames(t) {
		for scenario, change := range scenarios {
			m := sample(t)
			m.Locale = locale
			change(&m)
			message := render(t, m)
			if whole := message.Subject + message.Text + text(t, message.HTML); strings.ContainsAny(whole, "{}") || strings.Contains(message.Subject, "  ") {
				t.Errorf("a placeholder is not filled in:\n%s", whole)
			}
			golden(t, locale, scenario+".golden.txt", "Subject: "+message.Subject+"\n\n"+message.Text)
			golden(t, locale, scenario+".golden.html", message.HTML)
		}
	}
}

// TestGoldenNumbers covers the texts for one, two and five roles.
func TestGoldenNumbers(t *testing.T) {
	for _, locale := range localeNames(t) {
		var out strings.Builder
		for _, hasUser := range []bool{false, true} {
			for _, account := range []string{"", "Bergen kontor"} {
				for _, count := range []int{1, 2, 5} {
					m := sample(t)
					m.Locale, m.HasUser, m.Account, m.Roles = locale, hasUser, account, offered(count)
					message := render(t, m)
					before, _, _ := strings.Cut(message.Text, link)
					fmt.Fprintf(&out, "Subject: %s\n\n%s\n", message.Subject, before)
				}
			}
		}
		golden(t, locale, "numbers.golden.txt", out.String())
	}
}

// TestGoldenTimes covers each month, weekday and hour, and durations in hours and
// days.
func TestGoldenTimes(t *testing.T) {
	for _, locale := range localeNames(t) {
		formatTime, formatDuration, err := mail.Times(locale)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		for month := time.January; month <= time.December; month++ {
			fmt.Fprintln(&out, formatTime(time.Date(2026, month, int(month), int(month)-1, 4, 0, 0, time.UTC)))
		}
		for hour := 12; hour < 24; hour++ {
			fmt.Fprintln(&out, formatTime(time.Date(2026, time.March, 19+hour-12, hour, 30, 0, 0, time.UTC)))
		}
		for _, left := range []time.Duration{1, 2, 5, 21, 47, 48, 72, 24 * 5, 24 * 21} {
			fmt.Fprintln(&out, formatDuration(left*time.Hour))
		}
		golden(t, locale, "times.golden.txt", out.String())
	}
}

func golden(t *testing.T, locale, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", locale, name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (a new locale? run the test with -update and read what it wrote)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run the test with -update and read the difference. Got:\n%s", path, got)
	}
}

func localeNames(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("locales/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no locales: %v", err)
	}
	var names []string
	for _, file := range files {
		names = append(names, strings.TrimSuffix(filepath.Base(file), ".json"))
	}
	return names
}
