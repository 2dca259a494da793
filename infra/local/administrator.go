package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const (
	firstOrganisation  = "Acme"
	firstAdministrator = "admin@acme.example"
)

// reuseAdministrator copies the organisation and the administrator of an earlier
// run, if that administrator can still sign in and still has access.
func reuseAdministrator(ctx context.Context, o *outputs, before outputs) bool {
	if before.Endpoint != o.Endpoint || before.UserPoolID != o.UserPoolID || before.AdminEmail == "" {
		return false
	}
	token, err := signIn(ctx, *o, before.AdminEmail, before.AdminPassword)
	if err != nil {
		return false
	}
	address := o.APIURL + "/organisations/" + url.PathEscape(before.OrganisationID)
	if err := call(ctx, http.MethodGet, address, token, nil, nil); err != nil {
		return false
	}
	o.OrganisationID, o.AdminEmail, o.AdminPassword = before.OrganisationID, before.AdminEmail, before.AdminPassword
	return true
}

// createAdministrator creates the first administrator through the product, in the
// way every other administrator is created: an operator creates the organisation,
// the administrator gets an email, opens its link and registers.
func createAdministrator(ctx context.Context, log io.Writer, o *outputs) error {
	email, err := unusedAddress(ctx, *o)
	if err != nil {
		return err
	}
	created, err := invokeCreateOrganisation(ctx, localConfig(o.Endpoint), o.OperatorFunction, createOrganisation{
		Name:  firstOrganisation,
		Admin: administrator{Email: email, FirstName: "Ada", LastName: "Admin"},
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(log, "organisation", created.Organisation.ID, "invitation", created.Invitation.ID)
	invitationToken, err := waitForToken(ctx, o.Endpoint, created.Invitation.ID)
	if err != nil {
		return err
	}
	password := strongPassword()
	err = call(ctx, http.MethodPost, o.APIURL+"/invitations/"+created.Invitation.ID+"/register", "", map[string]string{
		"token": invitationToken, "firstName": "Ada", "lastName": "Admin", "password": password,
	}, nil)
	if err != nil {
		return fmt.Errorf("registering: %w", err)
	}
	o.OrganisationID, o.AdminEmail, o.AdminPassword = created.Organisation.ID, email, password
	token, err := signIn(ctx, *o, email, password)
	if err != nil {
		return fmt.Errorf("signing in after registering: %w", err)
	}
	return checkIssuer(token, o.Issuer)
}

// checkIssuer returns an error when the issuer of a token differs from the issuer
// that the API accepts.
func checkIssuer(token, accepted string) error {
	issuer, err := issuerIn(token)
	if err == nil && strings.TrimRight(issuer, "/") != strings.TrimRight(accepted, "/") {
		err = fmt.Errorf("the emulator's tokens have the issuer %s, but the API accepts only tokens of %s", issuer, accepted)
	}
	return err
}

// unusedAddress returns firstAdministrator, or a variant of it if that user exists:
// an emulator that was used before may have the user with an unknown password.
func unusedAddress(ctx context.Context, o outputs) (string, error) {
	_, err := cognitoidentityprovider.NewFromConfig(localConfig(o.Endpoint)).AdminGetUser(ctx, &cognitoidentityprovider.AdminGetUserInput{
		UserPoolId: aws.String(o.UserPoolID), Username: aws.String(firstAdministrator),
	})
	if _, none := errors.AsType[*types.UserNotFoundException](err); none {
		return firstAdministrator, nil
	}
	if err != nil {
		return "", err
	}
	name, domain, _ := strings.Cut(firstAdministrator, "@")
	return name + "-" + strings.ToLower(rand.Text()[:6]) + "@" + domain, nil
}

// strongPassword returns a password with 100 random bits and every class of character.
func strongPassword() string {
	return "Ad1-" + strings.ToLower(rand.Text()[:20])
}

// mailTimeout limits the wait for a mail. The emulator reads the table's stream about
// once a second, and the first start of a function is slow.
const mailTimeout = time.Minute

// waitForToken returns the token in the link of the invitation's mail.
func waitForToken(ctx context.Context, endpoint, invitation string) (string, error) {
	for limit := time.Now().Add(mailTimeout); time.Now().Before(limit); {
		mails, err := caughtMails(ctx, endpoint)
		if err != nil {
			return "", err
		}
		for _, m := range mails {
			if _, token, ok := strings.Cut(m.Link(), "/invitations/"+invitation+"#"); ok {
				return token, nil
			}
		}
		select {
		case <-ctx.Done():
			return "", errInterrupted
		case <-time.After(200 * time.Millisecond):
		}
	}
	return "", advise(fmt.Errorf("no mail for invitation %s within %s", invitation, mailTimeout),
		"look at what the function deliver logged: see .local/functions.log, or run make dev")
}

// call sends one request to the API. If the API refuses it, the error is a *problemError.
func call(ctx context.Context, method, address, token string, body, into any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body) // without a limit: the list of caught emails can be long
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		refusal := &problemError{Title: http.StatusText(response.StatusCode), Status: response.StatusCode}
		if json.Unmarshal(answer, refusal) != nil {
			refusal.Detail = string(answer)
		}
		return refusal
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}
