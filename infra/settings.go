package main

import (
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"admit/infra/brand"
	"admit/shared/access"
	"admit/shared/setting"
)

// Settings holds the choices of a deployment. Each is a key of the context in
// cdk.json, where it is described. -c key=value overrides it.
type Settings struct {
	Name           string   // distinguishes deployments in one account and region; see named
	Development    bool     // data is deleted with the stack, and users may sign in with a password at the token endpoint
	Protected      bool     // deletion protection of the stack, the table and the user pool
	Sender         string   // an address, with or without a display name; see From
	SenderIdentity string   // "create" or "existing"
	IdentityName   string   // name of the sender's SES identity; empty: see SESIdentity
	SignInMails    string   // sender of the user pool's emails: "ses", "cognito" or "auto" (see userMailsThroughSES)
	BaseURL        string   // start of links, may contain apiIDPlaceholder; empty: the API's address
	Domain         string   // custom domain of the API; empty: none
	OnlyDomain     bool     // the API's own endpoint is disabled
	CertificateARN string   // certificate for Domain, in the stack's region
	Locale         string   // language of emails when the invitation has none
	BrandFile      string   // path of the brand
	Architecture   string   // "arm64" or "x86_64"
	Origins        []string // origins of other pages that may call the API (CORS)
	ContinueURL    string   // where people continue after accepting; empty: the console
	ReturnOrigins  []string // origins that the return URL of an invitation may have; see allReturnOrigins
	Tracing        bool     // whether the functions send traces to X-Ray
	Reminders      bool     // whether an invitation is mailed once more before it expires
	RestoredTable  string   // ARN of the stream of a restored table that the functions use; empty: the stack's own table
	AlarmEmail     string   // subscriber of the alarm topic; empty: none
	Limits         access.Limits
	Retention      setting.RetentionDays

	Identity          setting.IdentityMode // where people have their identities
	UserPoolNumber    int                  // of the stack's user pool: another number makes a new one
	UserPoolID        string               // of an existing user pool
	UserPoolProviders []string             // what people sign in with at an existing user pool
	SignInURL         string               // base of the hosted sign-in; empty: the user pool's own domain
	SignInPrefix      string               // prefix of the user pool's domain; empty: admit-<account id>
	Issuer            string               // issuer of the tokens; of a pool may contain poolIDPlaceholder, or be empty for AWS's
	ClientID          string               // the pages' client at an OpenID Connect provider
	Scope             string               // what the pages ask an OpenID Connect provider for
	SignInParameters  string               // further parameters of the provider's authorization endpoint, as a query
	TrustEmail        bool                 // whether an address without email_verified is verified
	MachineClient     bool                 // whether there is a client for programs (client credentials)
	Audiences         []string             // further clients whose tokens the API accepts; of an OpenID Connect provider all of them

	passwordSettings

	// Provider is what the issuer says of itself. It is not read from the context.
	Provider provider

	// Brand is what the file of the brand says. It is not read from the context.
	Brand brand.File

	// FunctionsBuilt is the directory that contains one directory per function,
	// each with its binary. It is not read from the context: only tests change it.
	FunctionsBuilt string
}

// functionsBuilt is the directory in which make build leaves the functions, relative
// to the directory of cdk.json, where the CDK runs the app.
const functionsBuilt = ".build/functions"

