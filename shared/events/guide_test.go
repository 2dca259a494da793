package events_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/api/openapi"
	"admit/shared/events"
)

// read returns the text of a file.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestGuideShowsTheTestedConsumer checks that the consumer in the guide is the tested one,
// and that it is short.
func TestGuideShowsTheTestedConsumer(t *testing.T) {
	_, block, _ := strings.Cut(read(t, "../../docs/follow-along.md"), "```go\n")
	block, _, ended := strings.Cut(block, "```\n")
	if !ended || !strings.Contains(read(t, "follow_example_test.go"), block) {
		t.Errorf("the consumer in docs/follow-along.md is not the one in follow_example_test.go:\n%s", block)
	}
	if lines := strings.Count(block, "\n"); lines < 20 || lines > 70 {
		t.Errorf("the consumer has %d lines", lines)
	}
}

// TestDocumentedUserID checks the ids of the users in the examples of the schemas. The
// documents have one of these users, Ada Lovelace, as a worked example.
func TestDocumentedUserID(t *testing.T) {
	var ada events.Person
	for n, person := range usersInExamples(t) {
		if person.UserID != access.NewUserID(person.Issuer, person.Subject) {
			t.Errorf("the examples of the schemas have the user %+v", person)
		}
		if n == 0 {
			ada = person
		}
	}
	reference, err := openapi.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var described struct {
		Components struct {
			Schemas map[string]struct{ Description string }
		}
	}
	if err := json.Unmarshal(reference, &described); err != nil {
		t.Fatal(err)
	}
	for where, text := range map[string]string{"README.md": read(t, "README.md"), "UserId": described.Components.Schemas["UserId"].Description} {
		for _, want := range []string{ada.Issuer, ada.Subject, string(ada.UserID)} {
			if !strings.Contains(text, want) {
				t.Errorf("the worked example in %s does not have %s", where, want)
			}
		}
	}
}

// usersInExamples returns the users in the examples of all schemas, Ada Lovelace first.
func usersInExamples(t *testing.T) (users []events.Person) {
	t.Helper()
	for name := range published {
		for _, example := range examplesOf(t, name) {
			raw, err := json.Marshal(example)
			if err != nil {
				t.Fatal(err)
			}
			message := decoded[events.Message](string(raw))
			for _, person := range []*events.Person{&message.Actor, message.Subject} {
				if person != nil && person.Issuer != "" {
					users = append(users, *person)
				}
			}
		}
	}
	slices.SortFunc(users, func(a, b events.Person) int { return strings.Compare(a.Name, b.Name) })
	if len(users) < 6 {
		t.Fatalf("the examples have only the users %+v", users)
	}
	return users
}
