package main

import (
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"admit/shared/access"
)

// Settings is what a deployment may choose. Each is a key of the context in
// cdk.json, where it is described, and can be overridden by -c key=value.
type Settings struct {
	Development    bool   // data may be thrown away, passwords may be sent to the token endpoint
	Protected      bool   // stack, table and user pool refuse to be deleted
	Sender         string // the From of every mail: an address, with or without a display name
	SenderIdentity string // "create" or "existing"
	IdentityName   string // of the sender's SES identity; empty: see SESIdentity
	ReplyTo        string // "inviter", "none", or the address to which answers to mails go
	SignInMails    string // who sends the user pool's own mails: "ses", "cognito" or "auto" (see userMailsThroughSES)
	BaseURL        string // where links begin, with apiIDPlaceholder; empty: where the API answers
	Domain         string // custom domain of the API; empty: none
	OnlyDomain     bool   // the API's own endpoint is switched off
	CertificateARN string // certificate for Domain, in the stack's region
	Locale         string // of mails to people whose language nobody named
	Architecture   string // "arm64" or "x86_64"
	SignInURL      string // base of the hosted sign-in; empty: the user pool's own domain
	SignInPrefix   string // of the user pool's own domain; empty: admit-<account id>
	Issuer         string // of the pool's tokens, with poolIDPlaceholder; empty: AWS's
	MachineClient  bool   // whether there is a client that signs in as a program
	AlarmEmail     string // who is told of alarms; empty: nobody is subscribed
	Limits         access.Limits

	// FunctionsBuilt is the directory with one directory a function, each with
	// its binary. It is no context: only tests say otherwise.
	FunctionsBuilt string
}

// functionsBuilt is where `make build` leaves the functions, seen from the
// directory of cdk.json, in which the CDK runs the app.
const functionsBuilt = ".build/functions"

// readSettings takes the settings from the CDK's context and says everything
// that is wrong with them at once.
func readSettings(lookUp func(key string) any) (Settings, error) {
	r := contextReader{lookUp: lookUp}
	s := Settings{
		Development:    r.oneOf("environment", "development", "production") == "development",
		Sender:         r.text("sender"),
		SenderIdentity: r.oneOf("senderIdentity", "create", "existing"),
		IdentityName:   r.text("senderIdentityName"),
		ReplyTo:        r.text("replyTo"),
		SignInMails:    r.oneOf("signInMails", "auto", "ses", "cognito"),
		BaseURL:        strings.TrimSuffix(r.text("baseUrl"), "/"),
		Domain:         r.text("domain"),
		OnlyDomain:     r.oneOf("onlyDomain", "true", "false") == "true",
		CertificateARN: r.text("certificateArn"),
		Locale:         r.text("locale"),
		Architecture:   r.oneOf("architecture", "arm64", "x86_64"),
		SignInURL:      strings.TrimSuffix(r.text("signInUrl"), "/"),
		SignInPrefix:   r.text("signInPrefix"),
		Issuer:         r.text("issuer"),
		MachineClient:  r.oneOf("machineClient", "true", "false") == "true",
		AlarmEmail:     r.text("alarmEmail"),
		Limits:         readLimits(&r),
		FunctionsBuilt: functionsBuilt,
	}
	s.Protected = r.oneOf("deletionProtection", "true", "false") == "true" && !s.Development
	r.check("sender", senderProblem(s.Sender))
	r.check("senderIdentityName", identityProblem(s.IdentityName, s.SenderAddress()))
	r.check("replyTo", replyToProblem(s.ReplyTo))
	r.check("baseUrl", originProblem(withoutPlaceholder(s.BaseURL, apiIDPlaceholder), s.Development))
	r.check("signInUrl", urlProblem(s.SignInURL, s.Development))
	r.check("issuer", urlProblem(withoutPlaceholder(s.Issuer, poolIDPlaceholder), s.Development))
	r.check("domain", domainProblem(s.Domain, s.CertificateARN))
	r.check("onlyDomain", onlyDomainProblem(s))
	r.check("locale", mismatch(s.Locale, localePattern, "is not a language such as en, or nb-NO"))
	r.check("signInPrefix", prefixProblem(s.SignInPrefix))
	if s.AlarmEmail != "" {
		r.check("alarmEmail", senderProblem(s.AlarmEmail))
	}
	return s, errors.Join(r.problems...)
}

