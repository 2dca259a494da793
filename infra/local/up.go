package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
)

// up starts a deployment for a developer and leaves it running.
func up(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	port := flags.Int("port", 0, "the emulator's `port` (default: the running emulator's, or 4566)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	w := home.of(*deployment)
	o, err := bringUp(ctx, w, *port, "create", false)
	if err != nil {
		return err
	}
	printSummary(os.Stdout, w, o)
	return nil
}

// bringUp installs, starts and deploys everything in a workspace that is not there yet,
// and makes sure that there is an administrator. With product, it also lets a product use
// the deployment. Where people have their identities elsewhere, it makes no organisation:
// whoever uses the deployment says who is in it.
func bringUp(ctx context.Context, w workspace, port int, identity string, product bool) (outputs, error) {
	s := steps{os.Stdout, w.logs()}
	if err := installTools(ctx, s); err != nil {
		return outputs{}, err
	}
	var endpoint string
	err := s.do("start the emulator", "see "+w.emulatorLog(), func(log io.Writer) (err error) {
		endpoint, err = provideEmulator(ctx, log, w, port)
		return err
	})
	if err != nil {
		return outputs{}, err
	}
	before, _ := readOutputs(w) // missing outputs are treated like stale ones: see reuseAdministrator
	way, err := provideIdentity(ctx, s, w, endpoint, identity)
	if err != nil {
		return outputs{}, err
	}
	o, err := deploy(ctx, s, w, endpoint, way, before)
	if err != nil {
		return outputs{}, err
	}
	if product && identity == "create" {
		if err := provideProduct(ctx, s, w, &o); err != nil {
			return outputs{}, err
		}
	}
	err = s.do("start the inbox", "see "+w.inboxLog(), func(log io.Writer) (err error) {
		o.InboxURL, err = provideInbox(ctx, log, w, endpoint)
		return err
	})
	if err != nil {
		return outputs{}, err
	}
	if identity == "create" {
		err = provideOrganisation(ctx, s, w, &o, before)
	}
	if err != nil {
		return outputs{}, err
	}
	return o, writeOutputs(w, o)
}

// provideOrganisation reuses the organisation and the administrator of an earlier run if
// they still exist, and otherwise creates them.
func provideOrganisation(ctx context.Context, s steps, w workspace, o *outputs, before outputs) error {
	return s.do("create an organisation", "", func(log io.Writer) error {
		if reuseAdministrator(ctx, o, before) {
			fmt.Fprintln(log, "reusing", o.OrganisationID, o.AdminEmail)
			return nil
		}
		err := createAdministrator(ctx, log, o)
		if err != nil {
			writeFunctionLogs(ctx, w, o.Endpoint)
		}
		return err
	})
}

func printSummary(out io.Writer, w workspace, o outputs) {
	fmt.Fprintf(out, `
API            %s
console        %s
inbox          %s  (every sent mail)
administrator  %s  %s
organisation   %s  (%s)
emulator       %s  (%s)
all outputs    %s

make inbox  prints the mails    make -s token  prints the administrator's token    make down  stops everything
`,
		o.APIURL, o.ConsoleURL, o.InboxURL, o.AdminEmail, o.AdminPassword, o.OrganisationID, firstOrganisation,
		o.Endpoint, emulatorNote(o.Endpoint), w.outputs())
}

// emulatorNote returns where the log of the emulator is, if an earlier run started it.
func emulatorNote(endpoint string) string {
	if r, found, err := findProcess(home.emulatorPID()); err == nil && found && r.endpoint == endpoint {
		return "log: " + home.emulatorLog()
	}
	return "started elsewhere"
}
