package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
)

// fakePool is a user pool by address.
type fakePool struct {
	subjects  map[string]string
	passwords map[string]bool
	busy      int // how many calls fail first
}

func (p *fakePool) Find(_ context.Context, a access.Address) (access.Identity, error) {
	if p.busy--; p.busy >= 0 {
		return access.Identity{}, errors.New("busy")
	}
	subject, ok := p.subjects[a.String()]
	if !ok {
		return access.Identity{}, access.ErrNotFound
	}
	return access.Identity{Issuer: "new", Subject: subject}, nil
}

func (p *fakePool) Create(_ context.Context, n access.NewIdentity) (access.Identity, bool, error) {
	subject := fmt.Sprintf("subject-%d", len(p.subjects))
	p.subjects[n.Address.String()] = subject
	return access.Identity{Issuer: "new", Subject: subject}, true, nil
}

func (p *fakePool) SetPassword(_ context.Context, i access.Identity, password string) error {
	p.passwords[i.Subject] = len(password) > 20
	return nil
}

func (p *fakePool) Finish(context.Context, access.Identity) error { return nil }
func (p *fakePool) Delete(context.Context, string) error          { return nil }

// TestRelinkAll gives new identities to those who have none, also to one whom another line names again, and goes on
// after a failure and a refusal. A second run has nothing to do for those who were relinked.
func TestRelinkAll(t *testing.T) {
	member := func(issuer, subject, email string) exportedLine {
		return exportedLine{Line: fmt.Sprintf(`{"kind":"member","issuer":%q,"subject":%q,"email":%q}`, issuer, subject, email)}
	}
	parts := map[string]exportPart{
		"":  {Lines: []exportedLine{{Line: `{"kind":"organisation"}`}, member("old", "a", "ada@example.com"), member("old", "a", "ada@example.com")}, Next: "2"},
		"2": {Lines: []exportedLine{member("new", "subject-0", "has@example.com"), member("old", "b", "bob@example.com"), member("old", "c", "cy@example.com")}},
	}
	pool := &fakePool{subjects: map[string]string{"has@example.com": "subject-0", "cy@example.com": "theirs"}, passwords: map[string]bool{}, busy: 2}
	var calls []relinkCall
	var out strings.Builder
	repair := poolRepair{directory: pool, out: &out,
		export: func(_ context.Context, after string) (exportPart, error) { return parts[after], nil },
		relink: func(_ context.Context, call relinkCall) error {
			if call.UserID == string(access.NewUserID("old", "b")) {
				return &problemError{Title: "Last administrator", Status: http.StatusConflict}
			}
			calls = append(calls, call)
			return nil
		}}
	repair.dry = true
	if err := repair.run(t.Context()); err != nil || len(calls) > 0 || len(pool.subjects) != 2 || !strings.Contains(out.String(), "3 of 4 people would get") {
		t.Errorf("a dry run: %v, %d calls, says\n%s", err, len(calls), out.String())
	}
	repair.dry = false
	if err := repair.run(t.Context()); err == nil || !strings.Contains(out.String(), "bob@example.com: refused: Last administrator") {
		t.Errorf("a refusal: %v, says\n%s", err, out.String())
	}
	want := []relinkCall{
		{"relink", string(access.NewUserID("old", "a")), "new", pool.subjects["ada@example.com"]},
		{"relink", string(access.NewUserID("old", "c")), "new", "theirs"},
	}
	if !slices.Equal(calls, want) || !pool.passwords[want[0].Subject] || pool.passwords["theirs"] {
		t.Errorf("calls %+v, want %+v; passwords %v", calls, want, pool.passwords)
	}
}

// TestRelinkAllTellsPeopleApart refuses to give the roles of somebody to another person who has the
// same address now.
func TestRelinkAllTellsPeopleApart(t *testing.T) {
	line := func(issuer, subject, email string) exportedLine {
		return exportedLine{Line: fmt.Sprintf(`{"kind":"member","issuer":%q,"subject":%q,"email":%q}`, issuer, subject, email)}
	}
	part := exportPart{Lines: []exportedLine{
		line("old", "bob", "bob@example.com"), line("new", "subject-0", "Bob@example.com"), line("old", "cy", "cy@example.com"), line("new", "subject-1", "other@example.com"),
	}}
	pool := &fakePool{subjects: map[string]string{"bob@example.com": "subject-0", "Bob@example.com": "subject-0", "cy@example.com": "subject-1", "other@example.com": "subject-1"}, passwords: map[string]bool{}}
	for _, dry := range []bool{true, false} {
		var out strings.Builder
		repair := poolRepair{directory: pool, out: &out, dry: dry,
			export: func(context.Context, string) (exportPart, error) { return part, nil },
			relink: func(_ context.Context, call relinkCall) error {
				t.Errorf("%+v", call)
				return nil
			}}
		_ = repair.run(t.Context())
		for _, email := range []string{"bob@example.com", "cy@example.com"} {
			if !strings.Contains(out.String(), email+": refused: ") {
				t.Errorf("%s is not refused:\n%s", email, out.String())
			}
		}
	}
}
