package day2

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// organisation is an organisation with its invited, then registered administrator.
type organisation struct{ id, invitation, email, user string }

// errProcessEnded is the answer of a function whose process the emulator has ended in the middle of
// a request, because a deployment replaced the function. Lambda lets such a request end.
var errProcessEnded = errors.New("the emulator has ended the process of the function")

// processEnded is in such an answer.
const processEnded = "Runtime.ExitError"

// repeated calls do until the emulator lets it end. Every request can be repeated.
func repeated(do func() error) error {
	for {
		if err := do(); !errors.Is(err, errProcessEnded) {
			return err
		}
	}
}

// invoke invokes a function of the deployment with a payload and decodes the answer.
func (d *day) invoke(ctx context.Context, output string, payload, out any) error {
	body, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	answered, err := d.lambda.Invoke(ctx, &lambda.InvokeInput{FunctionName: aws.String(d.outputs[output]), Payload: body})
	if err != nil {
		return err
	}
	var refused struct{ Problem json.RawMessage }
	if answered.FunctionError != nil && strings.Contains(string(answered.Payload), processEnded) {
		return fmt.Errorf("%w: %s", errProcessEnded, output)
	}
	if answered.FunctionError != nil || json.Unmarshal(answered.Payload, &refused) != nil || refused.Problem != nil {
		return fmt.Errorf("%s answered %s", output, answered.Payload)
	}
	return json.Unmarshal(answered.Payload, out)
}

// create creates an organisation as an operator.
func (d *day) create(ctx context.Context, name string) (organisation, error) {
	o := organisation{email: name + "@example.com"}
	var created struct{ Organisation, Invitation struct{ ID string } }
	err := repeated(func() error {
		return d.invoke(ctx, "OperatorFunctionName", map[string]any{"action": "create-organisation", "key": name, "name": name, "admin": map[string]string{"email": o.email}}, &created)
	})
	o.id, o.invitation = created.Organisation.ID, created.Invitation.ID
	return o, err
}

// join opens the link in the email of an organisation's administrator, and registers.
func (d *day) join(ctx context.Context, o organisation) (organisation, error) {
	var links []string
	for end := time.Now().Add(time.Minute); len(links) == 0; time.Sleep(300 * time.Millisecond) {
		var err error
		if links, err = d.links(ctx, o.invitation); err != nil {
			return o, err
		}
		if time.Now().After(end) {
			return o, fmt.Errorf("no email to %s", o.email)
		}
	}
	body := map[string]string{"token": links[0], "firstName": "Ada", "lastName": "Lovelace", "password": "Correct-horse-9-battery"}
	if err := repeated(func() error {
		return d.post(ctx, "/invitations/"+o.invitation+"/preview", map[string]string{"token": links[0]}, &struct{}{})
	}); err != nil {
		return o, err
	}
	var registered struct{ User struct{ ID string } }
	tries := 0
	err := repeated(func() error {
		tries++
		return d.post(ctx, "/invitations/"+o.invitation+"/register", body, &registered)
	})
	if err != nil && tries > 1 && strings.Contains(err.Error(), "invitation-accepted") { // by the try that was not answered
		err = repeated(func() error {
			return d.invoke(ctx, "OperatorFunctionName", map[string]any{"action": "find", "email": o.email}, &registered)
		})
	}
	o.user = registered.User.ID
	return o, err
}

// links returns the tokens in the links of the emails of an invitation.
func (d *day) links(ctx context.Context, invitation string) ([]string, error) {
	var box struct {
		Messages map[string][]struct{ BodyText string }
	}
	if err := d.get(ctx, d.endpoint+"/_ministack/ses/messages", &box); err != nil {
		return nil, err
	}
	var tokens []string
	for _, messages := range box.Messages {
		for _, m := range messages {
			if _, after, found := strings.Cut(m.BodyText, "/invitations/"+invitation+"#"); found {
				tokens = append(tokens, strings.Fields(after)[0])
			}
		}
	}
	return tokens, nil
}

// mayRead asks whether the administrator of an organisation may read its bills.
func (d *day) mayRead(ctx context.Context, o organisation) (bool, error) {
	var decided struct{ Items []struct{ Allowed bool } }
	err := repeated(func() error {
		return d.invoke(ctx, "DecideFunctionName", map[string]any{"user": map[string]string{"id": o.user},
			"checks": []map[string]string{{"permission": "billing:read", "organisationId": o.id}}}, &decided)
	})
	return len(decided.Items) == 1 && decided.Items[0].Allowed, err
}

// host returns the host of the API on the emulator. No resolver knows it, so requests go to the emulator itself.
func (d *day) host() (string, error) {
	api, err := url.Parse(d.outputs["ApiUrl"])
	if err != nil {
		return "", err
	}
	at, err := url.Parse(d.endpoint)
	if err != nil {
		return "", err
	}
	id, _, _ := strings.Cut(api.Host, ".")
	return id + ".execute-api.localhost:" + at.Port(), nil
}

func (d *day) post(ctx context.Context, path string, body, out any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.endpoint+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	if request.Host, err = d.host(); err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	return answer(request, out)
}

func (d *day) get(ctx context.Context, address string, out any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return err
	}
	return answer(request, out)
}

func answer(request *http.Request, out any) error {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode == http.StatusBadGateway && strings.Contains(string(body), processEnded) {
		return fmt.Errorf("%w: %s", errProcessEnded, request.URL)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %s\n%s", request.Method, request.URL, response.Status, body)
	}
	return json.Unmarshal(body, out)
}