// readSettings reads the settings from the CDK's context. Its error lists every
// wrong setting.
func readSettings(lookUp func(key string) any) (Settings, error) {
	r := contextReader{lookUp: lookUp}
	s := Settings{
		Name:           r.text("name"),
		Development:    r.oneOf("environment", "development", "production") == "development",
		Sender:         r.text("sender"),
		SenderIdentity: r.oneOf("senderIdentity", "create", "existing"),
		IdentityName:   r.text("senderIdentityName"),
		SignInMails:    r.oneOf("signInMails", "auto", "ses", "cognito"),
		BaseURL:        strings.TrimSuffix(r.text("baseUrl"), "/"),
		Domain:         r.text("domain"),
		OnlyDomain:     r.oneOf("onlyDomain", "true", "false") == "true",
		CertificateARN: r.text("certificateArn"),
		Locale:         r.text("locale"),
		BrandFile:      r.text("brand"),
		Architecture:   r.oneOf("architecture", "arm64", "x86_64"),
		ContinueURL:    r.text("continueUrl"),
		Tracing:        r.oneOf("tracing", "true", "false") == "true",
		Reminders:      r.oneOf("reminders", "true", "false") == "true",
		RestoredTable:  r.text("restoredTable"),
		AlarmEmail:     r.text("alarmEmail"),
		Limits:         readLimits(&r),
		Retention:      readRetention(&r),
		FunctionsBuilt: functionsBuilt,
	}
	r.check("name", nameProblem(s.Name))
	s.Protected = r.oneOf("deletionProtection", "true", "false") == "true" && !s.Development
	s.readIdentity(&r)
	pageOrigin := func(origin string) string { return pageOriginProblem(origin, s.Development) }
	s.Origins, s.ReturnOrigins = r.list("origins", pageOrigin), r.list("returnOrigins", pageOrigin)
	r.check("continueUrl", continueURLProblem(s.ContinueURL, s.Development))
	r.check("restoredTable", restoredTableProblem(s.RestoredTable))
	r.check("sender", senderProblem(s.Sender))
	r.check("senderIdentityName", identityProblem(s.IdentityName, s.SenderAddress()))
	r.check("baseUrl", originProblem(withoutPlaceholder(s.BaseURL, apiIDPlaceholder), s.Development))
	r.check("domain", domainProblem(s.Domain, s.CertificateARN))
	r.check("onlyDomain", onlyDomainProblem(s))
	if s.BrandFile == "" {
		r.check("brand", "is the path of a file such as brand.json")
	}
	r.check("locale", mismatch(s.Locale, localePattern, "is not a language such as en or nb-NO"))
	if s.AlarmEmail != "" {
		r.check("alarmEmail", senderProblem(s.AlarmEmail))
	}
	return s, errors.Join(r.problems...)
}

// userMailsThroughSES reports whether the user pool sends its emails through SES.
// Cognito refuses an identity that is not verified, and one that the stack creates is
// not verified at the first deployment. So "auto" means Cognito for such an identity,
// until somebody sets signInMails to "ses".
func (s Settings) userMailsThroughSES() bool {
	return s.SignInMails == "ses" || (s.SignInMails == "auto" && s.SenderIdentity == "existing")
}

// SenderAddress returns the email address in Sender, without the display name.
func (s Settings) SenderAddress() string {
	address, err := mail.ParseAddress(s.Sender)
	if err != nil {
		return s.Sender // cannot happen: readSettings checked it
	}
	return address.Address
}

// From returns the sender of every email: the address of the setting sender, behind the
// sender's name of the brand if it has one, and else behind that of the setting.
func (s Settings) From() string {
	if s.Brand.Sender == "" {
		return s.Sender
	}
	return (&mail.Address{Name: s.Brand.Sender, Address: s.SenderAddress()}).String()
}

// SenderDomain returns the domain of the sender's address.
func (s Settings) SenderDomain() string {
	address := s.SenderAddress()
	return address[strings.LastIndex(address, "@")+1:]
}

// SESIdentity returns the name of the sender's SES identity. The default is the
// domain, and in development the address.
func (s Settings) SESIdentity() string {
	switch {
	case s.IdentityName != "":
		return s.IdentityName
	case s.Development:
		return s.SenderAddress()
	}
	return s.SenderDomain()
}

// contextReader reads values from the context and collects the problems with them.
// A value from -c is a string. A value from cdk.json may be any JSON.
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
		return fmt.Sprintf("%q is not an email address such as invitations@example.com or Example <invitations@example.com>", sender)
	}
	return ""
}

// identityProblem checks the name of the SES identity. SES accepts an address if the
// address itself, its domain or any parent domain is verified.
func identityProblem(identity, address string) string {
	_, domain, _ := strings.Cut(address, "@")
	isParent := strings.HasSuffix("."+strings.ToLower(domain), "."+strings.ToLower(identity))
	if identity == "" || strings.EqualFold(identity, address) || (isParent && strings.Contains(identity, ".")) {
		return ""
	}
	return fmt.Sprintf("%q is neither the sender's address %s nor its domain nor a parent domain", identity, address)
}