// userMailsThroughSES tells whether the user pool sends its mails through SES. An
// identity that the stack creates is not verified at the first deployment, which
// Cognito would refuse: then somebody has to say so once it is.
func (s Settings) userMailsThroughSES() bool {
	return s.SignInMails == "ses" || (s.SignInMails == "auto" && s.SenderIdentity == "existing")
}

// SenderAddress is the bare address in Sender.
func (s Settings) SenderAddress() string {
	address, err := mail.ParseAddress(s.Sender)
	if err != nil {
		return s.Sender // readSettings let no such sender through
	}
	return address.Address
}

// SenderDomain is the domain of the sender's address.
func (s Settings) SenderDomain() string {
	address := s.SenderAddress()
	return address[strings.LastIndex(address, "@")+1:]
}

// SESIdentity is the name of the identity by which SES judges the sender. By
// default it is the domain, and in development the address.
func (s Settings) SESIdentity() string {
	switch {
	case s.IdentityName != "":
		return s.IdentityName
	case s.Development:
		return s.SenderAddress()
	}
	return s.SenderDomain()
}

// contextReader reads values and gathers what is wrong with them. A value is a
// string when it comes from -c, but may be any JSON in cdk.json.
type contextReader struct {
	lookUp   func(key string) any
	problems []error
}

func (r *contextReader) text(key string) string {
	switch value := r.lookUp(key).(type) {
	case nil:
		return ""
	case string:
		return strings.TrimSpace(value)
	case bool:
		return fmt.Sprint(value)
	default:
		r.check(key, fmt.Sprintf("%v is not a string", value))
		return ""
	}
}

func (r *contextReader) oneOf(key string, allowed ...string) string {
	value := r.text(key)
	if !slices.Contains(allowed, value) {
		r.check(key, fmt.Sprintf("%q is not one of %s", value, strings.Join(allowed, ", ")))
	}
	return value
}

func (r *contextReader) check(key, problem string) {
	if problem != "" {
		r.problems = append(r.problems, fmt.Errorf("context %s: %s (set it in cdk.json, or with -c %s=...)", key, problem, key))
	}
}

var localePattern = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z]{2})?$`)

func mismatch(value string, pattern *regexp.Regexp, problem string) string {
	if pattern.MatchString(value) {
		return ""
	}
	return fmt.Sprintf("%q %s", value, problem)
}

func senderProblem(sender string) string {
	if _, err := mail.ParseAddress(sender); err != nil {
		return fmt.Sprintf("%q is not a mail address such as invitations@example.com or Example <invitations@example.com>", sender)
	}
	return ""
}

// identityProblem: SES lets an address send that is verified itself, or whose
// domain or any domain above it is.
func identityProblem(identity, address string) string {
	_, domain, _ := strings.Cut(address, "@")
	under := strings.HasSuffix("."+strings.ToLower(domain), "."+strings.ToLower(identity))
	if identity == "" || strings.EqualFold(identity, address) || (under && strings.Contains(identity, ".")) {
		return ""
	}
	return fmt.Sprintf("%q is neither the sender's address %s nor its domain nor a domain above that", identity, address)
}

func replyToProblem(replyTo string) string {
	if replyTo == "inviter" || replyTo == "none" || senderProblem(replyTo) == "" {
		return ""
	}
	return fmt.Sprintf("%q is not inviter, none, or a mail address such as support@example.com", replyTo)
}
