package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// The payload and the response of the operator function. The lists of a part are copied to
// the document as they are.
type (
	personCall struct {
		Action string   `json:"action"`
		UserID string   `json:"userId,omitempty"`
		Email  string   `json:"email,omitempty"`
		Emails []string `json:"emails,omitempty"`
		Users  []string `json:"users,omitempty"`
		After  string   `json:"after,omitempty"`
	}
	personPart struct {
		Profile      json.RawMessage   `json:"profile"`
		Invitations  []json.RawMessage `json:"invitations"`
		Events       []json.RawMessage `json:"events"`
		Suppressions []json.RawMessage `json:"suppressions"`
		Emails       []json.RawMessage `json:"emails"`
		Addresses    []string          `json:"addresses"`
		Users        []string          `json:"users"`
		Next         string            `json:"next"`
		Examined     int64             `json:"examined"`
		Total        int64             `json:"total"`
	}
	// personDocument is what the file has. docs/personal-data.md describes it.
	personDocument struct {
		Version      int               `json:"version"`
		ExportedAt   time.Time         `json:"exportedAt"`
		Profile      json.RawMessage   `json:"profile"`
		Invitations  []json.RawMessage `json:"invitations"`
		Events       []json.RawMessage `json:"events"`
		Suppressions []json.RawMessage `json:"suppressions"`
		Emails       []json.RawMessage `json:"emails"`
		Addresses    []string          `json:"otherAddresses"`
		Users        []string          `json:"formerIds"`
	}
)

// personDocumentVersion changes when a reader of the last form would misread the document.
const personDocumentVersion = 1

// personFlags are the flags of a command about one person.
func personFlags(flags *flag.FlagSet) (user, email *string) {
	return flags.String("user", "", "`id` of the user"), flags.String("email", "", "email `address` of the person, who may have only been invited")
}

// exportPerson writes everything that is kept about one person to a file.
func exportPerson(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	onAWS := flags.Bool("aws", false, "export from the stack on AWS, with the shell's credentials, instead of the one on this machine")
	user, email := personFlags(flags)
	path := flags.String("file", "", "the `file` to write; one that exists is replaced")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *path == "" || (*user == "") == (*email == "") {
		return advise(errors.New("the file is missing, or who the person is"), "make export-person EMAIL=ada@example.com FILE=ada.json [AWS=1], or USER=<id> in the place of EMAIL")
	}
	c, err := personCommandOf(ctx, *deployment, *onAWS)
	if err != nil {
		return err
	}
	document, err := c.read(ctx, personCall{Action: "export-person", UserID: *user, Email: *email})
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return err
	}
	if err := writePrivate(*path, string(text)+"\n"); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "Exported to %s: %s.\n", *path, document.summary())
	return nil
}

// personCommand calls the operator function about one person.
type personCommand struct {
	readPart func(ctx context.Context, call personCall) (personPart, error)
	remove   func(ctx context.Context, call personCall) (deletionAnswer, error)
	in       io.Reader
	out      io.Writer
	pause    time.Duration // see persistence
	now      func() time.Time
}

func personCommandOf(ctx context.Context, deployment string, onAWS bool) (personCommand, error) {
	settings, function, err := operatorFunction(ctx, deployment, onAWS, true)
	if err != nil {
		return personCommand{}, err
	}
	return personCommand{in: os.Stdin, out: os.Stdout, pause: time.Second, now: time.Now,
		readPart: func(ctx context.Context, call personCall) (personPart, error) {
			return askOperator[personPart](ctx, settings, function, "person", call)
		},
		remove: func(ctx context.Context, call personCall) (deletionAnswer, error) {
			return invokeOperator[deletionAnswer](ctx, settings, function, call)
		},
	}, nil
}

// read reads everything about a person. What shows another address of the person, or a
// former id, makes it read everything again with that.
func (c personCommand) read(ctx context.Context, call personCall) (personDocument, error) {
	persistent := persistence{out: c.out, pause: c.pause, resumes: "run the same command again; nothing was changed"}
	for {
		document := personDocument{Version: personDocumentVersion, ExportedAt: c.now().UTC(), Profile: json.RawMessage("null"),
			Invitations: []json.RawMessage{}, Events: []json.RawMessage{}, Suppressions: []json.RawMessage{}, Emails: []json.RawMessage{}, Addresses: []string{}, Users: []string{}}
		emails, users := slices.Clone(call.Emails), slices.Clone(call.Users)
		for examined := int64(0); ; {
			part, err := persist(ctx, persistent, func() (personPart, error) { return c.readPart(ctx, call) })
			if err != nil {
				return personDocument{}, err
			}
			document.add(part)
			emails, users, examined = append(emails, part.Addresses...), append(users, part.Users...), examined+part.Examined
			if call.After = part.Next; call.After == "" {
				break
			}
			fmt.Fprintf(c.out, "  %d of about %d items read\n", examined, max(part.Total, examined))
		}
		emails, users = distinctTexts(emails), distinctTexts(users)
		if len(emails) == len(call.Emails) && len(users) == len(call.Users) {
			document.Addresses, document.Users = append(document.Addresses, emails...), append(document.Users, users...)
			return document, nil
		}
		call.Emails, call.Users = emails, users
	}
}

func distinctTexts(list []string) []string {
	slices.SortFunc(list, cmp.Compare)
	return slices.Compact(list)
}

func (d *personDocument) add(p personPart) {
	if len(p.Profile) > 0 {
		d.Profile = p.Profile
	}
	d.Invitations, d.Events = append(d.Invitations, p.Invitations...), append(d.Events, p.Events...)
	d.Suppressions, d.Emails = append(d.Suppressions, p.Suppressions...), append(d.Emails, p.Emails...)
}

// summary says how much there is.
func (d personDocument) summary() string {
	profile := "no user"
	if string(d.Profile) != "null" {
		var shown struct {
			Memberships []json.RawMessage `json:"memberships"`
		}
		_ = json.Unmarshal(d.Profile, &shown) // it is JSON, and at worst shows none
		profile = fmt.Sprintf("a user with roles in %d organisations", len(shown.Memberships))
	}
	return fmt.Sprintf("%s, %d invitations, %d events, %d suppressions, %d counts of emails", profile, len(d.Invitations), len(d.Events), len(d.Suppressions), len(d.Emails))
}

// writePrivate replaces a file that only its owner may read.
func writePrivate(path, text string) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".export-*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }() // it is gone if it was renamed
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
