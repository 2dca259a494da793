// Package mail writes the mail of an invitation and sends it through SES.
//
// A mail is a subject, a text part and an HTML part that say the same. The two
// layouts are in templates/; all that depends on the language is data in
// locales/, one file a language, named by its BCP 47 tag. A language is added
// by adding its file: texts, names of months and weekdays, the pattern of a
// date and, for texts with a number in them, one form for each plural category
// that CLDR has for the language.
//
// Everything that a person could have typed goes through [inert] before it
// stands in a mail, so that the only link in a mail is the invitation's.
//
// Templates and locales are read at the first mail, not at start, and the link
// is in no error of this package.
package mail
