package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
)

// deletionAnswer is the response to delete-profile.
type deletionAnswer struct {
	Deleted  bool   `json:"deleted"`
	UserID   string `json:"userId"`
	Deletion struct {
		Name     string `json:"name"`
		Passes   int    `json:"passes"`
		Examined int64  `json:"examined"`
		Changed  int64  `json:"changed"`
	} `json:"deletion"`
}

// deleteProfile deletes everything that names a person, after a preview and a confirmation.
func deleteProfile(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	onAWS := flags.Bool("aws", false, "delete in the stack on AWS, with the shell's credentials, instead of the one on this machine")
	user, email := personFlags(flags)
	yes := flags.Bool("yes", false, "do not ask for confirmation")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if (*user == "") == (*email == "") {
		return advise(errors.New("who is to be deleted is missing"), "make delete-profile USER=<id> [AWS=1] [YES=1], or EMAIL=ada@example.com in the place of USER")
	}
	c, err := personCommandOf(ctx, *deployment, *onAWS)
	if err != nil {
		return err
	}
	return c.delete(ctx, *user, *email, *yes)
}

func (c personCommand) delete(ctx context.Context, user, email string, yes bool) error {
	found, err := c.read(ctx, personCall{Action: "export-person", UserID: user, Email: email})
	if err != nil {
		return err
	}
	who := cmp.Or(user, email)
	fmt.Fprintf(c.out, "%s: %s.\nThe user, all roles, open and closed invitations to the person go. In events, and in what the person gave to others,\na pseudonym takes the place of the name. Nothing brings it back. An organisation may lose its last administrator.\n", printable(who), found.summary())
	if !yes {
		fmt.Fprintf(c.out, "Type %s to delete: ", printable(who))
		line, _ := bufio.NewReader(c.in).ReadString('\n')
		if strings.TrimSpace(line) != who {
			return errors.New("nothing was deleted")
		}
	}
	persistent := persistence{out: c.out, pause: c.pause, resumes: "run the same command again: it goes on where it stopped"}
	for calls := 0; ; {
		d, err := persist(ctx, persistent, func() (deletionAnswer, error) {
			calls++
			return c.remove(ctx, personCall{Action: "delete-profile", UserID: user, Email: email})
		})
		if problem, is := errors.AsType[*problemError](err); is && problem.Status == 404 && calls > 1 {
			fmt.Fprintln(c.out, "Deleted: a call before has finished it.")
			return nil
		}
		if err != nil {
			return err
		}
		if d.Deleted {
			fmt.Fprintf(c.out, "Deleted. %d items changed; in what stays the person is %q.\n", d.Deletion.Changed, d.Deletion.Name)
			return nil
		}
		fmt.Fprintf(c.out, "  %d items examined in %d passes, %d changed\n", d.Deletion.Examined, d.Deletion.Passes+1, d.Deletion.Changed)
	}
}
