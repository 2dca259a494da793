package main

import (
	"context"
	"encoding/json"
	"log/slog"

	"admit/shared/brand"
	"admit/shared/mail"
)

// handler writes the emails of one deployment.
type handler struct {
	brand    brand.Brand
	fallback string // language of readers whose own is unknown
}

// kinds has the emails by what triggers them. Cognito sends every other message, such as an
// SMS, with its own text.
var kinds = map[string]mail.SignInKind{
	"CustomMessage_ForgotPassword":      mail.ResetMail,
	"CustomMessage_AdminCreateUser":     mail.TemporaryPasswordMail,
	"CustomMessage_SignUp":              mail.CodeMail,
	"CustomMessage_ResendCode":          mail.CodeMail,
	"CustomMessage_UpdateUserAttribute": mail.CodeMail,
	"CustomMessage_VerifyUserAttribute": mail.CodeMail,
}

// trigger is the part of Cognito's event that the function reads.
type trigger struct {
	Source  string `json:"triggerSource"`
	Request struct {
		UserAttributes struct {
			Locale string `json:"locale"`
		} `json:"userAttributes"`
		Code     string `json:"codeParameter"`
		UserName string `json:"usernameParameter"`
	} `json:"request"`
}

// response is the part of the event that the function changes.
type response struct {
	Subject string `json:"emailSubject"`
	Message string `json:"emailMessage"`
}

// handle returns the event with the email in it. If there is none, or an error, it returns
// the event as it is: Cognito then sends the text of the pool, and nobody waits for a code
// that does not come.
func (h handler) handle(ctx context.Context, event json.RawMessage) (json.RawMessage, error) {
	var t trigger
	if err := json.Unmarshal(event, &t); err != nil {
		slog.ErrorContext(ctx, "sign-in mail", "outcome", "unreadable", "error", err.Error())
		return event, nil
	}
	log := slog.With("trigger", t.Source)
	kind, known := kinds[t.Source]
	if !known {
		log.InfoContext(ctx, "sign-in mail", "outcome", "not an email of Admit")
		return event, nil
	}
	changed, err := h.write(event, t, kind)
	if err != nil {
		log.ErrorContext(ctx, "sign-in mail", "outcome", "failed", "error", err.Error())
		return event, nil
	}
	log.InfoContext(ctx, "sign-in mail", "outcome", "written", "locale", t.Request.UserAttributes.Locale)
	return changed, nil
}

// write returns the event with an email.
func (h handler) write(event json.RawMessage, t trigger, kind mail.SignInKind) (json.RawMessage, error) {
	message, err := mail.RenderSignIn(mail.SignIn{
		Kind: kind, Locale: t.Request.UserAttributes.Locale, Brand: h.brand, Secret: t.Request.Code, UserName: t.Request.UserName,
	}, h.fallback)
	if err != nil {
		return nil, err
	}
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(event, &whole); err != nil {
		return nil, err
	}
	whole["response"], err = json.Marshal(response{message.Subject, message.HTML})
	if err != nil {
		return nil, err
	}
	return json.Marshal(whole)
}
