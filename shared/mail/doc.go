// Package mail renders invitation emails and sends them through SES.
//
// An email has a subject, a text part and an HTML part. Both parts have the same
// content. The layouts are in templates/. Everything that depends on the language
// is in locales/, with one file for each language, named by its BCP 47 tag. A
// locale has the texts, the names of months and weekdays, the date pattern and
// CLDR's plural rules. A text that contains a number has one form for each plural
// category of the language.
//
// To add a language, add its file and run `go test -update`. This writes the
// language's emails to testdata/. Have them read by someone who speaks the
// language.
//
// Names are inserted into texts unchanged. The texts must therefore use them
// where the language does not inflect them. Finnish and German write "to the
// account X" and inflect the noun. French has no word before a name that would
// be elided.
//
// Every value that a person could have typed goes through [sanitise], so that
// the invitation's link is the only link in an email.
//
// Templates and locales are read when the first email is rendered, not at start.
// No error of this package contains the link.
package mail
