// Package mail writes the mail of an invitation and sends it through SES.
//
// A mail is a subject, a text part and an HTML part that say the same. The two
// layouts are in templates/; all that depends on the language is data in
// locales/, one file a language, named by its BCP 47 tag. A language is added
// by adding its file: texts, names of months and weekdays, the pattern of a
// date, CLDR's plural rules of the language and, for texts with a number in
// them, one form for each category of these rules. Then `go test -update`
// writes the language's mails to testdata/, to be read by someone who speaks it.
//
// Names are put into texts as they are. So a text has them where the language
// leaves them alone: Finnish and German say "to the account X" and decline the
// noun, French has nothing before a name that could lose a vowel to it.
//
// Everything that a person could have typed goes through [inert] before it
// stands in a mail, so that the only link in a mail is the invitation's.
//
// Templates and locales are read at the first mail, not at start, and the link
// is in no error of this package.
package mail
