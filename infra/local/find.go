package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// The response of the operator function.
type (
	foundUser struct {
		User *struct {
			ID, Email, FirstName, LastName, Issuer, Subject string
		} `json:"user"`
		Memberships []struct {
			OrganisationID, Organisation, Suppressed string
			Suspended                                bool
			Roles                                    []struct{ Role, AccountID, Until string }
		} `json:"memberships"`
		Invitations []struct {
			ID, OrganisationID, Organisation, Suppressed, ExpiresAt string
			Roles                                                   []string
			Delivery                                                struct{ Status, Detail, At string }
		} `json:"invitations"`
	}
	resendAnswer struct {
		Invitation struct {
			ID        string `json:"id"`
			Email     string `json:"email"`
			ExpiresAt string `json:"expiresAt"`
		} `json:"invitation"`
	}
)

// findUser shows what there is about an address, on this machine or with -aws on AWS. Without -aws it
// never uses the shell's credentials.
func findUser(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	onAWS := flags.Bool("aws", false, "find the user on AWS, with the shell's credentials, instead of on this machine")
	email := flags.String("email", "", "the email `address`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *email == "" {
		return advise(errors.New("the address is missing"), "make find EMAIL=ada@example.com [AWS=1]")
	}
	settings, function, err := operatorFunction(ctx, *deployment, *onAWS, true)
	if err != nil {
		return err
	}
	found, err := askOperator[foundUser](ctx, settings, function, "found", map[string]string{"action": "find", "email": *email})
	if err != nil {
		return err
	}
	found.print(os.Stdout)
	return nil
}

func (f foundUser) print(out io.Writer) {
	if f.User == nil {
		fmt.Fprintln(out, "user          none has this address")
	} else {
		fmt.Fprintf(out, "user          %s  %s %s  %s\n", f.User.ID, printable(f.User.FirstName), printable(f.User.LastName), printable(f.User.Email))
		fmt.Fprintf(out, "identity      %s at %s\n", printable(f.User.Subject), printable(f.User.Issuer))
	}
	for _, m := range f.Memberships {
		var roles []string
		for _, r := range m.Roles {
			text := r.Role
			if r.AccountID != "" {
				text += " at account " + r.AccountID
			}
			if r.Until != "" {
				text += " until " + r.Until
			}
			roles = append(roles, text)
		}
		suspended := ""
		if m.Suspended {
			suspended = "  SUSPENDED"
		}
		fmt.Fprintf(out, "membership    %s  %s%s\n              %s\n", m.OrganisationID, printable(m.Organisation), suspended, printable(strings.Join(roles, ", ")))
		printSuppressed(out, m.Suppressed)
	}
	for _, i := range f.Invitations {
		fmt.Fprintf(out, "invitation    %s  to %s (%s), expires %s\n              %s\n", i.ID, printable(i.Organisation), i.OrganisationID, i.ExpiresAt, printable(strings.Join(i.Roles, ", ")))
		fmt.Fprintf(out, "              email %s since %s  %s\n", i.Delivery.Status, i.Delivery.At, printable(i.Delivery.Detail))
		printSuppressed(out, i.Suppressed)
	}
	if f.User == nil && len(f.Invitations) == 0 {
		fmt.Fprintln(out, "invitation    none is pending")
	}
}

func printSuppressed(out io.Writer, reason string) {
	if reason != "" {
		fmt.Fprintf(out, "              emails are SUPPRESSED: %s\n              make resend INVITATION=... lifts that\n", printable(reason))
	}
}

// resend resends an invitation, on this machine or with -aws on AWS. Without -aws it never uses
// the shell's credentials.
func resend(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	onAWS := flags.Bool("aws", false, "resend an invitation on AWS, with the shell's credentials, instead of on this machine")
	invitation := flags.String("invitation", "", "the `id` of the invitation")
	force := flags.Bool("force", false, "on AWS, do not check whether SES would send the mail")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *invitation == "" {
		return advise(errors.New("the invitation is missing"), "make resend INVITATION=<id> [AWS=1 [FORCE=1]]")
	}
	settings, function, err := operatorFunction(ctx, *deployment, *onAWS, *force)
	if err != nil {
		return err
	}
	key := fmt.Sprint(time.Now().UnixNano()) // calls that are repeated after a failure resend once
	answer, err := persist(ctx, persistence{out: os.Stderr, pause: time.Second, resumes: "look at the invitation first: it may have been resent"}, func() (resendAnswer, error) {
		return invokeOperator[resendAnswer](ctx, settings, function, map[string]string{"action": "resend", "invitationId": *invitation, "key": key})
	})
	if err != nil {
		return err
	}
	fmt.Printf("invitation    %s  to %s, expires %s\n", answer.Invitation.ID, printable(answer.Invitation.Email), answer.Invitation.ExpiresAt)
	return nil
}
