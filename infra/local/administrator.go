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

// keepAdministrator takes organisation and administrator over from an earlier
// run, if that administrator still signs in and is still let in.
func keepAdministrator(ctx context.Context, o *outputs, before outputs) bool {
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

// createAdministrator has the product make its first administrator, the way it
// makes every other: an operator creates the organisation, the administrator
// gets a mail, opens its link and registers.
func createAdministrator(ctx context.Context, log io.Writer, o *outputs) error {
	email, err := freeAddress(ctx, *o)
	if err != nil {
		return err
	}
	created, err := invokeOperator(ctx, localConfig(o.Endpoint), o.OperatorFunction, createOrganisation{
		Name:  firstOrganisation,
		Admin: firstPerson{Email: email, FirstName: "Ada", LastName: "Admin"},
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(log, "organisation", created.Organisation.ID, "invitation", created.Invitation.ID)
	secret, err := waitForSecret(ctx, o.Endpoint, created.Invitation.ID)
	if err != nil {
		return err
	}
	password := strongPassword()
	err = call(ctx, http.MethodPost, o.APIURL+"/invitations/"+created.Invitation.ID+"/register", "", map[string]string{
		"token": secret, "firstName": "Ada", "lastName": "Admin", "password": password,
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

// checkIssuer returns an error when a token is of another issuer than the API
// takes tokens of.
func checkIssuer(token, taken string) error {
	issuer, err := issuerIn(token)
	if err == nil && strings.TrimRight(issuer, "/") != strings.TrimRight(taken, "/") {
		err = fmt.Errorf("the emulator's tokens are of the issuer %s, and the API takes those of %s", issuer, taken)
	}
	return err
}

// freeAddress is the usual address, or one like it: in an emulator that was used
// before, a user may have it whose password nobody kept.
func freeAddress(ctx context.Context, o outputs) (string, error) {
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

// strongPassword has 100 random bits and one of each class of character.
func strongPassword() string {
	return "Ad1-" + strings.ToLower(rand.Text()[:20])
}

// mailLimit: the table's stream is read about once a second, and a function's
// first start takes its time.
const mailLimit = time.Minute

// waitForSecret reads the link out of the invitation's mail, as its reader would.
func waitForSecret(ctx context.Context, endpoint, invitation string) (string, error) {
	for limit := time.Now().Add(mailLimit); time.Now().Before(limit); {
		mails, err := caughtMails(ctx, endpoint)
		if err != nil {
			return "", err
		}
		for _, m := range mails {
			if _, secret, ok := strings.Cut(m.Link(), "/invitations/"+invitation+"#"); ok {
				return secret, nil
			}
		}
		select {
		case <-ctx.Done():
			return "", errInterrupted
		case <-time.After(200 * time.Millisecond):
		}
	}
	return "", advise(fmt.Errorf("no mail for invitation %s within %s", invitation, mailLimit),
		"see what the function deliver logged: .local/functions.log, or make dev")
}

// call makes one request to the API. A refusal is an error that is a *problem.
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
	answer, err := io.ReadAll(response.Body) // however many mails were caught
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		refusal := &problem{Title: http.StatusText(response.StatusCode), Status: response.StatusCode}
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
