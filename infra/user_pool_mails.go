package main

import (
	"html"
	"net/mail"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"
)

// The user pool sends emails of its own: a code, mostly to somebody who has forgotten
// the password, and a temporary password to a user whom an operator creates in the
// pool. Admit creates its users without a mail.
//
// Cognito has one text for all kinds of codes and does not know a user's language.
// So the text fits every purpose and is in the deployment's language.

// userMail holds the texts of one language. {product} stands for the sender's name.
// Cognito fills in {####}, a code or a password, and {username}.
type userMail struct {
	codeSubject, code         string
	passwordSubject, password string
}

// userMails holds the texts for the languages of shared/mail/locales.
var userMails = map[string]userMail{
	"da": {
		"Din kode til {product}", "Din kode til {product} er {####}. Indtast den på siden, hvor du bad om den. Har du ikke bedt om en kode, kan du se bort fra denne e-mail. Giv aldrig koden til andre.",
		"Din adgang til {product}", "Du kan nu logge ind på {product} som {username} med den midlertidige adgangskode {####}. Du bliver bedt om at vælge en ny.",
	},
	"de": {
		"Ihr Code für {product}", "Ihr Code für {product} lautet {####}. Geben Sie ihn auf der Seite ein, auf der Sie ihn angefordert haben. Haben Sie keinen Code angefordert, können Sie diese E-Mail ignorieren. Geben Sie den Code niemals weiter.",
		"Ihr Zugang zu {product}", "Sie können sich jetzt bei {product} als {username} mit dem vorläufigen Passwort {####} anmelden. Sie werden aufgefordert, ein neues zu wählen.",
	},
	"en": {
		"Your code for {product}", "Your code for {product} is {####}. Enter it on the page where you asked for it. If you did not ask for a code, you can ignore this email. Never share the code with anyone.",
		"Your sign-in for {product}", "You can now sign in to {product} as {username} with the temporary password {####}. You will be asked to choose a new one.",
	},
	"es": {
		"Tu código para {product}", "Tu código para {product} es {####}. Escríbelo en la página en la que lo has pedido. Si no has pedido ningún código, puedes ignorar este correo. No compartas nunca el código.",
		"Tu acceso a {product}", "Ya puedes iniciar sesión en {product} como {username} con la contraseña temporal {####}. Se te pedirá que elijas una nueva.",
	},
	"fi": {
		"Koodisi: {product}", "Koodisi palveluun {product} on {####}. Syötä se sivulle, jolla pyysit sitä. Jos et pyytänyt koodia, voit jättää tämän viestin huomiotta. Älä koskaan anna koodia muille.",
		"Tunnuksesi: {product}", "Voit nyt kirjautua palveluun {product} käyttäjänä {username}. Väliaikainen salasanasi on {####}. Sinua pyydetään valitsemaan uusi.",
	},
	"fr": {
		"Votre code pour {product}", "Votre code pour {product} est {####}. Saisissez-le sur la page où vous l’avez demandé. Si vous n’avez pas demandé de code, ignorez cet e-mail. Ne communiquez ce code à personne.",
		"Votre accès à {product}", "Vous pouvez maintenant vous connecter à {product} avec l’identifiant {username} et le mot de passe provisoire {####}. Il vous sera demandé d’en choisir un nouveau.",
	},
	"nb": {
		"Koden din til {product}", "Koden din til {product} er {####}. Skriv den inn på siden der du ba om den. Har du ikke bedt om en kode, kan du se bort fra denne e-posten. Gi aldri koden til andre.",
		"Tilgangen din til {product}", "Du kan nå logge inn på {product} som {username} med det midlertidige passordet {####}. Du blir bedt om å velge et nytt.",
	},
	"nl": {
		"Je code voor {product}", "Je code voor {product} is {####}. Vul de code in op de pagina waar je erom hebt gevraagd. Heb je geen code gevraagd? Dan kun je deze e-mail negeren. Deel de code met niemand.",
		"Je toegang tot {product}", "Je kunt nu bij {product} inloggen als {username} met het tijdelijke wachtwoord {####}. Daarna kies je een nieuw wachtwoord.",
	},
	"pt": {
		"O seu código para {product}", "O seu código para {product} é {####}. Introduza-o na página em que o pediu. Se não pediu nenhum código, ignore este e-mail. Nunca partilhe o código.",
		"O seu acesso a {product}", "Já pode iniciar sessão em {product} como {username} com a senha temporária {####}. Ser-lhe-á pedido que escolha uma nova.",
	},
	"sv": {
		"Din kod för {product}", "Din kod för {product} är {####}. Skriv in den på sidan där du bad om den. Om du inte har bett om någon kod kan du bortse från det här mejlet. Ge aldrig koden till någon annan.",
		"Din inloggning till {product}", "Du kan nu logga in på {product} som {username} med det tillfälliga lösenordet {####}. Du får sedan välja ett nytt.",
	},
}

// userMail returns the texts in the deployment's language.
func (s Settings) userMail() userMail {
	language, _, _ := strings.Cut(s.Locale, "-")
	if language == "no" || language == "nn" {
		language = "nb"
	}
	texts, there := userMails[language]
	if !there {
		texts = userMails["en"]
	}
	return userMail{
		codeSubject: s.withProduct(texts.codeSubject), code: html.EscapeString(s.withProduct(texts.code)),
		passwordSubject: s.withProduct(texts.passwordSubject), password: html.EscapeString(s.withProduct(texts.password)),
	}
}

// withProduct replaces {product} in a text with the sender's display name, or the
// sender's domain. Braces in the name become parentheses, so that Cognito does not
// take them for its own placeholders.
func (s Settings) withProduct(text string) string {
	product := s.SenderDomain()
	if sender, err := mail.ParseAddress(s.Sender); err == nil && sender.Name != "" {
		product = sender.Name
	}
	return strings.ReplaceAll(text, "{product}", strings.NewReplacer("{", "(", "}", ")").Replace(product))
}

func (m userMail) verification() *awscognito.UserVerificationConfig {
	return &awscognito.UserVerificationConfig{
		EmailStyle: awscognito.VerificationEmailStyle_CODE, EmailSubject: &m.codeSubject, EmailBody: &m.code,
	}
}

func (m userMail) invitation() *awscognito.UserInvitationConfig {
	return &awscognito.UserInvitationConfig{EmailSubject: &m.passwordSubject, EmailBody: &m.password}
}

// sendThroughSES makes the pool send its emails through SES, from the deployment's
// sender. Cognito creates the role that it needs by itself. It refuses an
// identity that is not verified.
func sendThroughSES(stack awscdk.Stack, s Settings, pool awscognito.UserPool, mailer mailer) {
	from := s.Sender
	if sender, err := mail.ParseAddress(s.Sender); err == nil && sender.Name != "" {
		from = sender.String() // encodes a name that is not ASCII
	}
	email := awscognito.CfnUserPool_EmailConfigurationProperty{
		EmailSendingAccount: jsii.String("DEVELOPER"),
		From:                &from,
		ConfigurationSet:    mailer.configurationSet.ConfigurationSetName(),
		SourceArn: stack.FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("ses"), Resource: jsii.String("identity"), ResourceName: jsii.String(s.SESIdentity()),
		}),
	}
	if reply, err := mail.ParseAddress(s.ReplyTo); err == nil {
		email.ReplyToEmailAddress = &reply.Address
	}
	pool.Node().DefaultChild().(awscognito.CfnUserPool).SetEmailConfiguration(&email)
	if mailer.identity != nil {
		pool.Node().AddDependency(mailer.identity)
	}
}
