package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"admit/shared/access"
	"admit/shared/identity"
)

// relinkAll gives every member whose identity is gone from the stack's user pool a new one with the same
// address, and moves what they hold to it. It is for a user pool that was lost.
func relinkAll(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	dry := flags.Bool("dry", false, "only say who would get a new identity")
	if err := flags.Parse(args); err != nil {
		return err
	}
	settings, function, err := operatorFunction(ctx, *deployment, true, true)
	if err != nil {
		return err
	}
	name, err := deploymentOnAWS(*deployment)
	if err != nil {
		return err
	}
	stacks := cloudformation.NewFromConfig(settings)
	stack, err := describeStack(ctx, stacks, stackOf(name))
	if err != nil {
		return err
	}
	switch own, err := stack.has(ctx, stacks, "AWS::Cognito::UserPool", stack.outputs["UserPoolId"]); {
	case err != nil:
		return err
	case !own:
		return advise(errors.New("the identities of this deployment are not in a user pool of its own"),
			"restore them at your provider. If somebody has another identity there, operations.md says how relink moves what they hold to it.")
	}
	return poolRepair{
		directory: identity.Cognito{Client: cognitoidentityprovider.NewFromConfig(settings), Pool: stack.outputs["UserPoolId"], Issuer: stack.outputs["Issuer"]},
		dry:       *dry, out: os.Stdout, pause: time.Second,
		export: func(ctx context.Context, after string) (exportPart, error) {
			return askOperator[exportPart](ctx, settings, function, "export", exportCall{Action: "export", After: after})
		},
		relink: func(ctx context.Context, call relinkCall) error {
			_, err := invokeOperator[json.RawMessage](ctx, settings, function, call)
			return err
		},
	}.run(ctx)
}

// relinkCall is the payload of the operator function.
type relinkCall struct {
	Action  string `json:"action"`
	UserID  string `json:"userId"`
	Issuer  string `json:"issuer"`
	Subject string `json:"subject"`
}

// poolRepair gives members new identities.
type poolRepair struct {
	directory access.Directory
	dry       bool
	out       io.Writer
	pause     time.Duration // see persistence
	export    func(ctx context.Context, after string) (exportPart, error)
	relink    func(ctx context.Context, call relinkCall) error
}

// lostMember is a member in a line of an export.
type lostMember struct {
	Kind, Issuer, Subject, Email, FirstName, LastName, Locale string
}

// run relinks everybody who needs it. It can be repeated: who has an identity is left alone.
func (r poolRepair) run(ctx context.Context) error {
	members, err := r.members(ctx)
	if err != nil {
		return err
	}
	relinked, refused := 0, 0
	people := peopleOf(members)
	for n, m := range members {
		moved, err := persist(ctx, r.persistence(), func() (bool, error) { return r.one(ctx, m, people) })
		switch {
		case isRefusal(err) || access.KindOf(err) != access.Internal && err != nil:
			refused++
			fmt.Fprintf(r.out, "  %s: refused: %v\n", printable(m.Email), err)
		case err != nil:
			return fmt.Errorf("%s: %w", printable(m.Email), err)
		case moved:
			relinked++
		}
		if (n+1)%100 == 0 {
			fmt.Fprintf(r.out, "  %d of %d people, %d relinked\n", n+1, len(members), relinked)
		}
	}
	if r.dry {
		fmt.Fprintf(r.out, "%d of %d people would get a new identity. Nothing was changed.\n", relinked, len(members))
		return nil
	}
	fmt.Fprintf(r.out, "%d of %d people have a new identity. They choose a password with \"Forgot your password?\" on the sign-in page.\n", relinked, len(members))
	if refused > 0 {
		return advise(fmt.Errorf("%d people were refused", refused), "see the reasons above, and call relink for each; see docs/operations.md")
	}
	return nil
}

func (r poolRepair) persistence() persistence {
	return persistence{out: r.out, pause: r.pause, resumes: "run the same command again: it goes on with those who have no identity"}
}

// members returns everybody who holds a role, once.
func (r poolRepair) members(ctx context.Context) ([]lostMember, error) {
	var members []lostMember
	seen := map[string]bool{}
	for after := ""; ; {
		part, err := persist(ctx, r.persistence(), func() (exportPart, error) { return r.export(ctx, after) })
		if err != nil {
			return nil, err
		}
		for _, l := range part.Lines {
			var m lostMember
			if err := json.Unmarshal([]byte(l.Line), &m); err != nil {
				return nil, err
			}
			if person := m.Issuer + " " + m.Subject; m.Kind == "member" && !seen[person] {
				seen[person] = true
				members = append(members, m)
			}
		}
		if after = part.Next; after == "" {
			return members, nil
		}
	}
}

// otherPeople tells members apart: how many have an address, and who has an identity.
type otherPeople struct {
	byAddress  map[string]int
	byIdentity map[string]bool
}

func peopleOf(members []lostMember) otherPeople {
	p := otherPeople{map[string]int{}, map[string]bool{}}
	for _, m := range members {
		if address, err := access.ParseAddress(m.Email); err == nil {
			p.byAddress[address.Key()]++
		}
		p.byIdentity[m.Issuer+" "+m.Subject] = true
	}
	return p
}

// one relinks a member, unless the user pool has their identity. It reports whether it did, or
// would. It refuses what would give somebody the roles of another person: an address that two
// members have, and an identity that is another member's.
func (r poolRepair) one(ctx context.Context, m lostMember, all otherPeople) (bool, error) {
	address, err := access.ParseAddress(m.Email)
	if err != nil {
		return false, err
	}
	found, err := r.directory.Find(ctx, address)
	isOwn := err == nil && found.Issuer == m.Issuer && found.Subject == m.Subject
	if !isOwn && (all.byAddress[address.Key()] > 1 || err == nil && all.byIdentity[found.Issuer+" "+found.Subject]) {
		return false, access.Refuse(access.Forbidden, "Another member has the address too, so it does not say whose roles these are.")
	}
	switch {
	case isOwn:
		return false, nil
	case err != nil && !errors.Is(err, access.ErrNotFound):
		return false, err
	case r.dry:
		fmt.Fprintf(r.out, "  %s\n", printable(m.Email))
		return true, nil
	case err != nil || found.Unfinished:
		if found, err = r.create(ctx, address, m); err != nil {
			return false, err
		}
	}
	user := access.NewUserID(m.Issuer, m.Subject)
	return true, r.relink(ctx, relinkCall{Action: "relink", UserID: string(user), Issuer: found.Issuer, Subject: found.Subject})
}

// create creates an identity with a password that nobody knows. Cognito sends a code for a new one only to somebody
// who has a password.
func (r poolRepair) create(ctx context.Context, address access.Address, m lostMember) (access.Identity, error) {
	created, _, err := r.directory.Create(ctx, access.NewIdentity{Address: address, FirstName: m.FirstName, LastName: m.LastName, Language: m.Locale})
	if err == nil {
		err = r.directory.SetPassword(ctx, created, rand.Text()+"-a1")
	}
	if err == nil {
		err = r.directory.Finish(ctx, created)
	}
	return created, err
}
