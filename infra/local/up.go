package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
)

// up leaves a deployment running that a developer can use.
func up(ctx context.Context, flags *flag.FlagSet, args []string) error {
	port := flags.Int("port", 0, "the emulator's `port` (default: 4566, or the running one's)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	o, err := bringUp(ctx, home, *port)
	if err != nil {
		return err
	}
	describe(os.Stdout, o)
	return nil
}

// bringUp takes a place from nothing, or from where an earlier run left it, to a
// deployment with an administrator.
func bringUp(ctx context.Context, p place, port int) (outputs, error) {
	s := steps{os.Stdout, p.logs()}
	if err := installTools(ctx, s); err != nil {
		return outputs{}, err
	}
	var endpoint string
	err := s.do("start the emulator", "see "+p.emulatorLog(), func(log io.Writer) (err error) {
		endpoint, err = provideEmulator(ctx, log, p, port)
		return err
	})
	if err != nil {
		return outputs{}, err
	}
	before, _ := readOutputs(p) // none is as good as stale ones: see keepAdministrator
	o, err := deploy(ctx, s, p, endpoint)
	if err != nil {
		return outputs{}, err
	}
	err = s.do("start the inbox", "see "+p.inboxLog(), func(log io.Writer) (err error) {
		o.InboxURL, err = provideInbox(ctx, log, p, endpoint)
		return err
	})
	if err != nil {
		return outputs{}, err
	}
	if err := provideOrganisation(ctx, s, p, &o, before); err != nil {
		return outputs{}, err
	}
	return o, writeOutputs(p, o)
}

// provideOrganisation sees to an organisation with an administrator: the one
// from before, where it is still there.
func provideOrganisation(ctx context.Context, s steps, p place, o *outputs, before outputs) error {
	return s.do("create an organisation", "", func(log io.Writer) error {
		if keepAdministrator(ctx, o, before) {
			fmt.Fprintln(log, "kept", o.OrganisationID, o.AdminEmail)
			return nil
		}
		err := createAdministrator(ctx, log, o)
		if err != nil {
			writeFunctionLogs(ctx, p, o.Endpoint)
		}
		return err
	})
}

func describe(w io.Writer, o outputs) {
	fmt.Fprintf(w, `
API            %s
console        %s
inbox          %s  (every mail that is sent)
administrator  %s  %s
organisation   %s  (%s)
emulator       %s  (%s)
all of it      %s

make inbox  the mails here    make -s token  the administrator's token    make down  stop
`,
		o.APIURL, o.ConsoleURL, o.InboxURL, o.AdminEmail, o.AdminPassword, o.OrganisationID, firstOrganisation,
		o.Endpoint, whose(o.Endpoint), home.outputs())
}

// whose tells of an emulator where its log is, if it is ours.
func whose(endpoint string) string {
	if r, found, err := findRunning(home.emulatorPID()); err == nil && found && r.endpoint == endpoint {
		return "log: " + home.emulatorLog()
	}
	return "it was there before"
}
