package mail

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"
)

// locale is one file of locales/.
type locale struct {
	tag language.Tag

	Direction string  `json:"direction"` // ltr or rtl
	Plural    plurals `json:"plural"`

	// The end of an invitation, as in "{weekday} {day} {month} {year} at
	// {hour}:{minute} UTC". {hour} has two digits, {bareHour} no leading zero.
	// The number of the hour decides the plural form: Spanish writes "a la
	// 1:00" and "a las 2:00". Weekdays begin with Sunday. Names are in the form
	// that they have inside DateTime.
	DateTime     phrase     `json:"dateTime"`
	Weekdays     [7]string  `json:"weekdays"`
	Months       [12]string `json:"months"`
	FirstOfMonth string     `json:"firstOfMonth"` // {day} on that day: French writes "1er", and then "2"

	// How long the link works, as it stands in Until.
	Hours phrase `json:"hours"`
	Days  phrase `json:"days"`

	Greeting        phrase `json:"greeting"`
	GreetingUnnamed phrase `json:"greetingUnnamed"`

	// UnnamedInviter stands for {inviter}, which is always the first word of a
	// text: so it has a capital letter, and no word before it has to be joined
	// to it, as French "que" would be.
	UnnamedInviter phrase `json:"unnamedInviter"`

	// Resent is said in every mail after the first, whose links are dead by then,
	// and its subject stands before {subject}: the mails look different in a list.
	ResentSubject phrase `json:"resentSubject"`
	Resent        phrase `json:"resent"`

	New      audience `json:"new"`      // the invitee has no user yet
	Existing audience `json:"existing"` // the invitee has one

	Until     phrase `json:"until"`
	UntilSoon phrase `json:"untilSoon"` // less than an hour
	Personal  phrase `json:"personal"`
	LinkHint  phrase `json:"linkHint"`
	Why       phrase `json:"why"`
	Decline   phrase `json:"decline"` // names the button as the invitee's page does
}

// audience is what is said to one kind of invitee. The number of roles decides
// the plural form.
type audience struct {
	Organisation offer  `json:"organisation"` // roles in a whole organisation
	Account      offer  `json:"account"`      // roles in one account of it
	Action       phrase `json:"action"`       // the button
	Next         phrase `json:"next"`         // what comes after it
}

type offer struct {
	Subject  phrase `json:"subject"`
	Headline phrase `json:"headline"`
	Intro    phrase `json:"intro"` // the roles are listed below it
}

// lastResort is the language of a mail when neither the one asked for nor the
// configured one is there.
const lastResort = "en"

//go:embed locales
var localeFiles embed.FS

// catalogue is every locale, each read when a mail first needs it, and what
// finds the one nearest to a language.
type catalogue struct {
	read    []func() (locale, error)
	matcher language.Matcher
}

var locales = sync.OnceValues(func() (catalogue, error) { return listLocales(localeFiles) })

func listLocales(files fs.FS) (catalogue, error) {
	names, err := fs.Glob(files, "locales/*.json")
	if err != nil {
		return catalogue{}, err
	}
	var c catalogue
	var tags []language.Tag
	for _, name := range names {
		tag, err := language.Parse(strings.TrimSuffix(path.Base(name), ".json"))
		if err != nil {
			return catalogue{}, fmt.Errorf("%s: %w", name, err)
		}
		tags = append(tags, tag)
		c.read = append(c.read, sync.OnceValues(func() (locale, error) { return readLocale(files, name, tag) }))
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

func readLocale(files fs.FS, name string, tag language.Tag) (locale, error) {
	file, err := fs.ReadFile(files, name)
	if err != nil {
		return locale{}, err
	}
	l := locale{tag: tag}
	decoder := json.NewDecoder(bytes.NewReader(file))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&l); err != nil {
		return locale{}, fmt.Errorf("%s: %w", name, err)
	}
	return l, nil
}

// find is the locale of the first language that has one, or one that its
// readers understand. That is the same language elsewhere (pt-BR, de-AT,
// es-419), the language that a name of several mostly stands for (no is nb),
// or a near one: who reads Nynorsk (nn) reads Bokmål every day, and would
// rather have it than English. CLDR's table of such languages decides.
func (c catalogue) find(languages ...string) (locale, error) {
	for _, wanted := range append(languages, lastResort) {
		// What Parse does not understand is no language, and matches none.
		tag, _ := language.Parse(wanted)
		if _, i, confidence := c.matcher.Match(tag); confidence >= language.High {
			return c.read[i]()
		}
	}
	return locale{}, fmt.Errorf("locales/%s.json is missing", lastResort)
}

// moment writes a time, in UTC because the reader's own zone is not known.
func (l locale) moment(t time.Time) string {
	t = t.UTC()
	day := l.FirstOfMonth
	if t.Day() > 1 {
		day = strconv.Itoa(t.Day())
	}
	return fill(l.DateTime.pick(l.Plural, t.Hour()), plain, map[string]string{
		"weekday":  l.Weekdays[t.Weekday()],
		"day":      day,
		"month":    l.Months[t.Month()-1],
		"year":     strconv.Itoa(t.Year()),
		"hour":     fmt.Sprintf("%02d", t.Hour()),
		"bareHour": strconv.Itoa(t.Hour()),
		"minute":   fmt.Sprintf("%02d", t.Minute()),
	})
}

// span writes how long something lasts, in whole days, or in hours when it is
// less than two days; empty when it is less than an hour. It is rounded to the
// hour first, because a mail is sent moments after its invitation, and then
// down, because it is a promise.
func (l locale) span(d time.Duration) string {
	hours := int(d.Round(time.Hour) / time.Hour)
	unit, count := l.Hours, hours
	if hours >= 48 {
		unit, count = l.Days, hours/24
	}
	if d < time.Hour {
		return ""
	}
	return fill(unit.pick(l.Plural, count), plain, map[string]string{"count": strconv.Itoa(count)})
}

func plain(s string) string { return s }
