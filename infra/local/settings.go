package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"admit/shared/setting"
)

// settings prints the settings of the functions as a page of the documentation.
func settings(_ context.Context, flags *flag.FlagSet, args []string) error {
	if err := flags.Parse(args); err != nil {
		return err
	}
	return writeSettings(os.Stdout)
}

// writeSettings writes the settings as Markdown.
func writeSettings(w io.Writer) error {
	var page strings.Builder
	page.WriteString(`# Settings of the functions

Each function reads its settings from environment variables. A function with missing or malformed settings logs all of
them in one record and does not start. To change the settings of a deployment, edit ` + "`cdk.json`" + `: the stack sets the variables.

` + "`make settings`" + ` writes this page from the lists in ` + "`shared/setting`" + `.

## Set by the stack

`)
	settingsTable(&page, false)
	page.WriteString("\n## Set by the stack for Go's runtime\n\nEvery function has them.\n\n| variable | value | reason |\n|---|---|---|\n")
	for _, v := range setting.Runtime() {
		fmt.Fprintf(&page, "| `%s` | `%s` | %s |\n", v.Name, v.Value, v.Reason)
	}
	page.WriteString("\n## Set by the Lambda runtime\n\nEvery function reads them.\n\n")
	settingsTable(&page, true)
	_, err := io.WriteString(w, page.String())
	return err
}

// settingsTable writes a table of the settings that Lambda sets, or of the others.
func settingsTable(page *strings.Builder, byLambda bool) {
	page.WriteString("| variable | meaning | form | example | read by |\n|---|---|---|---|---|\n")
	for _, s := range setting.All() {
		if s.ByLambda != byLambda {
			continue
		}
		form := s.Form
		if s.Optional {
			form += "; optional"
		}
		fmt.Fprintf(page, "| `%s` | %s | %s | `%s` | %s |\n",
			s.Variable, s.Meaning, form, s.Example, cmp.Or(strings.Join(s.Readers, ", "), "every function"))
	}
}
